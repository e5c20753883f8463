"""One UTC day as history sees it, whether it was read from a summary or from the runs themselves."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from statusgen.domain.histogram import Histogram
from statusgen.domain.samples import Controls
from statusgen.history.details import Detail
from statusgen.history.runs import RunName, badness
from statusgen.history.states import State

_START = datetime(1970, 1, 1, tzinfo=UTC)


def midnight_s(day: date) -> int:
    """The day's first second, counted from 1970 in UTC."""
    return (day.toordinal() - _START.toordinal()) * 86400


def instant(seconds: int) -> datetime:
    """Undo counting seconds from 1970."""
    return _START + timedelta(seconds=seconds)


class RunEntry(NamedTuple):
    """One run of a location; sorted by time, then suffix."""

    second: int  # of the day
    suffix: str
    lag_ms: float | None
    controls: Controls


Piece = tuple[State, int]
"""So many samples in a row that say the same. Bare tuples: there are hundreds of thousands of them."""


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of a location in which some checks took part; tracks share it.

    `runs` are positions in the location's list of runs, `times` their seconds since 1970.
    """

    location: str
    runs: tuple[int, ...]
    times: tuple[int, ...]
    widest_s: int = field(init=False)
    repeats: bool = field(init=False)  # two of these runs began in the same second
    _breaks: dict[float, list[int]] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        gaps = [later - sooner for sooner, later in pairwise(self.times)]
        object.__setattr__(self, "widest_s", max(gaps, default=0))
        object.__setattr__(self, "repeats", 0 in gaps)

    def stretches(self, start: int, end: int, valid_for_s: float) -> Iterator[tuple[int, int]]:
        """The parts of [start, end), half open as well, in which no gap is longer than `valid_for_s`."""
        if self.widest_s > valid_for_s:
            breaks = self._breaks_of(valid_for_s)
            position = bisect_right(breaks, start)
            while position < len(breaks) and breaks[position] < end:
                yield start, breaks[position]
                start = breaks[position]
                position += 1
        yield start, end

    def _breaks_of(self, valid_for_s: float) -> list[int]:
        found = self._breaks.get(valid_for_s)
        if found is None:
            gaps = enumerate(pairwise(self.times), start=1)
            found = [place for place, (sooner, later) in gaps if later - sooner > valid_for_s]
            self._breaks[valid_for_s] = found
        return found


class DayTrack(NamedTuple):
    """What one check found at one location: run-length code over the runs of `series`."""

    check: str
    series: Series
    pieces: tuple[Piece, ...]

    @property
    def last_state(self) -> State:
        return self.pieces[-1][0]

    def first(self, count: int) -> "DayTrack":
        """Its first samples only."""
        if count == len(self.series.times):
            return self
        series = Series(self.series.location, self.series.runs[:count], self.series.times[:count])
        return DayTrack(self.check, series, pieces_of(states_of(self)[:count]))


class Measured(NamedTuple):
    """Latencies as runs tell them, and how many more were measured by a prober that was too busy."""

    latencies_ms: tuple[float, ...]
    left_out: int


Latencies = tuple[str | Measured, ...]
"""Parts of one histogram, the encoded ones as text."""


@dataclass(frozen=True, slots=True)
class Day:
    """`latencies` and `details` give one item per track, and are asked only where they are wanted.

    A detail is that of the track's newest sample.
    """

    date: date
    runs: dict[str, tuple[RunEntry, ...]]
    tracks: tuple[DayTrack, ...]
    latencies: Callable[[], Sequence[Latencies]]
    details: Callable[[], Sequence[Detail]]

    def names(self) -> set[RunName]:
        """The runs that are in it."""
        return {
            RunName(self.date, entry.second, location, entry.suffix)
            for location, entries in self.runs.items()
            for entry in entries
        }

    def until(self, last_s: int) -> "Day":
        """What it would be without the runs after `last_s`; latencies are left out, being one sum."""
        last_second = last_s - midnight_s(self.date)
        runs = {
            location: tuple(entry for entry in entries if entry.second <= last_second)
            for location, entries in self.runs.items()
        }
        cut = [(track, bisect_right(track.series.times, last_s)) for track in self.tracks]
        kept = [(place, track.first(count)) for place, (track, count) in enumerate(cut) if count]
        whole = [track is self.tracks[place] for place, track in kept]
        details = self.details()
        rest = [
            details[place] if is_whole else Detail() for (place, _), is_whole in zip(kept, whole, strict=True)
        ]
        latencies: list[Latencies] = [() for _ in kept]
        return Day(self.date, runs, tuple(track for _, track in kept), lambda: latencies, lambda: rest)


def merged(latencies: Latencies) -> Histogram:
    parts = [
        Histogram.decode(part)
        if isinstance(part, str)
        else Histogram.of(part.latencies_ms, left_out=part.left_out)
        for part in latencies
    ]
    return parts[0] if len(parts) == 1 else Histogram.merged(parts)


def states_of(track: DayTrack) -> list[State]:
    """The run-length code written out: one state per run of the series."""
    return [state for state, length in track.pieces for _ in range(length)]


def pieces_of(states: Sequence[State]) -> tuple[Piece, ...]:
    """Run-length code; states are compared by identity."""
    pieces: list[Piece] = []
    start = 0
    for position in range(1, len(states) + 1):
        if position == len(states) or states[position] is not states[start]:
            pieces.append((states[start], position - start))
            start = position
    return tuple(pieces)


def one_per_second(track: DayTrack) -> DayTrack:
    """The track without the samples that lost to another one of the same second."""
    if not track.series.repeats:
        return track
    runs: list[int] = []
    times: list[int] = []
    states: list[State] = []
    for run, time, state in zip(track.series.runs, track.series.times, states_of(track), strict=True):
        if not times or time != times[-1]:
            runs.append(run)
            times.append(time)
            states.append(state)
        elif wins(state, states[-1]):
            runs[-1], states[-1] = run, state
    series = Series(track.series.location, tuple(runs), tuple(times))
    return track._replace(series=series, pieces=pieces_of(states))


def wins(later: State, sooner: State) -> bool:
    """Of two samples of one second the worse counts; of two that are as bad, that of the later suffix."""
    return badness(later.outcome) >= badness(sooner.outcome)
