"""What the template says: its read-me, its Hindi headers (not yet reviewed) and its example rows."""

from __future__ import annotations

READ_ME = (
    "Karmagraph: competencies, roles, courses and officers as a workbook",
    "Fill the sheets that you need and delete or leave the rest. Load it with: karmagraph load table FILE.xlsx",
    "The rows here are a made-up example: replace them. Dark headers are required; a note on each explains it.",
    "An id is any code of your own that never changes, such as R-1. Other sheets name a thing by id, not by title.",
    "An id with a colon, such as kcm:COMSUBTHEME-000276, names a thing of another framework that is already loaded.",
    "Several ids in one cell are separated by a semicolon. Dates are written 2026-11-24 or 24-11-2026.",
    "A level is its name on the scale, in any language, or its number. With one scale, column scale may stay empty.",
    "title is in English, title@hi in Hindi; add a column for any other language, such as title@ta.",
    "This sheet is not read. Do not merge cells, and keep each header as it stands up to the dot.",
    "हिन्दी शीर्षक और उदाहरण अभी समीक्षित नहीं हैं। (The Hindi headers and examples have not been reviewed.)",
    "यह एक उदाहरण है: पंक्तियाँ काल्पनिक हैं, इन्हें अपनी जानकारी से बदलें। गहरे रंग के शीर्षक अनिवार्य हैं।",
)

HINDI = {
    "altLabels": "अन्य नाम", "attribution": "श्रेय", "author": "लेखक", "awarded": "प्रदान तिथि",
    "band": "स्तर समूह", "broader": "व्यापक", "capacity": "क्षमता", "competency": "दक्षता",
    "completed": "पूर्णता तिथि", "progress": "प्रगति", "confidence": "विश्वास", "date": "तिथि", "definition": "परिभाषा", "essential": "अनिवार्य",
    "evidence": "प्रमाण", "expires": "समाप्ति तिथि", "framework": "रूपरेखा", "from": "कहाँ से", "fromLevel": "स्तर से",
    "fromType": "पहली वस्तु का प्रकार",
    "grade": "ग्रेड", "group": "समूह", "hours": "घंटे", "id": "पहचान", "illustrative": "उदाहरण मात्र",
    "importance": "महत्त्व", "justification": "औचित्य", "kind": "प्रकार", "languages": "भाषाएँ", "level": "स्तर",
    "licence": "लाइसेंस",
    "max": "अधिकतम", "members": "सदस्य", "min": "न्यूनतम", "mode": "माध्यम", "module": "पाठ्यक्रम", "needs": "आवश्यकताएँ",
    "negative": "नकारात्मक", "notation": "संकेत", "of": "किसका", "officer": "अधिकारी", "organisation": "संगठन",
    "otherLevel": "अन्य स्तर", "otherScale": "अन्य मापक", "partOf": "किसका भाग",
    "position": "स्थान", "prerequisites": "पूर्वापेक्षाएँ", "provider": "प्रदाता", "publisher": "प्रकाशक", "rank": "क्रम",
    "rating": "मूल्यांकन", "relationship": "संबंध", "reuse": "पुनः उपयोग", "role": "भूमिका", "sanctioned": "स्वीकृत पद",
    "scale": "मापक",
    "scaleTitle": "मापक का नाम", "score": "अंक", "sector": "क्षेत्र", "since": "कब से", "source": "स्रोत",
    "specialises": "विशेष रूप", "state": "स्थिति", "status": "दशा", "system": "प्रणाली", "text": "विवरण",
    "themeType": "विषय प्रकार", "title": "शीर्षक", "to": "कहाँ तक", "toLevel": "स्तर तक",
    "toType": "दूसरी वस्तु का प्रकार", "top": "शीर्ष", "type": "वस्तु प्रकार",
    "until": "कब तक", "url": "पता", "verified": "सत्यापित", "version": "संस्करण",
}  # fmt: skip
"""The Hindi name of every column; a machine's first proposal."""

Example = dict[str, str]

EXAMPLES: dict[str, list[Example]] = {
    "frameworks": [
        {
            "id": "FW-1",
            "title": "Example framework",
            "title@hi": "उदाहरण रूपरेखा",
            "version": "1",
            "publisher": "Example Ministry",
            "languages": "en; hi",
            "illustrative": "yes",
        },
    ],
    "scales": [
        {
            "scale": "KCM-3",
            "scaleTitle": "Three levels",
            "kind": "ordinal",
            "rank": "1",
            "title": "Operational",
            "title@hi": "परिचालन",
            "definition": "Does the work with guidance.",
        },
        {
            "scale": "KCM-3",
            "rank": "2",
            "title": "Tactical",
            "title@hi": "कार्यनीतिक",
            "definition": "Does it alone and guides others.",
        },
        {
            "scale": "KCM-3",
            "rank": "3",
            "title": "Strategic",
            "title@hi": "रणनीतिक",
            "definition": "Sets how it is done.",
        },
        {
            "scale": "OWN-1",
            "scaleTitle": "One level",
            "kind": "ordinal",
            "rank": "1",
            "title": "Practitioner",
            "title@hi": "अभ्यासी",
        },
    ],
    "competencies": [
        {
            "id": "C-0",
            "title": "Working with data",
            "title@hi": "आँकड़ों के साथ कार्य",
            "kind": "theme",
            "framework": "FW-1",
        },
        {
            "id": "C-1",
            "title": "Data analysis",
            "title@hi": "आँकड़ा विश्लेषण",
            "kind": "sub-theme",
            "broader": "C-0",
            "framework": "FW-1",
            "definition": "Finding in figures what a decision needs.",
            "altLabels": "Analysis of data; Data analytics",
        },
        {
            "id": "C-2",
            "title": "Basic statistics",
            "title@hi": "मूल सांख्यिकी",
            "kind": "sub-theme",
            "broader": "C-0",
            "framework": "FW-1",
        },
    ],
    "collections": [
        {
            "id": "COL-1",
            "title": "Competencies of every office",
            "title@hi": "प्रत्येक कार्यालय की दक्षताएँ",
            "members": "C-1; C-2",
            "position": "1; 2",
            "framework": "FW-1",
        },
    ],
    "descriptors": [
        {
            "competency": "C-1",
            "level": "Tactical",
            "scale": "KCM-3",
            "text": "Chooses a method and explains what the figures do not show.",
            "text@hi": "विधि चुनता है और बताता है कि आँकड़े क्या नहीं दिखाते।",
        },
    ],
    "organisations": [
        {"id": "ORG-1", "title": "Example Ministry", "title@hi": "उदाहरण मंत्रालय", "kind": "ministry"},
        {
            "id": "ORG-2",
            "title": "Example Department",
            "title@hi": "उदाहरण विभाग",
            "kind": "department",
            "partOf": "ORG-1",
        },
        {"id": "ORG-3", "title": "Example Training Institute", "title@hi": "उदाहरण प्रशिक्षण संस्थान", "kind": "institute"},
    ],
    "roles": [
        {
            "id": "R-1",
            "title": "Section Officer (example)",
            "title@hi": "अनुभाग अधिकारी (उदाहरण)",
            "kind": "designation",
            "band": "supervisory",
            "framework": "FW-1",
        },
        {
            "id": "R-2",
            "title": "Section Officer, Monitoring (example)",
            "title@hi": "अनुभाग अधिकारी, अनुवीक्षण (उदाहरण)",
            "kind": "job",
            "band": "supervisory",
            "organisation": "ORG-2",
            "specialises": "R-1",
            "framework": "FW-1",
        },
    ],
    "activities": [
        {
            "id": "A-1",
            "title": "Report on the progress of schemes",
            "title@hi": "योजनाओं की प्रगति का प्रतिवेदन",
            "role": "R-2",
            "needs": "C-1; C-2",
        },
    ],
    "requirements": [
        {
            "role": "R-2",
            "competency": "C-1",
            "level": "Tactical",
            "scale": "KCM-3",
            "essential": "essential",
            "importance": "0.8",
            "source": "Example work order 1",
        },
    ],
    "modules": [
        {
            "id": "M-1",
            "title": "Statistics for beginners",
            "title@hi": "आरंभिक सांख्यिकी",
            "kind": "course",
            "mode": "digital",
            "hours": "4",
            "languages": "en; hi",
            "provider": "ORG-3",
        },
        {
            "id": "M-2",
            "title": "Data analysis in practice",
            "title@hi": "व्यवहार में आँकड़ा विश्लेषण",
            "kind": "course",
            "mode": "blended",
            "hours": "12",
            "languages": "en",
            "capacity": "40",
            "provider": "ORG-3",
            "prerequisites": "M-1",
        },
    ],
    "coverage": [
        {"module": "M-1", "competency": "C-2", "toLevel": "Operational", "scale": "KCM-3"},
        {"module": "M-2", "competency": "C-1", "fromLevel": "Operational", "toLevel": "Tactical", "scale": "KCM-3"},
    ],
    "prerequisites": [{"competency": "C-1", "needs": "C-2"}],
    "posts": [{"organisation": "ORG-2", "role": "R-2", "sanctioned": "4"}],
    "officers": [{"id": "OFF-1", "languages": "hi; en"}],
    "postings": [{"id": "P-1", "officer": "OFF-1", "role": "R-2", "organisation": "ORG-2", "since": "2026-04-01"}],
    "holdings": [
        {
            "id": "H-1",
            "officer": "OFF-1",
            "competency": "C-1",
            "level": "Operational",
            "scale": "KCM-3",
            "source": "course",
            "evidence": "Example certificate 1",
            "awarded": "2026-05-15",
            "confidence": "0.9",
            "verified": "yes",
        },
    ],
    "enrolments": [{"id": "E-1", "officer": "OFF-1", "module": "M-2", "state": "started", "since": "2026-06-01"}],
    "identifiers": [{"id": "EXAMPLE-0001", "system": "example", "type": "Competency", "of": "C-1"}],
    "equivalences": [{"level": "Practitioner", "scale": "OWN-1", "otherLevel": "Tactical", "otherScale": "KCM-3"}],
    "links": [
        {"relationship": "RELATED", "from": "C-1", "fromType": "Competency", "to": "C-2", "toType": "Competency"},
    ],
}
"""Example rows by sheet; together they load, and make one role with a requirement that one course reaches."""
