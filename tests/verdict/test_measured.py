"""How locations make an outcome, and checks a status."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.domain.observed import Streak
from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.verdict.measured import merge_outcomes, weigh_check, weigh_component
from statusgen.verdict.speech import Speech
from tests.builders import utc

START = utc("2026-11-22 09:00")
UP, DEGRADED, PARTIAL, DOWN = Outcome.UP, Outcome.DEGRADED, Outcome.PARTIAL, Outcome.DOWN


def voice(
    outcome: Outcome = Outcome.UP,
    *,
    location: str = "main",
    worst: Status = Status.MAJOR_OUTAGE,
    quorum: int | None = None,
    minority: Status = Status.OPERATIONAL,
    later_s: float = 0,
    reason: Reason | None = None,
) -> Speech:
    first = START + timedelta(seconds=later_s)
    terms = Terms(valid_for_s=900, worst=worst, quorum=quorum, minority=minority)
    streak = Streak(first=first, last=first, component="web", outcome=outcome, terms=terms, reason=reason)
    return Speech("web-http", location, streak, first, first + timedelta(minutes=15), streak, first)


@pytest.mark.parametrize(
    ("outcomes", "quorum", "merged"),
    [
        ([UP], None, UP),
        ([DOWN], None, DOWN),
        ([DOWN], 2, DOWN),  # never more than all that speak
        ([DOWN, UP], None, UP),
        ([DOWN, UP], 1, DOWN),
        ([DOWN, DOWN, UP], None, DOWN),
        ([DOWN, DOWN, UP], 3, UP),
        ([DOWN, DOWN, UP, UP], None, UP),  # half is not a majority
        ([PARTIAL, DEGRADED, UP], None, PARTIAL),
        ([DEGRADED, UP, UP], None, DEGRADED),
    ],
)
def test_the_quorum_decides_over_down_and_any_voice_over_less(
    outcomes: list[Outcome], quorum: int | None, merged: Outcome
) -> None:
    """F ≥ min(quorum, L) is down; else the worst that any location says."""
    assert merge_outcomes(outcomes, Terms(valid_for_s=900, quorum=quorum)) is merged


def test_a_minority_can_be_made_a_status_and_is_capped_like_everything() -> None:
    """One of two fails: a note unless `minority` says otherwise, and never worse than `worst`."""
    split = [voice(DOWN, location="a"), voice(UP, location="b")]
    assert weigh_check(split).status is Status.OPERATIONAL
    partial = [
        voice(DOWN, location="a", minority=Status.PARTIAL_OUTAGE),
        voice(UP, location="b", minority=Status.PARTIAL_OUTAGE),
    ]
    assert weigh_check(partial).status is Status.PARTIAL_OUTAGE
    capped = [
        voice(DOWN, location="a", minority=Status.PARTIAL_OUTAGE, worst=Status.DEGRADED_PERFORMANCE),
        voice(UP, location="b", minority=Status.PARTIAL_OUTAGE, worst=Status.DEGRADED_PERFORMANCE),
    ]
    assert weigh_check(capped).status is Status.DEGRADED_PERFORMANCE


def test_the_newest_terms_hold() -> None:
    """Once one location has read the new quorum, it counts for all that speak."""
    old, new = voice(DOWN, location="a"), voice(UP, location="b", quorum=1, later_s=60)
    assert weigh_check([old, new]).outcome is DOWN
    assert weigh_check([old, voice(UP, location="b", later_s=60)]).outcome is UP


def test_a_word_that_is_carried_on_has_the_terms_of_its_newest_sample() -> None:
    """A's failure waits to be confirmed: it was found after B's word, and with another quorum."""
    held, other = voice(UP, location="a", quorum=2), voice(DOWN, location="b", quorum=2, later_s=60)
    waiting = voice(DOWN, location="a", quorum=1, later_s=120)
    assert weigh_check([replace(waiting, streak=held.streak), other]).outcome is DOWN


def test_reasons_are_told_of_trouble_only() -> None:
    """A failure that the quorum overrules is a remark, not a reason."""
    overruled = [voice(DOWN, location="a", reason=Reason.TIMEOUT), voice(UP, location="b")]
    assert weigh_check(overruled).reasons == frozenset()
    assert weigh_check(overruled[:1]).reasons == {Reason.TIMEOUT}


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        ([], Status.UNKNOWN),
        ([voice(UP)], Status.OPERATIONAL),
        ([voice(DOWN)], Status.MAJOR_OUTAGE),
        ([voice(DOWN), voice(UP)], Status.PARTIAL_OUTAGE),
        ([voice(DOWN), voice(DOWN)], Status.MAJOR_OUTAGE),
        ([voice(PARTIAL)], Status.PARTIAL_OUTAGE),
        ([voice(DEGRADED), voice(UP)], Status.DEGRADED_PERFORMANCE),
        ([voice(DOWN), voice(UP, worst=Status.DEGRADED_PERFORMANCE)], Status.MAJOR_OUTAGE),
        ([voice(DOWN, worst=Status.DEGRADED_PERFORMANCE)], Status.DEGRADED_PERFORMANCE),
        ([voice(DOWN, worst=Status.PARTIAL_OUTAGE)], Status.PARTIAL_OUTAGE),
        ([voice(DOWN, worst=Status.DEGRADED_PERFORMANCE), voice(UP)], Status.DEGRADED_PERFORMANCE),
        ([voice(DOWN, worst=Status.PARTIAL_OUTAGE), voice(UP)], Status.PARTIAL_OUTAGE),
    ],
)
def test_checks_make_a_status(checks: list[Speech], status: Status) -> None:
    """Major only if all uncapped checks that speak are down; capped ones say at most their cap."""
    assert weigh_component([weigh_check([check]) for check in checks]) is status
