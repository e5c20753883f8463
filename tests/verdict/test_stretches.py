"""Stretches of time, joined and cut."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from statusgen.verdict.stretches import Stretch, Stretches
from tests.builders import utc

DAY = Stretch(utc("2026-11-22 00:00"), utc("2026-11-23 00:00"))


def minute(number: int) -> datetime:
    return utc("2026-11-22 12:00") + timedelta(minutes=number)


def minutes(spans: Iterable[Stretch]) -> list[int]:
    """The minutes that lie in the spans, each as often as it does."""
    return sorted(number for span in spans for number in range(40) if span.start <= minute(number) < span.end)


spans = st.builds(
    lambda first, length: Stretch(minute(first), minute(first + length)),
    st.integers(0, 28),
    st.integers(1, 10),
)
several = st.lists(spans, max_size=6)


@given(several)
def test_what_overlaps_or_touches_is_one(given: list[Stretch]) -> None:
    """Every minute lies in one stretch at most, and between two there is a minute that lies in none."""
    joined = list(Stretches(given).within(DAY))
    assert minutes(joined) == sorted(set(minutes(given)))
    assert all(one.end < following.start for one, following in pairwise(joined))


@given(several, spans)
def test_a_span_is_told_apart_into_what_lies_in_them_and_what_does_not(
    given: list[Stretch], span: Stretch
) -> None:
    """Each minute of the span is within or outside, and none is both."""
    taken = set(minutes(given))
    joined = Stretches(given)
    assert minutes(joined.within(span)) == [number for number in minutes([span]) if number in taken]
    assert minutes(joined.outside(span)) == [number for number in minutes([span]) if number not in taken]


@given(several, several)
def test_what_others_cover_is_cut_out(given: list[Stretch], others: list[Stretch]) -> None:
    """What is left are the minutes that the others do not have."""
    left = Stretches(given).without(Stretches(others)).within(DAY)
    assert set(minutes(left)) == set(minutes(given)) - set(minutes(others))


@given(several)
def test_a_moment_is_in_the_whole_stretch_around_it(given: list[Stretch]) -> None:
    """The end does not belong to a stretch, its start does."""
    joined = Stretches(given)
    for number in range(40):
        around = (one for one in joined.within(DAY) if one.start <= minute(number) < one.end)
        assert joined.at(minute(number)) == next(around, None)
