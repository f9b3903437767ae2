"""The worked examples of docs/indicators.md: each indicator from its rows, counted plainly over the sample's files.

`python -m tests.samples.sample_example` prints them as the page has them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from statistics import fmean

from tests.samples.sample_figures import YEAR_BEFORE, Figures, Gap
from tests.samples.sample_model import number

OFFICER = "OFF-0033"
"""Has a gap of each class."""

WORDS = {
    "completed": "completed", "inProgress": "in progress", "notStarted": "not started", "noModule": "no module",
}  # fmt: skip


def example(found: Figures) -> str:
    """The two tables: an officer's gaps, and each indicator as it comes out of rows."""
    gaps = found.officers[OFFICER].gaps
    head = ["| gap | required, held | helping modules | class |", "|---|---|---|---|"]
    lines = [*head, *(_gap(found, gap) for gap in gaps), "", "| id | from the rows | figure |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in (*_of_officer(found), *_of_all(found)))])


def _gap(found: Figures, gap: Gap) -> str:
    role = found.sample.posted(OFFICER)[0]["role"]
    required = found.sample.required(role)[gap.competency]["level"] or "any"
    held = f"{found.sample.held(OFFICER, gap.competency):g}"
    modules = ", ".join(
        f"{module} ({WORDS[gap.states.get(module, 'notStarted')]}{'' if reaches else '; stops short'})"
        for module, reaches in sorted(gap.helps.items())
    )
    return f"| {gap.competency} | {required}, {held} | {modules or 'none'} | {WORDS[gap.kind]} |"


def _of_officer(found: Figures) -> Iterator[Sequence[str]]:
    one = found.officers[OFFICER]
    expected, gaps = len(one.verdicts), len(one.gaps)
    running, still = (sum(flags) for flags in ([bool(g.of("inProgress")) for g in one.gaps],
                                               [g.still_open for g in one.gaps]))  # fmt: skip
    enrolled, done = (sorted(set().union(*(g.of(state) for g in one.gaps))) for state in ("inProgress", "completed"))
    rest = [v for v in one.verdicts.values() if v not in {"met", "gap"}]
    yield "OL01", "requirements of the role, those that it specialises too", f"{expected}"
    yield "OL02", "those of them for which a holding counts", f"{one.declared}"
    yield "OL03, OL04", f"met {one.met} of {expected}", f"{one.met / expected:.1%}"
    yield "OL05, M2.11", f"{expected} less {one.met} met and {len(rest)} not stated", f"{gaps}"
    yield "OL06", ", ".join(enrolled), f"{len(enrolled)}"
    yield "OL10", ", ".join(done), f"{len(done)}"
    yield "OL08, OL09", f"gaps with one in progress, {running} of {gaps}", f"{running / gaps:.1%}"
    yield "OL11", "gaps in a competency whose completed module reaches the level", f"{still}"
    yield "OL12, OL13", f"{still} of {gaps}", f"{still / gaps:.1%}"
    kinds = [gap.kind for gap in one.gaps]
    yield "M3.55, S3.13", "one posting, so the same gaps", f"{gaps}"
    for ids, kind in zip(("M3.56, S3.14", "M3.57, S3.15", "M3.58, S3.16", "S3.17"), WORDS, strict=True):
        yield ids, f"{WORDS[kind]}: {kinds.count(kind)} of {gaps}", f"{kinds.count(kind) / gaps:.1%}"


def _of_all(found: Figures) -> Iterator[Sequence[str]]:
    told = found.told()
    own = found.own()
    means = " + ".join(f"{mean:.2f}" for mean in own.values())
    yield "M2.22", f"({means}) ÷ {len(own)}, by id from {min(own)} to {max(own)}", f"{fmean(own.values()):.2f}"
    unbuilt, partly = (sorted(one) for one in found.unbuilt())
    yield "M2.08", f"{', '.join(unbuilt)}; stops short: {len(partly)}", told["M2.08"]
    live, mapped = found.live()
    other = len(found.sample.modules) - len(live)
    yield "C1.01", f"{len(found.sample.modules)} modules less {other} planned, retired or over", f"{len(live)}"
    yield "C1.09", f"those of them in coverage.csv: {len(mapped)}", f"{len(mapped)}"
    learn, expected = found.reach()
    yield "C1.04", f"{learn:,} officers enrolled, {expected:,} expected", f"{learn / expected:.2f}"
    recent, done = found.recent()
    who = len({o for o, _ in recent})
    yield "C1.03", f"{len(recent):,} enrolments after {YEAR_BEFORE}, of so many officers", f"{who:,}"
    yield (
        "C1.05",
        f"{len(done):,} completions after {YEAR_BEFORE}, of so many officers",
        f"{len({o for o, _ in done}):,}",
    )
    ended = sum(found.ended(row) for _, row in recent)
    yield "C1.06", f"{ended:,} of those {len(recent):,} enrolments completed", f"{ended / len(recent):.1%}"
    ratings = [number(row["rating"]) for o in found.officers for row in found.taken(o) if row["rating"]]
    yield "C1.07", f"{sum(ratings):,.0f} ÷ {len(ratings):,} ratings", f"{fmean(ratings):.2f}"


if __name__ == "__main__":
    sys.stdout.write(f"{example(Figures())}\n")
