"""The sixty roles: designations by their real names, and made-up jobs that specialise them."""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """A role: a designation, or a job that specialises one, perhaps for one department."""

    id: str
    title: str
    hindi: str
    grade: str
    band: str
    work: str
    specialises: str = ""
    department: str = ""


_DESIGNATIONS = (
    ("SEC", "Secretary", "सचिव", 17, "leadership", "lead"),
    ("AS", "Additional Secretary", "अपर सचिव", 15, "leadership", "lead"),
    ("JS", "Joint Secretary", "संयुक्त सचिव", 14, "senior", "lead policy"),
    ("EA", "Economic Adviser", "आर्थिक सलाहकार", 14, "senior", "policy data"),
    ("DIR", "Director", "निदेशक", 13, "senior", "programme policy"),
    ("CVO", "Chief Vigilance Officer", "मुख्य सतर्कता अधिकारी", 13, "senior", "vigilance"),
    ("DS", "Deputy Secretary", "उप सचिव", 12, "middle", "programme policy"),
    ("PPS", "Principal Private Secretary", "प्रधान निजी सचिव", 11, "support", "personal"),
    ("US", "Under Secretary", "अवर सचिव", 11, "middle", "section branch public"),
    ("DD", "Deputy Director", "उप निदेशक", 11, "middle", "programme web"),
    ("RO", "Research Officer", "अनुसंधान अधिकारी", 10, "middle", "data programme"),
    ("AD", "Assistant Director", "सहायक निदेशक", 10, "middle", "programme web"),
    ("PIO", "Public Information Officer", "जन सूचना अधिकारी", 11, "middle", "rti"),
    ("AO", "Accounts Officer", "लेखा अधिकारी", 9, "supervisory", "finance"),
    ("SO", "Section Officer", "अनुभाग अधिकारी", 8, "supervisory", "section"),
    ("SSO", "Senior Statistical Officer", "वरिष्ठ सांख्यिकी अधिकारी", 8, "supervisory", "data monitoring"),
    ("AAO", "Assistant Accounts Officer", "सहायक लेखा अधिकारी", 8, "supervisory", "finance"),
    ("PS", "Private Secretary", "निजी सचिव", 8, "support", "personal"),
    ("ASO", "Assistant Section Officer", "सहायक अनुभाग अधिकारी", 7, "supervisory", "assist"),
    ("JSO", "Junior Statistical Officer", "कनिष्ठ सांख्यिकी अधिकारी", 6, "supervisory", "data monitoring"),
    ("JTO", "Junior Translation Officer", "कनिष्ठ अनुवाद अधिकारी", 6, "supervisory", "language"),
    ("PA", "Personal Assistant", "वैयक्तिक सहायक", 6, "support", "personal"),
    ("SSA", "Senior Secretariat Assistant", "वरिष्ठ सचिवालय सहायक", 4, "support", "assist clerk"),
    ("JSA", "Junior Secretariat Assistant", "कनिष्ठ सचिवालय सहायक", 2, "support", "assist clerk"),
    ("MTS", "Multi Tasking Staff", "मल्टी टास्किंग स्टाफ", 1, "support", ""),
)

_DESKS = {
    "MON": ("Monitoring", "अनुवीक्षण", "monitoring"),
    "EST": ("Establishment", "स्थापना", "establishment"),
    "FIN": ("Budget and Funds", "बजट एवं निधि", "finance"),
    "PAR": ("Parliament", "संसद", "parliament"),
    "LIT": ("Litigation", "मुकदमा", "litigation"),
    "PRO": ("Procurement", "खरीद", "procurement"),
    "RTI": ("Information and Grievances", "सूचना एवं शिकायत", "rti public"),
    "VIG": ("Vigilance", "सतर्कता", "vigilance"),
    "POL": ("Policy", "नीति", "policy"),
    "DATA": ("Data and Evaluation", "डेटा एवं मूल्यांकन", "data monitoring"),
    "APP": ("Apprenticeship Registry", "शिक्षुता पंजी", "web data"),
    "CRA": ("Craft Markets", "शिल्प बाज़ार", "outreach"),
    "FAR": ("Machinery Stores", "यंत्र भंडार", "stores"),
    "ENT": ("Enterprise Loans", "उद्यम ऋण", "outreach finance"),
    "DIG": ("Village Connectivity", "ग्राम संयोजकता", "programme outreach"),
    "STD": ("Skill Standards", "कौशल मानक", "data"),
}
"""Desk → name, Hindi, kinds of work; the last six are each one department's own."""

_JOBS = (
    "SO-MON", "SO-EST", "SO-FIN", "SO-PAR", "SO-LIT", "SO-PRO", "SO-RTI", "SO-VIG",
    "ASO-MON", "ASO-EST", "ASO-FIN", "ASO-PAR", "ASO-LIT", "ASO-PRO", "ASO-RTI",
    "US-MON", "US-EST", "US-FIN", "US-POL", "DS-POL", "JS-POL", "DIR-DATA", "DIR-FIN",
    "SO-APP", "US-APP", "SO-CRA", "US-CRA", "SO-FAR", "US-FAR", "SO-ENT", "DS-ENT", "SO-DIG", "DD-DIG",
    "SO-STD", "AD-STD",
)  # fmt: skip

_OWN_DESKS = {"APP", "CRA", "FAR", "ENT", "DIG", "STD"}


def _designation(row: tuple[str, str, str, int, str, str]) -> Role:
    key, title, hindi, level, band, work = row
    return Role(key, title, hindi, f"Level {level}", band, work)


def _job(key: str, designation: Role) -> Role:
    desk = key.partition("-")[2]
    title, hindi, work = _DESKS[desk]
    department = f"DEP-{desk}" if desk in _OWN_DESKS else ""
    return designation._replace(
        id=key,
        title=f"{designation.title}, {title}",
        hindi=f"{designation.hindi}, {hindi}",
        work=f"{designation.work} {work}",
        specialises=designation.id,
        department=department,
    )


def roles() -> dict[str, Role]:
    """Every role by its id, designations first."""
    found = {row[0]: _designation(row) for row in _DESIGNATIONS}
    jobs = {key: _job(key, found[key.partition("-")[0]]) for key in _JOBS}
    return found | jobs


ROLES = roles()
