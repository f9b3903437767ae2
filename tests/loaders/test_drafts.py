"""The review as a machine: whatever is tried in whatever order, three people publish, and none of them twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from loaders import drafts
from loaders.drafts import Draft, WritingError
from loaders.proposals import Proposed
from queries.rights import Right, Subject

NOW = "2026-01-01T00:00:00Z"
RIGHTS: st.SearchStrategy[frozenset[Right]] = st.frozensets(st.sampled_from(["reader", "steward", "reviewer"]))
PEOPLE = st.builds(Subject, st.sampled_from(["", "a", "b", "c", "d"]), RIGHTS)
REVIEWER: frozenset[Right] = frozenset({"reviewer"})


def change(level: int) -> Proposed:
    return Proposed("REQUIRES", ("Role", "r"), ("Competency", "c"), None, {"level": level})


def new() -> Draft:
    return Draft("d", "origin", "a", "why", (change(1),), NOW)


class Review(RuleBasedStateMachine):
    """Anybody tries anything; the machine keeps its own book of what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = new()
        self.approvals: list[tuple[str, tuple[Proposed, ...]]] = []

    def attempt(self, step: Callable[[], Draft]) -> bool:
        before = self.draft
        try:
            self.draft = step()
        except WritingError:
            return False
        assert self.draft.revision == before.revision + 1
        assert self.draft.steps[:-1] == before.steps
        return True

    @rule(by=PEOPLE, level=st.integers(1, 3))
    def edit(self, by: Subject, level: int) -> None:
        if self.attempt(lambda: drafts.edited(self.draft, by, [change(level)], "", NOW)):
            self.approvals = []

    @rule(by=PEOPLE)
    def submit(self, by: Subject) -> None:
        if self.attempt(lambda: drafts.submitted(self.draft, by, NOW)):
            self.approvals = []

    @rule(by=PEOPLE)
    def approve(self, by: Subject) -> None:
        if self.attempt(lambda: drafts.approved(self.draft, by, NOW)):
            assert "reviewer" in by.rights
            self.approvals.append((by.id, self.draft.changes))

    @rule(by=PEOPLE, reason=st.sampled_from(["", " ", "no"]))
    def reject(self, by: Subject, reason: str) -> None:
        if self.attempt(lambda: drafts.rejected(self.draft, by, NOW, reason)):
            assert reason.strip()
            self.approvals = []

    @precondition(lambda self: self.draft.state == "published")
    @invariant()
    def three_people_published_it(self) -> None:
        people = [by for by, _ in self.approvals]
        assert len(people) == 2
        assert len({"a", "", *people}) == 4
        assert [seen for _, seen in self.approvals] == [self.draft.changes] * 2, "both approved what was published"

    @invariant()
    def it_awaits_exactly_those_who_may_go_on(self) -> None:
        for name in ("a", "b", "c", "d"):
            by = Subject(name, frozenset({"steward", "reviewer"}))
            assert self.draft.awaits(by) == (may(drafts.approved, by, self.draft) or (name == "a" and own(self.draft)))


def may(step: Any, by: Subject, draft: Draft) -> bool:
    try:
        step(draft, by, NOW)
    except WritingError:
        return False
    return True


def own(draft: Draft) -> bool:
    return draft.state in {"draft", "rejected"}


TestReview = Review.TestCase
TestReview.settings = settings(max_examples=60, stateful_step_count=20)


def test_the_way_through_is_open() -> None:
    draft = drafts.submitted(new(), Subject("a"), NOW)
    states = [draft.state]
    for by in ("b", "c"):
        draft = drafts.approved(draft, Subject(by, REVIEWER), NOW)
        states.append(draft.state)
    assert states == ["l1", "l2", "published"]
    assert [step.by for step in draft.steps] == ["a", "b", "c"]


def test_a_second_rejection_goes_back_to_the_first_review() -> None:
    b, c = (Subject(name, REVIEWER) for name in ("b", "c"))
    draft = drafts.approved(drafts.submitted(new(), Subject("a"), NOW), b, NOW)
    draft = drafts.rejected(draft, c, NOW, "too high")
    assert (draft.state, draft.first_reviewer, draft.steps[-1].reason) == ("l1", "", "too high")
    draft = drafts.rejected(draft, b, NOW, "so it is")
    assert draft.state == "rejected"
    assert drafts.edited(draft, Subject("a"), [change(1)], "", NOW).state == "draft"


@pytest.mark.parametrize("state", ["draft", "l1", "l2", "published", "rejected"])
def test_nobody_without_a_name_does_anything(state: Any) -> None:
    draft = Draft("d", "origin", "", "why", (change(1),), NOW, state)
    nobody = Subject("", frozenset({"steward", "reviewer"}))
    for step in (drafts.approved, drafts.submitted):
        assert not may(step, nobody, draft)
