"""The named reports: the indicators that the platform computed until 2023, each with its definition and its date.

docs/indicators.md explains them. Over many officers an officer's figure is the mean of theirs; whoever has nothing to
divide by is left out of it, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ORGANISATION, ROLE, BAND = "organisation", "role", "band"
AREA, THEME, COMPETENCY = "area", "theme", "competency"
PROVIDER, MODULE = "provider", "module"
OF_POSTINGS = (ORGANISATION, ROLE, BAND)
OF_COMPETENCIES = (AREA, THEME, COMPETENCY)
OF_MODULES = (PROVIDER, MODULE)
OFFICERS = (*OF_POSTINGS, *OF_COMPETENCIES)
LEARNING = (*OF_POSTINGS, *OF_MODULES)


@dataclass(frozen=True, slots=True)
class Report:
    """A named indicator: `kind` says what it is computed from, `measure` which of its figures it is."""

    id: str
    definition: str
    unit: str
    kind: str
    measure: str
    by: tuple[str, ...]
    """What it may be broken down by."""

    whole: bool = False
    """Of the whole store only, never of an organisation."""

    def refuses(self, by: Sequence[str]) -> str:
        """Why it is not broken down so; empty when it is."""
        if wrong := [one for one in by if one not in self.by]:
            return f"by {wrong[0]}"
        for group in (OF_POSTINGS, OF_COMPETENCIES, OF_MODULES):
            if len(same := [one for one in by if one in group]) > 1:
                return f"by {' and '.join(same)} at once"
        return ""


def _officers(id_: str, measure: str, unit: str, definition: str) -> Report:
    return Report(id_, definition, unit, "officers", measure, OFFICERS)


def _gaps(id_: str, measure: str, definition: str, by: tuple[str, ...] = OFFICERS) -> Report:
    unit = "gaps" if measure == "gaps" else "share"
    return Report(id_, definition, unit, "gaps", measure, by, whole=id_.startswith("S3"))


_CLASSES = {
    "completed": "Share of gaps, posting by posting, for which a helping module was completed.",
    "inProgress": "Share of gaps, posting by posting, for which a helping module is in progress and none completed.",
    "notStarted": "Share of gaps, posting by posting, that have a helping module, none completed or in progress.",
    "noModule": "Share of gaps, posting by posting, for which there is no helping module.",
}
_ALL = "Gaps in all: each officer, competency, organisation and posting counts."

_FOUND = [
    Report(
        "M2.08", "Competencies required of the officers that no live course builds; partly covered ones beside them.",
        "competencies", "unbuilt", "unbuilt", OFFICERS,
    ),
    _officers("M2.11", "gaps", "gaps an officer", "Average gaps an officer, each competency once over all postings."),
    Report(
        "M2.22", "Mean over organisations that have officers of their own of their average gaps an officer.",
        "gaps an officer", "organisations", "value", OF_COMPETENCIES,
    ),
    _gaps("M3.55", "gaps", _ALL),
    *(_gaps(f"M3.{56 + i}", name, _CLASSES[name]) for i, name in enumerate(("completed", "inProgress", "notStarted"))),
    _gaps("S3.13", "gaps", f"{_ALL} For the whole platform.", OF_COMPETENCIES),
    *(
        _gaps(f"S3.{14 + i}", name, f"{definition} For the whole platform.", OF_COMPETENCIES)
        for i, (name, definition) in enumerate(_CLASSES.items())
    ),
    Report("C1.01", "Live courses of a provider.", "courses", "courses", "courses", (PROVIDER,)),
    Report("C1.03", "Officers enrolled in the last 12 months.", "officers", "enrolments", "people", LEARNING),
    Report(
        "C1.04", "Officers enrolled in a course that covers a competency, to officers expected to have it.",
        "ratio", "reach", "ratio", OFFICERS,
    ),
    Report("C1.05", "Officers who completed a course in the last 12 months.", "officers", "enrolments", "finished",
           LEARNING),
    Report("C1.06", "Completed, as a share of the enrolments of the last 12 months.", "share", "enrolments", "share",
           LEARNING),
    Report("C1.07", "Mean of officers' ratings, 1 to 5, with their number.", "rating", "ratings", "value", LEARNING),
    Report("C1.09", "Live courses mapped to a competency.", "courses", "courses", "mapped",
           (PROVIDER, *OF_COMPETENCIES)),
    _officers("OL01", "expected", "competencies an officer", "Competencies expected, by all postings."),
    _officers("OL02", "declared", "competencies an officer", "Competencies expected for which some evidence counts."),
    _officers("OL03", "reached", "share", "Declared at or above the expected level, as a share of expected."),
    _officers("OL04", "reached", "share", "Average over officers of OL03."),
    _officers("OL05", "gaps", "gaps an officer", "Gaps, each competency once over all postings."),
    _officers("OL06", "enrolled", "courses an officer", "Helping courses enrolled for and not completed."),
    _officers("OL08", "running", "share", "Share of gaps with a helping course enrolled for and not completed."),
    _officers("OL09", "running", "share", "Average of OL08 over officers with gaps."),
    _officers("OL10", "completed", "courses an officer", "Helping courses completed."),
    _officers("OL11", "still_open", "gaps an officer",
              "Gaps still open although a helping module that reaches the required level was completed."),
    _officers("OL12", "open_share", "share", "OL11 as a share of OL05."),
    _officers("OL13", "open_share", "share", "Average of OL12 over officers with gaps."),
]  # fmt: skip

REPORTS: dict[str, Report] = {report.id: report for report in _FOUND}
"""All reports by id."""
