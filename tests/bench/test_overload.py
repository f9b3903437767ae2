"""What the overload test calls wrong."""

from __future__ import annotations

import pytest

from bench import overload
from bench.overload import Story, faults, results, told
from bench.sending import FAILED, LOST, OK, Sent


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load of ten seconds: killed after two, back after four."""
    monkeypatch.setattr(overload, "SECONDS", 10.0)


def story(before: int = OK, away: int = 503, after: int = OK, megabytes: float = 100.0) -> Story:
    """Ten requests a second, all of a phase with one status but the first, which is answered unless `after` is lost."""
    statuses = [before] * 20 + [away] * 20 + [after] * 60
    return Story([Sent(n / 10, status, 5.0, 1) for n, status in enumerate(statuses)], 2.0, 4.0, [100.0, megabytes])


def test_as_it_should_be() -> None:
    """Answers before and after, refusals between, the same memory."""
    assert faults(story(), 100.0) == []
    assert story().recovered == pytest.approx(0.105)


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (story(before=503), "no answer before"),
        (story(after=429), "no answer after"),
        (story(after=500), "500"),
        (story(before=FAILED), "200 with an error"),
        (story(away=LOST), "no answer while"),
        (story(megabytes=126.0), "memory grew"),
        (Story(story().sent, 2.0, 11.0, [100.0]), "must last longer"),
    ],
)
def test_a_fault_is_named(seen: Story, word: str) -> None:
    """Each in words."""
    assert any(word in fault for fault in faults(seen, 100.0))


def test_a_late_recovery_is_a_fault() -> None:
    """Nothing for ten seconds and more after the database was back."""
    late = Story([Sent(1.0, OK, 5.0, 1), Sent(5.0, OK, 11_000.0, 1)], 2.0, 4.0, [100.0])
    assert faults(late, 100.0) == ["the service came back 12 s after the database"]


def test_it_is_told_by_phase() -> None:
    """How many a second came of what, and how long it took."""
    lines = list(told(story(away=503)))
    assert "before, 2 s: answered 10/s; accepted p50 5 ms" in lines[0]
    assert "away, 2 s: 503 10/s; accepted p50 nan ms" in lines[1]
    assert lines[-1] == "  answers again 0.1 s after the database"


def test_in_figures_it_is_beside_the_load_that_can_be_carried() -> None:
    """Twenty answers in two seconds, beside forty; what never came back has no figure."""
    alone = [Sent(n / 20, OK, 50.0, 1) for n in range(40)]
    by_name = {one.case: one for one in results(alone, story(megabytes=150.0), 100.0)}
    assert by_name["overload: between two answers"].ours == pytest.approx(100)
    assert by_name["overload: between two answers"].reference == pytest.approx(50)
    assert by_name["overload: accepted, p95"].ratio == pytest.approx(0.1)
    assert by_name["overload: memory"].ratio == pytest.approx(1.5)
    assert "overload: back after the database" in by_name
    assert "overload: back after the database" not in {one.case for one in results(alone, story(after=503), 100.0)}


def test_figures_want_answers() -> None:
    """Where nothing was answered, there is nothing to compare."""
    with pytest.raises(RuntimeError, match="nothing was answered"):
        results([Sent(0.0, OK, 5.0, 1)], story(before=503), 100.0)
