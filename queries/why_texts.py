"""Answers in sentences that a letter can quote, in English and in Hindi: each pair stands together.

The Hindi has not been reviewed; whoever shows it says so (`REVIEWED`).
"""

from __future__ import annotations

from queries import rules

LANGUAGES = ("en", "hi")
REVIEWED = {"en": True, "hi": False}

Text = dict[str, str]
"""A sentence by language; what stands in braces is filled in."""

STANDING: dict[str, Text] = {
    rules.MET: {
        "en": "“{competency}” is met: {required} is required, and {held}.",
        "hi": "“{competency}” की अपेक्षा पूरी है: {required} अपेक्षित है और {held}।",
    },
    rules.GAP: {
        "en": "“{competency}” falls short: {required} is required, and {held}.",
        "hi": "“{competency}” में कमी है: {required} अपेक्षित है और {held}।",
    },
    rules.NOT_STATED: {
        "en": "“{competency}” is held, but at no stated level; {required} is required."
        " It counts neither as met nor as a gap.",
        "hi": "“{competency}” प्राप्त है, पर उसका स्तर दर्ज नहीं है; {required} अपेक्षित है। इसे न पूरा माना गया है, न कमी।",
    },
    rules.NOT_COMPARABLE: {
        "en": "“{competency}” is held only on another scale that is not declared comparable; {required} is required."
        " It counts neither as met nor as a gap.",
        "hi": "“{competency}” केवल ऐसे मापक्रम पर प्राप्त है जिसकी तुलना घोषित नहीं है; {required} अपेक्षित है।"
        " इसे न पूरा माना गया है, न कमी।",
    },
}

PROVISION: dict[str, Text] = {
    rules.COVERED: {
        "en": "For “{competency}”, courses reach what is required, {required}: {courses}.",
        "hi": "“{competency}” के लिए पाठ्यक्रम अपेक्षित स्तर, {required}, तक पहुँचाते हैं: {courses}।",
    },
    rules.LEVEL_NOT_STATED: {
        "en": "For “{competency}” there are courses, but they do not state the level that they reach; {required} is"
        " required: {courses}.",
        "hi": "“{competency}” के लिए पाठ्यक्रम हैं, पर उनका स्तर दर्ज नहीं है; {required} अपेक्षित है: {courses}।",
    },
    rules.PARTLY: {
        "en": "For “{competency}”, courses stop short of what is required, {required}: {courses}.",
        "hi": "“{competency}” के लिए पाठ्यक्रम अपेक्षित स्तर, {required}, तक नहीं पहुँचाते: {courses}।",
    },
    rules.UNCOVERED: {
        "en": "For “{competency}” there is no course; {required} is required.",
        "hi": "“{competency}” के लिए कोई पाठ्यक्रम नहीं है; {required} अपेक्षित है।",
    },
}

READINESS: Text = {
    "en": "{met} of {required} essential requirements are met; {not_stated} have no stated level and {not_comparable}"
    " are not comparable: these are neither met nor gaps.",
    "hi": "{required} अनिवार्य अपेक्षाओं में से {met} पूरी हैं; {not_stated} का स्तर दर्ज नहीं है और {not_comparable} की तुलना"
    " नहीं हो सकती: इन्हें न पूरा माना गया है, न कमी।",
}
NOTHING_REQUIRED: Text = {
    "en": "No essential requirements are recorded: readiness is not stated.",
    "hi": "कोई अनिवार्य अपेक्षा दर्ज नहीं है: तैयारी नहीं बताई जा सकती।",
}

STATED: Text = {
    "en": "It is required of {role} by {source}{since}.",
    "hi": "यह {role} के लिए अपेक्षित है; स्रोत: {source}{since}।",
}
NO_SOURCE: Text = {"en": "a statement whose source is not recorded", "hi": "दर्ज नहीं"}
SINCE: Text = {"en": ", since {date}", "hi": ", {date} से"}

COUNTED: Text = {"en": "Counted: {records}.", "hi": "गिने गए अभिलेख: {records}।"}
LEFT_OUT: Text = {"en": "Not counted: {records}.", "hi": "न गिने गए अभिलेख: {records}।"}
RECORD: Text = {"en": "{source}{level}{awarded}", "hi": "{source}{level}{awarded}"}
AWARDED: Text = {"en": " of {date}", "hi": " ({date})"}
SOME_RECORD: Text = {"en": "a record", "hi": "एक अभिलेख"}

WHY_NOT: dict[str, Text] = {
    "awarded later": {"en": "awarded later", "hi": "बाद में मिला"},
    "expired": {"en": "expired", "hi": "अवधि समाप्त"},
    "not verified": {"en": "not verified", "hi": "सत्यापित नहीं"},
    "of another source": {"en": "of another source", "hi": "अन्य स्रोत का"},
    "not confident enough": {"en": "not confident enough", "hi": "विश्वसनीयता कम"},
    "voided": {"en": "voided by a later record", "hi": "बाद के अभिलेख से निरस्त"},
}
"""Why a holding does not count, by the rules' word."""

DESCRIPTOR: Text = {"en": "What {level} means: “{words}”", "hi": "{level} का अर्थ: “{words}”"}
AS_ON: Text = {"en": "As on {date}.", "hi": "{date} की स्थिति।"}
FRAMEWORK: Text = {
    "en": "Framework: {title}{version}{publisher}.",
    "hi": "रूपरेखा: {title}{version}{publisher}।",
}
VERSION: Text = {"en": ", version {version}", "hi": ", संस्करण {version}"}
PUBLISHER: Text = {"en": ", published by {publisher}", "hi": ", प्रकाशक {publisher}"}
HELD: Text = {"en": "{held} is held", "hi": "{held} प्राप्त है"}
NOTHING: Text = {"en": "nothing that counts is held", "hi": "गणना योग्य कुछ भी प्राप्त नहीं है"}
NO_LEVEL: Text = {"en": "the competency, at any level,", "hi": "यह दक्षता, किसी भी स्तर पर,"}
ANY_LEVEL: Text = {"en": "it", "hi": "यह"}
LEVEL: Text = {"en": "level {level:g} of {of}{name}", "hi": "{of} में से स्तर {level:g}{name}"}
VALUE: Text = {"en": "{level:g} on a scale from {low:g} to {high:g}", "hi": "{low:g} से {high:g} के मापक्रम पर {level:g}"}
BARE: Text = {"en": "level {level:g}", "hi": "स्तर {level:g}"}


def said(text: Text, language: str, **values: object) -> str:
    """A sentence in a language, filled in."""
    return text[language].format(**values)
