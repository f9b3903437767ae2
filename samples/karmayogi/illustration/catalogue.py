"""The hundred and fifty modules: those that carry the story, a MicroMasters, and a ladder on each sub-theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from illustration.behavioural import SUBTHEMES as BEHAVIOURAL
from illustration.chance import between, pick, stream
from illustration.functional import SUBTHEMES as FUNCTIONAL
from illustration.themes import THEMES

SUBTHEMES = {key: (theme, *rest) for theme, key, *rest in (*BEHAVIOURAL, *FUNCTIONAL)}
"""Sub-theme → theme, name, Hindi, what a person does, ladder of courses."""


class Covers(NamedTuple):
    """What a module builds: from level None means from nothing, to level None means not stated."""

    subtheme: str
    start: int | None
    to: int | None


class Module(NamedTuple):
    """A module of the catalogue with what it covers."""

    id: str
    title: str
    hindi: str
    kind: str
    mode: str
    hours: int
    languages: str
    provider: str
    covers: tuple[Covers, ...]
    after: str = ""
    part_of: str = ""
    status: str = ""
    since: str = "2020-04-01"
    until: str = ""


def _c(text: str) -> tuple[Covers, ...]:
    """What `FUN-065 1 2, FUN-070 - 1` says: a sub-theme, from and to; `-` is none."""
    parts = (item.split() for item in text.split(","))
    return tuple(Covers(key, *(None if x == "-" else int(x) for x in levels)) for key, *levels in parts)


_STORY = (
    Module("MOD-001", "Data analysis and visualisation for programme officers",
           "कार्यक्रम अधिकारियों हेतु डेटा विश्लेषण एवं दृश्यांकन", "course", "digital", 8, "en;hi", "PRV-DAT",
           _c("FUN-075 - 1")),
    Module("MOD-002", "Monitoring and evaluation in practice", "अनुवीक्षण एवं मूल्यांकन व्यवहार में", "course", "blended",
           12, "en;hi", "PRV-POL", _c("FUN-065 1 2, FUN-066 1 2"), after="MOD-001"),
    Module("MOD-003", "PFMS refresher: releases and reconciliation", "पीएफएमएस पुनश्चर्या: निर्गमन एवं मिलान", "course",
           "face-to-face", 4, "hi;en", "PRV-ACC", _c("FUN-070 - 1")),
    Module("MOD-004", "Designing a monitoring framework", "अनुवीक्षण रूपरेखा की अभिकल्पना", "course", "face-to-face", 14,
           "en;hi", "PRV-STN", _c("FUN-065 - 2")),
    Module("MOD-005", "Evaluating outcomes and outputs", "परिणामों एवं उत्पादों का मूल्यांकन", "course", "digital", 15,
           "en;hi;ta", "PRV-UNI", _c("FUN-066 - 2")),
    Module("MOD-006", "Introduction to monitoring and evaluation", "अनुवीक्षण एवं मूल्यांकन: परिचय", "course", "digital", 6,
           "en;hi;bn;te", "PRV-POL", _c("FUN-065 - 1, FUN-066 - 1")),
    Module("MOD-007", "Project evaluation and monitoring: first steps", "परियोजना मूल्यांकन एवं अनुवीक्षण: पहले कदम",
           "course", "digital", 5, "en;hi", "PRV-POL", _c("FUN-057 - 1")),
    Module("MOD-008", "Writing reports: first steps", "प्रतिवेदन लेखन: पहले कदम", "course", "digital", 4,
           "en;hi;mr", "PRV-SEC", _c("FUN-088 - 1")),
    Module("MOD-009", "Project evaluation and monitoring: the full cycle", "परियोजना मूल्यांकन एवं अनुवीक्षण: पूर्ण चक्र",
           "course", "blended", 14, "en;hi", "PRV-POL", _c("FUN-057 1 2"), after="MOD-007", status="planned",
           since="2027-04-01"),
    Module("MOD-010", "PFMS portal management (2022 edition)", "पीएफएमएस पोर्टल प्रबंधन (2022 संस्करण)", "course", "digital",
           10, "en;hi", "PRV-ACC", _c("FUN-070 - 1"), status="retired", since="2022-01-01", until="2025-01-01"),
)  # fmt: skip


def _part(key: str, title: str, hindi: str, hours: int, covers: str, *, after: str = "") -> Module:
    return Module(key, title, hindi, "course", "digital", hours, "en", "PRV-ABR", _c(covers), after, "MOD-011")


_MICROMASTERS = (
    Module("MOD-011", "MicroMasters in Data, Economics and Development Policy (illustrative outline)",
           "डेटा, अर्थशास्त्र एवं विकास नीति में माइक्रोमास्टर्स (उदाहरण)", "programme", "digital", 12, "en", "PRV-ABR",
           _c("FUN-076 2 3, FUN-048 2 3")),
    _part("MOD-012", "Data analysis for social policy", "सामाजिक नीति हेतु डेटा विश्लेषण", 44, "FUN-076 - 2, FUN-074 1 2"),
    _part("MOD-013", "Microeconomics for public decisions", "लोक निर्णयों हेतु व्यष्टि अर्थशास्त्र", 40,
          "FUN-044 - 2, BEH-008 1 2"),
    _part("MOD-014", "Foundations of development policy", "विकास नीति के आधार", 42, "FUN-045 - 3"),
    _part("MOD-015", "The economics of poverty", "निर्धनता का अर्थशास्त्र", 40, "FUN-051 1 2", after="MOD-013"),
    _part("MOD-016", "Designing and reading field experiments", "क्षेत्र प्रयोगों की अभिकल्पना एवं पठन", 46,
          "FUN-048 - 2, FUN-066 2 3", after="MOD-012"),
)  # fmt: skip

RUNGS = {
    "F": ("Introduction to {}", "{}: परिचय", "course", ("digital", "digital", "face-to-face"), 3, 8, (None, 1), ""),
    "P": ("{} in practice", "{}: व्यवहार में", "course", ("blended", "face-to-face"), 8, 16, (1, 2), ""),
    "M": ("{}: masterclass", "{}: उन्नत कार्यशाला", "course", ("face-to-face", "blended"), 16, 30, (2, 3), ""),
    "W": ("{}: full course", "{}: पूर्ण पाठ्यक्रम", "course", ("blended",), 16, 24, (None, 2), ""),
    "T": ("{}: a talk", "{}: एक वार्ता", "session", ("digital", "face-to-face"), 1, 3, (None, None), ""),
    "m": ("{}: masterclass", "{}: उन्नत कार्यशाला", "course", ("face-to-face",), 16, 30, (2, 3), "planned"),
    "d": ("{}: new edition", "{}: नया संस्करण", "course", ("digital",), 3, 8, (None, 1), "draft"),
}
"""A ladder's letters: title, Hindi, kind, modes, hours from and to, level from and to, status."""
_SINCE = {"": "2020-04-01", "planned": "2027-01-01", "draft": ""}
"""Status → from when the modules of a ladder are given."""

_FIRST = {"FUN-070": "MOD-003", "FUN-075": "MOD-001"}
_ALSO = {
    ("FUN-086", "F"): "FUN-085 - 1", ("FUN-084", "F"): "FUN-085 - 1", ("FUN-059", "P"): "FUN-060 1 2",
    ("FUN-091", "F"): "FUN-092 - 1", ("FUN-094", "P"): "FUN-093 1 2", ("FUN-067", "F"): "FUN-068 - 1",
    ("FUN-055", "F"): "FUN-056 - 1", ("FUN-046", "F"): "FUN-047 - 1", ("FUN-074", "F"): "FUN-077 - 1",
    ("BEH-032", "M"): "BEH-041 2 3", ("FUN-101", "F"): "FUN-100 - 1", ("FUN-097", "W"): "FUN-095 - 1",
}  # fmt: skip
"""What a module of a ladder covers besides its own sub-theme."""

_BY_THEME = {
    "BEH": ("PRV-LED", "PRV-SEC", "PRV-UNI"), "DOM": ("PRV-LAW",), "FUN": ("PRV-SEC", "PRV-STN", "PRV-STS", "PRV-UNI"),
    "FUN-T02": ("PRV-POL", "PRV-MUL"), "FUN-T04": ("PRV-POL", "PRV-MUL"), "FUN-T05": ("PRV-POL", "PRV-STS"),
    "FUN-T06": ("PRV-ACC", "PRV-STN"), "FUN-T09": ("PRV-ACC",), "FUN-T10": ("PRV-DAT", "PRV-UNI"),
    "FUN-T11": ("PRV-DAT",), "FUN-T17": ("PRV-LAW",), "FUN-T18": ("PRV-LAW",), "FUN-T20": ("PRV-LED", "PRV-MUL"),
}  # fmt: skip
_CLASSROOM_LANGUAGES = ("en;hi", "hi;en", "en", "hi")
_MORE_LANGUAGES = ("", ";bn", ";ta", ";te;kn", ";mr;gu", ";or", ";ta;ml", ";pa", ";as;bn")


def _names(key: str) -> tuple[str, str]:
    """The sub-theme's name and Hindi, with the theme's where two sub-themes have the same name."""
    theme, title, hindi, _, _ = SUBTHEMES[key]
    if sum(row[1] == title for row in SUBTHEMES.values()) == 1:
        return title, hindi
    return f"{title} ({THEMES[theme][0]})", f"{hindi} ({THEMES[theme][1]})"


def _rung(number: int, key: str, letter: str, after: str) -> Module:
    title, hindi, kind, modes, least, most, levels, status = RUNGS[letter]
    chance = stream("module", key, letter)
    mode = pick(chance, modes)
    digital = "en;hi" + pick(chance, _MORE_LANGUAGES)
    languages = digital if mode == "digital" else pick(chance, _CLASSROOM_LANGUAGES)
    theme = SUBTHEMES[key][0]
    provider = pick(chance, _BY_THEME.get(theme, _BY_THEME[theme[:3]]))
    covers = (Covers(key, *levels), *(_c(_ALSO[key, letter]) if (key, letter) in _ALSO else ()))
    name, name_hindi = _names(key)
    return Module(f"MOD-{number:03}", title.format(name), hindi.format(name_hindi), kind, mode,
                  between(chance, least, most), languages, provider, covers, after, status=status,
                  since=_SINCE[status])  # fmt: skip


def _ladders(number: int) -> Iterator[Module]:
    for key, (_, _, _, _, ladder) in SUBTHEMES.items():
        below = _FIRST.get(key, "")
        for letter in ladder:
            climbs = letter in "PMm"
            module = _rung(number, key, letter, below if climbs else "")
            below = module.id if letter in "FPM" else below
            number += 1
            yield module


def _catalogue() -> dict[str, Module]:
    made = (*_STORY, *_MICROMASTERS)
    return {module.id: module for module in (*made, *_ladders(len(made) + 1))}


MODULES = _catalogue()
"""Every module by its id."""


def live(module: Module) -> bool:
    """Whether the module is given on the date of the data."""
    return not module.status


def building(key: str, *, start: int = 0, level: int | None = None) -> list[Module]:
    """The live modules that take somebody at `start` of the sub-theme higher, to `level` or more if given."""
    return [
        module
        for module in MODULES.values()
        if live(module)
        for on in module.covers
        if on.subtheme == key and on.to and (on.start or 0) <= start < on.to and on.to >= (level or 1)
    ]
