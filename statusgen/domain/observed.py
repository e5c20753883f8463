"""What history hands to the verdict: everything the machines saw in the window, run-length coded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from statusgen.domain.histogram import Histogram
from statusgen.domain.samples import Controls, Sample, Terms
from statusgen.domain.status import Outcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """Samples in a row that say the same, none later than `terms.valid_for_s` after the one before.

    It speaks from `first` without a break to `last`, and on until the next streak of its track
    begins, but at most for `terms.valid_for_s` after `last`. `early` are the times of the samples right
    after the first, as many as `terms.down_after` or `terms.up_after` ask for before it counts.
    """

    first: datetime
    last: datetime
    component: str
    outcome: Outcome
    terms: Terms
    reason: Reason | None = None
    answered: tuple[int, int] | None = None
    early: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """All streaks of one check at one location, in order of time, never overlapping."""

    check: str
    location: str
    streaks: tuple[Streak, ...]


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest sample of a check at a location, in full."""

    at: datetime
    location: str
    sample: Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSeen:
    """A prober, as its newest run shows it."""

    id: str
    last_run: datetime
    controls: Controls = Controls.NONE
    ahead: bool = False  # it has written runs from the future: its clock is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """All that was seen between `since` and now; nothing later is in it.

    `latencies` holds, per check and UTC day, one histogram for each location (`Histogram.merged` makes
    one of them all). `available` is False when the store could not be read: then the page says so
    instead of showing an empty past.
    """

    since: datetime
    tracks: tuple[Track, ...] = ()
    latest: tuple[Latest, ...] = ()
    latencies: Mapping[tuple[str, date], Mapping[str, Histogram]] = field(default_factory=dict)
    locations: tuple[LocationSeen, ...] = ()
    available: bool = True
