"""Learning plans on made-up catalogues: how long a proven plan takes, and how much a greedy one costs more.

The greedy reference takes, as long as a gap is open, the module that closes most of what is open for its hours, with
all that it needs first: what a plain program without a solver does.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence

from bench.results import Result, median
from ontology.levels import Scale, Scales
from queries import rules
from queries.catalogue import Catalogue, Choice
from queries.covering import Aim
from queries.learning import Asked, Planning
from queries.rules import Course, Judgement, Needed

GAPS, MODULES, CATALOGUES = 100, 2_000, 20
AS_OF = "2026-01-01T00:00:00Z"
SCALES = Scales.of([Scale("k", "K", "ordinal", ranks={1: "One", 2: "Two", 3: "Three"})])


def made_up(seed: int) -> tuple[Catalogue, list[Judgement]]:
    """Modules of 2 to 40 hours, each on one to four competencies, a fifth of them with a prerequisite."""
    chance = random.Random(seed)
    names = [f"c{n}" for n in range(GAPS)]
    choices: dict[str, Choice] = {}
    courses: dict[str, list[Course]] = {name: [] for name in names}
    for n in range(MODULES):
        id_, hours = f"m{n:04}", float(chance.randint(2, 40))
        needs = (f"m{chance.randrange(n):04}",) if n and chance.random() < 0.2 else ()
        choices[id_] = Choice(id_, id_, "course", hours, "digital", (), None, None, None, needs, (), ())
        for name in chance.sample(names, chance.choice((1, 1, 2, 3, 4))):
            start, end = chance.choice(((None, 1), (None, 1), (None, 2), (1, 2), (1, 2), (2, 3), (1, 3)))
            courses[name].append(Course(id_, id_, start, end, "k", hours, "digital"))
    levels = {name: float(chance.choice((1, 1, 2, 2, 3))) for name in names}
    needs_ = [Needed(name, name, True, (("k", levels[name]),), None, (), ()) for name in names]
    return Catalogue(choices, courses), [Judgement(need, rules.GAP, None, (), (), "") for need in needs_]


def cases() -> list[Result]:
    """The time of a plan, of a plan with all that is told of it, and its hours beside the greedy one's."""
    alone, whole, greedy_time, ratios, proven = [], [], [], [], 0
    for seed in range(CATALOGUES):
        catalogue, gaps = made_up(seed)
        planning = Planning.of("o", AS_OF, SCALES, Asked(), catalogue, [])
        closable = [gap for gap in gaps if not planning._obstacle(gap, set())]  # noqa: SLF001 - measured apart
        started = time.process_time()
        found = planning._least(closable, Aim())  # noqa: SLF001
        alone.append(time.process_time() - started)
        started = time.process_time()
        plan = planning.plan(gaps)
        whole.append(time.process_time() - started)
        started = time.process_time()
        hours = greedy(catalogue, closable)
        greedy_time.append(time.process_time() - started)
        proven += bool(found and found.proven)
        ratios.append((plan.hours, hours))
    ours, theirs = (median(pair[side] for pair in ratios) for side in (0, 1))
    saved = sorted(1 - hours / greedily for hours, greedily in ratios)
    if saved[0] < 0:
        raise RuntimeError("a plan takes more hours than the greedy one")
    better = f"reference: greedy, the median; {saved[0]:.0%} to {saved[-1]:.0%} fewer, in each catalogue"
    note = (
        f"{GAPS} gaps, {MODULES:,} modules, {CATALOGUES} catalogues; {proven} of {CATALOGUES} proven; aim 300 ms of CPU"
    )
    return [
        Result("plan: time, p95", _p95(alone), median(greedy_time) * 1_000, "ms", note=note),
        Result("plan: time with each gap alone, p95", _p95(whole), median(greedy_time) * 1_000, "ms", note=note),
        Result("plan: hours", ours, theirs, "hours", note=better),
    ]


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95) - 1] * 1_000


def greedy(catalogue: Catalogue, gaps: Sequence[Judgement]) -> float:
    """The hours of a greedy plan."""
    level = {gap.needed.competency: 0.0 for gap in gaps}
    wanted = {gap.needed.competency: gap.needed.levels[0][1] for gap in gaps}
    covers: dict[str, list[tuple[str, Course]]] = {}
    for name in level:
        for course in catalogue.courses[name]:
            covers.setdefault(course.module, []).append((name, course))
    taken, hours = set[str](), 0.0
    while any(level[name] < wanted[name] for name in level):
        module = max(covers, key=lambda m: _worth(m, covers, level, wanted, catalogue.choices, taken))
        for id_ in _with_needs(module, catalogue.choices, taken):
            taken.add(id_)
            hours += catalogue.choices[id_].hours or 0
            for name, course in covers.get(id_, ()):
                if (course.from_level or 0) <= level[name]:
                    level[name] = max(level[name], course.to_level or 0)
    return hours


def _worth(
    module: str,
    covers: Mapping[str, Sequence[tuple[str, Course]]],
    level: Mapping[str, float],
    wanted: Mapping[str, float],
    choices: Mapping[str, Choice],
    taken: set[str],
) -> float:
    """Levels gained for an hour."""
    if module in taken:
        return -1.0
    gained = sum(
        max(0.0, min(course.to_level or 0, wanted[name]) - level[name])
        for name, course in covers[module]
        if (course.from_level or 0) <= level[name]
    )
    return gained / sum(choices[id_].hours or 0 for id_ in _with_needs(module, choices, taken))


def _with_needs(module: str, choices: Mapping[str, Choice], taken: set[str]) -> list[str]:
    """The module after what it needs and is not taken."""
    before = [n for need in choices[module].needs if need not in taken for n in _with_needs(need, choices, taken)]
    return [*dict.fromkeys(before), module]
