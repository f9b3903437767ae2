"""What a role's work consists of, by the kinds of work that the role has."""

from __future__ import annotations

_WORK = {
    "lead": (
        ("Settles the direction of the department's schemes", "विभाग की योजनाओं की दिशा तय करना",
         "BEH-032 BEH-041 FUN-046 FUN-052"),
        ("Answers for the department before committees", "समितियों के समक्ष विभाग का पक्ष रखना", "BEH-016 BEH-035 BEH-039"),
    ),
    "policy": (
        ("Prepares policy options for decision", "निर्णय हेतु नीति विकल्प तैयार करना",
         "FUN-045 FUN-046 FUN-053 FUN-076 BEH-010 BEH-032"),
        ("Puts up notes for the Cabinet", "मंत्रिमंडल हेतु नोट प्रस्तुत करना", "FUN-050 FUN-049 FUN-087"),
        ("Reviews what policies have changed", "नीतियों के प्रभाव की समीक्षा करना", "FUN-048 FUN-076"),
    ),
    "programme": (
        ("Plans and steers schemes and projects", "योजनाओं एवं परियोजनाओं का नियोजन एवं संचालन",
         "FUN-047 FUN-051 FUN-052 FUN-055 FUN-056 BEH-041 FUN-073"),
        ("Guides the officers of the division", "प्रभाग के अधिकारियों का मार्गदर्शन", "BEH-037 FUN-083 BEH-032"),
    ),
    "section": (
        ("Puts up cases on file with notes and drafts", "टिप्पण एवं प्रारूप सहित मामले प्रस्तुत करना",
         "FUN-087 FUN-086 FUN-084"),
        ("Distributes and follows up the section's work", "अनुभाग के कार्य का वितरण एवं अनुवर्तन", "BEH-025 BEH-016 BEH-037"),
        ("Keeps personal data in the section's care", "अनुभाग के पास उपलब्ध व्यक्तिगत डेटा की देखरेख", "FUN-114 FUN-099"),
    ),
    "branch": (
        ("Answers for the branch in the department and to Parliament", "विभाग में एवं संसद के प्रति शाखा का पक्ष रखना",
         "FUN-089 FUN-049 FUN-047 FUN-091 BEH-032 BEH-041"),
        ("Keeps conduct in the branch fair and clean", "शाखा में निष्पक्ष एवं स्वच्छ आचरण बनाए रखना",
         "FUN-082 FUN-099 DOM-001"),
    ),
    "assist": (
        ("Opens, examines and files receipts", "प्राप्तियों को खोलना, जाँचना एवं फाइल करना",
         "FUN-085 FUN-084 FUN-086 BEH-009"),
        ("Prepares first drafts and replies in time", "समय पर प्रथम प्रारूप एवं उत्तर तैयार करना",
         "FUN-087 BEH-023 FUN-114"),
    ),
    "clerk": (
        ("Types, despatches and keeps registers", "टंकण, प्रेषण एवं पंजी रखना", "FUN-072 FUN-085"),
        ("Processes leave, travel and claims", "अवकाश, यात्रा एवं दावों का निपटान", "FUN-111 FUN-110 DOM-002"),
    ),
    "monitoring": (
        ("Sets indicators and reports progress of schemes each month", "योजनाओं के संकेतक तय करना एवं मासिक प्रगति बताना",
         "FUN-065 FUN-075 FUN-088 FUN-074"),
        ("Evaluates schemes and projects against their aims", "लक्ष्यों के सापेक्ष योजनाओं एवं परियोजनाओं का मूल्यांकन",
         "FUN-066 FUN-057 FUN-076 FUN-077"),
        ("Follows the release and use of funds", "निधि के निर्गमन एवं उपयोग का अनुवर्तन", "FUN-070"),
    ),
    "establishment": (
        ("Deals with appointments, pay and service records", "नियुक्ति, वेतन एवं सेवा अभिलेख संबंधी कार्य",
         "FUN-079 FUN-081 DOM-002 FUN-110 FUN-111"),
        ("Sees appraisal reports through in time", "मूल्यांकन प्रतिवेदन समय पर पूर्ण कराना", "FUN-083"),
    ),
    "finance": (
        ("Prepares estimates and watches spending", "प्राक्कलन तैयार करना एवं व्यय पर निगरानी", "FUN-067 FUN-068 FUN-069"),
        ("Releases funds and reconciles accounts", "निधि जारी करना एवं लेखा मिलान", "FUN-070 FUN-069 FUN-060"),
    ),
    "parliament": (
        ("Prepares replies and briefs for Parliament", "संसद हेतु उत्तर एवं संक्षिप्त विवरण तैयार करना", "FUN-089 BEH-023"),
        ("Keeps assurances and records", "आश्वासनों एवं अभिलेखों का रखरखाव", "FUN-090"),
    ),
    "litigation": (
        ("Has replies filed and counsel briefed", "उत्तर दाखिल कराना एवं अधिवक्ता को जानकारी देना", "FUN-100 FUN-101"),
        ("Keeps court cases up to date on the portal", "पोर्टल पर न्यायालयी मामले अद्यतन रखना", "FUN-102"),
    ),
    "procurement": (
        ("Buys goods and services by the rules", "नियमानुसार वस्तुएँ एवं सेवाएँ खरीदना", "FUN-059 FUN-060"),
        ("Manages contracts until their end", "अनुबंधों का समापन तक प्रबंधन", "FUN-061 FUN-060"),
    ),
    "rti": (
        ("Answers requests for information", "सूचना के अनुरोधों का उत्तर देना", "FUN-091 FUN-092 FUN-103"),
    ),
    "public": (
        ("Settles grievances of citizens", "नागरिकों की शिकायतों का निवारण", "FUN-093 FUN-094 FUN-043 BEH-023"),
    ),
    "vigilance": (
        ("Prepares cases for disciplinary proceedings", "अनुशासनिक कार्यवाही हेतु मामले तैयार करना",
         "FUN-095 FUN-096 FUN-097"),
        ("Finds and closes openings for wrongdoing", "अनियमितता की संभावनाएँ पहचानना एवं दूर करना", "FUN-099 DOM-001"),
    ),
    "data": (
        ("Collects, cleans and describes data", "डेटा का संग्रह, शोधन एवं विवरण", "FUN-074 FUN-077 BEH-018"),
        ("Analyses data and reports findings", "डेटा विश्लेषण एवं निष्कर्ष प्रस्तुत करना", "FUN-075 FUN-088 BEH-008 FUN-076"),
    ),
    "web": (
        ("Keeps the official site and its services true", "शासकीय वेबसाइट एवं सेवाओं को सही रखना",
         "FUN-105 FUN-103 FUN-074"),
        ("Works with citizens' groups", "नागरिक समूहों के साथ कार्य", "FUN-043 FUN-042 BEH-024 BEH-014"),
    ),
    "outreach": (
        ("Brings the scheme to the villages", "योजना को गाँवों तक पहुँचाना", "FUN-054 FUN-056 BEH-019 BEH-024 FUN-053"),
    ),
    "stores": (
        ("Keeps machinery and stores in order", "यंत्रों एवं भंडार को व्यवस्थित रखना", "FUN-063 FUN-064 FUN-061 FUN-070"),
    ),
    "personal": (
        ("Arranges the officer's day, calls and visitors", "अधिकारी के कार्यक्रम, कॉल एवं आगंतुकों का प्रबंध",
         "BEH-013 FUN-103 FUN-084"),
        ("Sees to travel, car and residence", "यात्रा, कार एवं आवास की व्यवस्था", "FUN-111 FUN-112"),
    ),
    "language": (
        ("Translates and checks bilingual papers", "द्विभाषी पत्रों का अनुवाद एवं जाँच", "FUN-113 FUN-087 BEH-009"),
    ),
}  # fmt: skip
"""Kind of work → activities: name, Hindi, sub-themes that the activity needs."""


def activities(work: str, required: set[str]) -> list[tuple[str, str, list[str]]]:
    """The activities of a role with the kinds of `work`: name, Hindi, and which of the `required` each needs."""
    rows = [row for kind in work.split() for row in _WORK[kind]]
    found = [(title, hindi, [key for key in needs.split() if key in required]) for title, hindi, needs in rows]
    return [activity for activity in found if activity[2]]
