"""The sample as rows of the table loader's standard sheets: every cell a string, lists joined by `;`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from illustration.activities import activities
from illustration.catalogue import MODULES, SUBTHEMES
from illustration.officers import OFFICERS
from illustration.organisations import DEPARTMENTS, MINISTRY, PROVIDERS
from illustration.posts import ADDITIONAL, filled, sanctioned
from illustration.records import CONFIDENCE, records
from illustration.requirements import STATED, WITHDRAWN, importance, order, required
from illustration.roles import ROLES
from illustration.themes import AREAS, THEMES

Table = tuple[str, Iterable[tuple[object, ...]]]
"""A sheet's header, columns separated by spaces, and its rows; None is an empty cell."""

SCALE = "KCM-3"
_NOTICE = (
    "Names of competencies, levels and designations as in Mission Karmayogi's public lists;"
    " everything else is made up for demonstration. Hindi unreviewed."
)
_LEVELS = (
    (SCALE, "KCM proficiency levels", "केसीएम दक्षता स्तर", 1, "Operational", "परिचालनात्मक",
     "Does the routine cases of the work alone and asks when a case is new."),
    (SCALE, "KCM proficiency levels", "केसीएम दक्षता स्तर", 2, "Tactical", "कार्यनीतिक",
     "Handles cases without precedent, adapts procedure and guides others."),
    (SCALE, "KCM proficiency levels", "केसीएम दक्षता स्तर", 3, "Strategic", "रणनीतिक",
     "Decides how the work is to be done, sets its standard and answers for the result."),
    ("FRAC-5", "FRAC proficiency levels", "एफआरएसी दक्षता स्तर", 1, "Basic", "मूलभूत", "Knows what the work is."),
    ("FRAC-5", "FRAC proficiency levels", "एफआरएसी दक्षता स्तर", 2, "Proficient", "प्रवीण", "Does it with some help."),
    ("FRAC-5", "FRAC proficiency levels", "एफआरएसी दक्षता स्तर", 3, "Advanced", "उन्नत", "Does the work without help."),
    ("FRAC-5", "FRAC proficiency levels", "एफआरएसी दक्षता स्तर", 4, "Expert", "विशेषज्ञ", "Is asked by others."),
    ("FRAC-5", "FRAC proficiency levels", "एफआरएसी दक्षता स्तर", 5, "Ustad", "उस्ताद", "Moves the whole field forward."),
)  # fmt: skip
_DESCRIPTORS = (
    "Can {} in routine cases of the section, following the manual, and asks a senior when a case is new.",
    "Can {} in cases without a precedent, adapts the procedure where it does not fit, and guides colleagues.",
    "Settles how the department is to {}: sets the standard, foresees what will change, and answers for the result.",
)
_COMPETENCY_NEEDS = (("FUN-050", "FUN-049"), ("FUN-048", "FUN-045"), ("FUN-101", "FUN-100"), ("FUN-097", "FUN-095"),
                     ("FUN-061", "FUN-060"))  # fmt: skip
"""A sub-theme, and the one needed before it."""


def _id(key: str) -> str:
    return f"KCM-{key}"


def _competencies() -> Iterator[tuple[object, ...]]:
    for area, (title, hindi) in AREAS.items():
        yield _id(area), title, hindi, "area", _id(area), None, "FW-KCM", None, None
    for theme, (title, hindi, core) in THEMES.items():
        yield _id(theme), title, hindi, "theme", _id(theme), _id(theme[:3]), "FW-KCM", None, core
    for key, (theme, title, hindi, does, _) in SUBTHEMES.items():
        core, meaning = THEMES[theme][2], f"What it takes to {does}."
        yield _id(key), title, hindi, "sub-theme", _id(key), _id(theme), "FW-KCM", meaning, core


def _descriptors() -> Iterator[tuple[object, ...]]:
    for key, (_, _, _, does, _) in SUBTHEMES.items():
        for level, text in enumerate(_DESCRIPTORS, 1):
            yield _id(key), level, SCALE, text.format(does)


def _organisations() -> Iterator[tuple[object, ...]]:
    yield *MINISTRY, "ministry", None
    for key, (title, hindi, _) in DEPARTMENTS.items():
        yield key, title, hindi, "department", MINISTRY[0]
    for key, row in PROVIDERS.items():
        yield key, *row, None


def _roles() -> Iterator[tuple[object, ...]]:
    for r in ROLES.values():
        kind = "job" if r.specialises else "designation"
        yield r.id, r.title, r.hindi, kind, r.grade, r.band, r.department, r.specialises, "FW-ROLES"


def _activities() -> Iterator[tuple[object, ...]]:
    for role in ROLES.values():
        keys = {requirement.subtheme for requirement in required(role.id)}
        for number, (title, hindi, needs) in enumerate(activities(role.work, keys), 1):
            yield f"ACT-{role.id}-{number}", title, hindi, role.id, ";".join(map(_id, needs))


def _requirements() -> Iterator[tuple[object, ...]]:
    for r in STATED:
        source, since = order(r)
        scale, essential = SCALE if r.level else None, "essential" if r.essential else "optional"
        until = WITHDRAWN.get((r.role, r.subtheme))
        yield r.role, _id(r.subtheme), r.level, scale, essential, importance(r), since, until, source


def _modules() -> Iterator[tuple[object, ...]]:
    for m in MODULES.values():
        url = f"https://courses.example.org/{m.id}" if m.mode == "digital" and not m.status else None
        yield (m.id, m.title, m.hindi, m.kind, m.mode, m.hours, m.languages, m.provider, m.after, m.part_of, m.status,
               m.since, m.until, url)  # fmt: skip


def _coverage() -> Iterator[tuple[object, ...]]:
    for module in MODULES.values():
        for on in module.covers:
            yield module.id, _id(on.subtheme), on.start, on.to, SCALE if on.to else None


def _posts(counts: dict[str, dict[str, int]]) -> Iterator[tuple[object, ...]]:
    for department, roles in counts.items():
        for role, officers in roles.items():
            yield department, role, sanctioned(department, role, officers)


def _people() -> dict[str, Table]:
    holdings, enrolments = records()
    postings = [
        (f"PST-{officer.id[4:]}-{number}", p.officer, p.role, p.department, p.since, p.until)
        for officer in OFFICERS.values()
        for number, p in enumerate(officer.postings, 1)
    ]
    return {
        "officers": ("id languages", ((officer.id, officer.languages) for officer in OFFICERS.values())),
        "postings": ("id officer role organisation since until", postings),
        "holdings": (
            "id officer competency level scale source evidence awarded expires confidence negative",
            (
                (f"HLD-{n:05}", h.officer, _id(h.subtheme), h.level, h.scale, h.source, h.evidence, h.awarded,
                 h.expires, CONFIDENCE[h.source], h.negative) for n, h in enumerate(holdings, 1)
            ),
        ),
        "enrolments": (
            "id officer module state since completed score rating",
            ((f"ENR-{number:05}", *enrolment) for number, enrolment in enumerate(enrolments, 1)),
        ),
    }  # fmt: skip


def _frameworks() -> Iterator[tuple[object, ...]]:
    rest = ("2026.11", "Karmagraph (illustrative sample)", "Apache-2.0", _NOTICE, "en;hi", "yes")
    yield "FW-KCM", "Karmayogi Competency Model, illustrative extract", "कर्मयोगी सक्षमता मॉडल, उदाहरण अंश", *rest
    yield "FW-ROLES", "Roles of an invented ministry (illustrative)", "एक काल्पनिक मंत्रालय की भूमिकाएँ (उदाहरण)", *rest


def sheets() -> dict[str, Table]:
    """Every sheet by name, in the order in which the loader reads them."""
    counts = {department: filled(department) | ADDITIONAL for department in DEPARTMENTS}
    return {
        "frameworks": ("id title title@hi version publisher licence attribution languages illustrative", _frameworks()),
        "scales": (
            "scale scaleTitle scaleTitle@hi kind rank title title@hi definition",
            ((*level[:3], "ordinal", *level[3:]) for level in _LEVELS),
        ),
        "competencies": ("id title title@hi kind notation broader framework definition themeType", _competencies()),
        "descriptors": ("competency level scale text", _descriptors()),
        "organisations": ("id title title@hi kind partOf", _organisations()),
        "roles": ("id title title@hi kind grade band organisation specialises framework", _roles()),
        "activities": ("id title title@hi role needs", _activities()),
        "requirements": ("role competency level scale essential importance since until source", _requirements()),
        "modules": (
            "id title title@hi kind mode hours languages provider prerequisites partOf status since until url",
            _modules(),
        ),
        "coverage": ("module competency fromLevel toLevel scale", _coverage()),
        "prerequisites": ("competency needs", ((_id(a), _id(b)) for a, b in _COMPETENCY_NEEDS)),
        "posts": ("organisation role sanctioned", _posts(counts)),
        **_people(),
    }
