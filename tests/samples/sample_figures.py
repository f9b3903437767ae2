"""The indicators of the sample, counted plainly over its CSV files: what docs/indicators.md tells is compared with it.

It shares nothing with the program, as `sample_model` does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from statistics import fmean

from tests.samples.sample_model import AS_ON, Row, Sample, grouped, number

YEAR_BEFORE = "2025-11-24"
CLASSES = ("completed", "inProgress", "notStarted", "noModule")


@dataclass(frozen=True)
class Gap:
    """An open gap: the modules that help, whether each reaches the level, and what the officer did with it."""

    competency: str
    helps: dict[str, bool]
    states: dict[str, str]

    @property
    def kind(self) -> str:
        """The best of its classes."""
        done = {self.states.get(module, "notStarted") for module in self.helps}
        return next((name for name in CLASSES[:3] if name in done), "noModule")

    def of(self, state: str) -> set[str]:
        """The helping modules in a state."""
        return {module for module in self.helps if self.states.get(module) == state}

    @property
    def still_open(self) -> bool:
        """Whether a module that reaches the level was completed all the same."""
        return any(self.helps[module] for module in self.of("completed"))


@dataclass(frozen=True)
class Officer:
    """One officer: what is expected over all postings, and how it stands."""

    verdicts: dict[str, str]
    declared: int
    gaps: list[Gap]

    @property
    def met(self) -> int:
        """Competencies at or above the level."""
        return sum(verdict == "met" for verdict in self.verdicts.values())

    def share(self, gaps: Iterable[object]) -> float | None:
        """Some of the gaps as a share of all; None without any."""
        return len(list(gaps)) / len(self.gaps) if self.gaps else None


@dataclass
class Figures:
    """All indicators of the sample."""

    sample: Sample = field(default_factory=Sample)
    enrolments: dict[str, list[Row]] = field(default_factory=lambda: grouped("enrolments", "officer"))

    @cached_property
    def officers(self) -> dict[str, Officer]:
        """Those with a valid posting."""
        return {o: self.officer(o) for o in self.sample.postings if self.sample.posted(o)}

    @cached_property
    def posting_gaps(self) -> list[Gap]:
        """The gaps of each posting by itself."""
        of = self.sample
        return [gap for o in self.officers for row in of.posted(o) for gap in self.gaps(o, of.required(row["role"]))]

    def officer(self, id_: str) -> Officer:
        """One officer."""
        expected = self.sample.expected([row["role"] for row in self.sample.posted(id_)])
        verdicts = {c: self.sample.verdict(id_, row) for c, row in expected.items()}
        declared = sum(bool(self.sample.counting(id_, c)) for c in expected)
        return Officer(verdicts, declared, list(self.gaps(id_, expected)))

    def gaps(self, officer: str, required: dict[str, Row]) -> Iterator[Gap]:
        """The gaps in some requirements."""
        for competency, row in required.items():
            if self.sample.verdict(officer, row) == "gap":
                yield Gap(competency, self.helps(officer, row), self.states(officer))

    def helps(self, officer: str, row: Row) -> dict[str, bool]:
        """Live modules that begin at or below what is held and lead above it, with whether they reach the level."""
        held, found = self.sample.held(officer, row["competency"]), dict[str, bool]()
        for course in self.sample.builds(row["competency"]):
            led = number(course["toLevel"])
            if not row["level"] or (number(course["fromLevel"]) <= held < led and course["scale"] == row["scale"]):
                reaches = not row["level"] or led >= number(row["level"])
                found[course["module"]] = reaches or found.get(course["module"], False)
        return found

    def states(self, officer: str) -> dict[str, str]:
        """What has become of each module: the best of several enrolments; dropped ones are not started."""
        found: dict[str, str] = {}
        for row in self.taken(officer):
            state = "completed" if self.ended(row) else "notStarted" if row["state"] == "dropped" else "inProgress"
            found[row["module"]] = min(state, found.get(row["module"], state), key=CLASSES.index)
        return found

    def taken(self, officer: str) -> list[Row]:
        """Enrolments that there are on the date."""
        return [row for row in self.enrolments[officer] if row["since"] <= AS_ON]

    # --- as the page tells them ----------------------------------------------------------------------------

    def told(self) -> dict[str, str]:
        """Each figure as the page writes it, by the ids of its row."""
        return {**self._averages(), **self._gaps(), **self._courses(), **self._enrolled()}

    def _averages(self) -> dict[str, str]:
        who = [*self.officers.values()]
        gaps = fmean(len(one.gaps) for one in who)
        reached = [one.met / len(one.verdicts) for one in who if one.verdicts]
        running = [s for one in who if (s := one.share(g for g in one.gaps if g.of("inProgress"))) is not None]
        open_ = [s for one in who if (s := one.share(g for g in one.gaps if g.still_open)) is not None]
        none = len(who) - len(running)
        states = (fmean(len(set().union(*(g.of(s) for g in one.gaps))) for one in who) for s in CLASSES[1::-1])
        expected, declared = fmean(len(one.verdicts) for one in who), fmean(one.declared for one in who)
        return {
            "M2.11": f"{gaps:.2f}", "OL05": f"{gaps:.2f}", "M2.22": self._by_organisation(),
            "OL01, OL02": f"{expected:.2f}; {declared:.2f}",
            "OL03, OL04": f"{fmean(reached):.1%} ({len(who) - len(reached)} left out)",
            "OL06, OL10": "; ".join(f"{one:.2f}" for one in states),
            "OL08, OL09": f"{fmean(running):.1%} ({none} left out)",
            "OL11": f"{fmean(sum(g.still_open for g in one.gaps) for one in who):.3f}",
            "OL12, OL13": f"{fmean(open_):.1%} ({none} left out)",
        }  # fmt: skip

    def own(self) -> dict[str, float]:
        """The average gaps of the officers posted directly at each organisation, by id."""
        own: dict[str, set[str]] = {}
        for officer in self.officers:
            for row in self.sample.posted(officer):
                own.setdefault(row["organisation"], set()).add(officer)
        return {g: fmean(len(self.officers[o].gaps) for o in own[g]) for g in sorted(own)}

    def _by_organisation(self) -> str:
        means = [*self.own().values()]
        return f"{fmean(means):.2f} ({len(means)} organisations)"

    def _gaps(self) -> dict[str, str]:
        kinds = [gap.kind for gap in self.posting_gaps]
        shares = {name: f"{kinds.count(name) / len(kinds):.1%}" for name in CLASSES}
        whole = "; ".join([f"{len(kinds):,}", *shares.values()])
        found = {f"M3.{56 + i}": shares[name] for i, name in enumerate(CLASSES[:3])}
        return found | {"M3.55": f"{len(kinds):,}", "S3.13–S3.17": whole}

    # --- courses and enrolments ----------------------------------------------------------------------------

    def unbuilt(self) -> tuple[set[str], set[str]]:
        """Required competencies without a course, and those whose courses stop short."""
        steps = {
            (row["competency"], row["level"])
            for o in self.officers for p in self.sample.posted(o) for row in self.sample.required(p["role"]).values()
        }  # fmt: skip
        none, short = ({c for c, n in steps if self.sample.course(c, n) == w} for w in ("no course", "stops short"))
        return none, short

    def live(self) -> tuple[set[str], set[str]]:
        """Live modules, and those of them that are mapped."""
        live = {m for m in self.sample.modules if self.sample.live(m)}
        return live, live & {row["module"] for row in self.sample.coverage}

    def reach(self) -> tuple[int, int]:
        """Officers enrolled in a course on what is required of anybody, and officers of whom anything is."""
        required = {c for o in self.officers for p in self.sample.posted(o) for c in self.sample.required(p["role"])}
        taught = {row["module"] for c in required for row in self.sample.builds(c)}
        took = ((o, row) for o in self.officers for row in self.taken(o) if row["state"] != "dropped")
        learn = {o for o, row in took if row["module"] in taught}
        return len(learn), sum(bool(one.verdicts) for one in self.officers.values())

    def recent(self) -> tuple[list[tuple[str, Row]], list[tuple[str, Row]]]:
        """Enrolments and completions of the last 12 months, with whose they are."""
        rows = [(o, row) for o in self.officers for row in self.taken(o)]
        begun = [(o, row) for o, row in rows if row["since"] > YEAR_BEFORE]
        return begun, [(o, row) for o, row in rows if self.ended(row) and row["completed"] > YEAR_BEFORE]

    def ended(self, row: Row) -> bool:
        """Whether an enrolment is completed on the date."""
        return row["state"] == "completed" and row["completed"] <= AS_ON

    def _courses(self) -> dict[str, str]:
        (none, short), (live, mapped), (learn, expected) = self.unbuilt(), self.live(), self.reach()
        return {
            "M2.08": f"{len(none)}; {len(short)}", "C1.01": f"{len(live)} in all", "C1.09": f"{len(mapped)} in all",
            "C1.04": f"{learn / expected:.2f}",
        }  # fmt: skip

    def _enrolled(self) -> dict[str, str]:
        recent, done = self.recent()
        ended = sum(self.ended(row) for _, row in recent)
        ratings = [number(row["rating"]) for o in self.officers for row in self.taken(o) if row["rating"]]
        return {
            "C1.03, C1.05": f"{len({o for o, _ in recent}):,}; {len({o for o, _ in done}):,}",
            "C1.06": f"{ended / len(recent):.1%}",
            "C1.07": f"{fmean(ratings):.2f} ({len(ratings):,})",
        }  # fmt: skip
