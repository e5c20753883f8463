"""Uptime: the only place where it is reckoned, in exact time, rounded never in our favour."""

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from statusgen.domain.figures import Uptime, Window
from statusgen.domain.page import Interval
from statusgen.domain.status import Status
from statusgen.verdict.order import worse
from statusgen.verdict.timeline import Timeline

_US = timedelta(microseconds=1)
_MS = timedelta(milliseconds=1)
_NONE = timedelta()


def reckon(
    timeline: Timeline,
    window: Window,
    *,
    first_sample: datetime | None,
    partial_weight: Fraction,
) -> Uptime:
    """One figure over the window that ends now; the window is never clipped.

    Time before the first sample is unknown, whatever was declared in it.
    """
    now = timeline.now.start
    opens = now - timedelta(days=window.days)
    first = now if first_sample is None else max(opens, first_sample)
    known = excused = major = partial = _NONE
    for interval, length in timeline.within(first, now):
        if interval.excused:
            excused += length
        elif is_known(interval):
            known += length
            counted = worse(interval.measured, interval.declared)
            major += length if counted is Status.MAJOR_OUTAGE else _NONE
            partial += length if counted is Status.PARTIAL_OUTAGE else _NONE
    known_ms, excused_ms = known // _MS, excused // _MS
    down_us = major // _US + partial_weight * (partial // _US)
    return Uptime(
        window=window,
        known_ms=known_ms,
        unknown_ms=(now - opens) // _MS - known_ms - excused_ms,
        excused_ms=excused_ms,
        down_ms=min(known_ms, ceil(down_us / 1000)),
        since=first_sample if first_sample and opens < first_sample else None,
    )


def is_known(interval: Interval) -> bool:
    """Measured, or else declared to be out: nothing that people say makes unwatched time good."""
    return interval.measured is not Status.UNKNOWN or interval.declared.is_outage
