"""Turns runs, and what a summary already holds, into a Day: in any order, with the same result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from statusgen.history.day import (
    Day,
    DayTrack,
    Latencies,
    Measured,
    RunEntry,
    Series,
    midnight_s,
    one_per_second,
    pieces_of,
    states_of,
)
from statusgen.history.details import Detail, detail, is_busy
from statusgen.history.runs import RunFacts, badness
from statusgen.history.states import State

_Rank = tuple[int, int, str]
"""The newest sample of a track is the one with the greatest second, badness and suffix."""


@dataclass(slots=True)
class _Column:
    """One check at one location. `runs` are places in the location's list, in order of arrival."""

    runs: list[int] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    folded: Latencies = ()
    fresh_ms: list[float] = field(default_factory=list)
    left_out: int = 0
    newest: _Rank = (-1, 0, "")
    rest: Mapping[str, object] | Detail = field(default_factory=Detail)

    @property
    def latencies(self) -> Latencies:
        if not self.fresh_ms and not self.left_out:
            return self.folded
        return (*self.folded, Measured(tuple(self.fresh_ms), self.left_out))

    @property
    def detail(self) -> Detail:
        return self.rest if isinstance(self.rest, Detail) else detail(self.rest)


class Columns:
    """One day, gathered: first `take_day` or not, then `take_run` for every run not in it, then `day`."""

    def __init__(self, day: date) -> None:
        self._date = day
        self._entries: dict[str, list[RunEntry]] = {}
        self._columns: dict[tuple[str, str], _Column] = {}

    def take_day(self, day: Day) -> None:
        self._entries = {location: list(entries) for location, entries in day.runs.items()}
        for track, latencies, rest in zip(day.tracks, day.latencies(), day.details(), strict=True):
            location = track.series.location
            counted = one_per_second(track)
            last = day.runs[location][counted.series.runs[-1]]
            rank = (last.second, badness(counted.last_state.outcome), last.suffix)
            self._columns[track.check, location] = _Column(
                runs=list(track.series.runs),
                states=states_of(track),
                folded=latencies,
                newest=rank,
                rest=rest,
            )

    def take_run(self, run: RunFacts) -> None:
        _, second, location, suffix = run.name
        entries = self._entries.setdefault(location, [])
        place = len(entries)
        entries.append(RunEntry(second, suffix, run.lag_ms, run.controls))
        for check, state, latency_ms, raw in run.facts:
            column = self._columns.get((check, location))
            if column is None:
                column = self._columns[check, location] = _Column()
            column.runs.append(place)
            column.states.append(state)
            if latency_ms is not None:
                if is_busy(raw):
                    column.left_out += 1
                else:
                    column.fresh_ms.append(latency_ms)
            rank = (second, badness(state.outcome), suffix)
            if rank > column.newest:
                column.newest, column.rest = rank, raw

    def day(self) -> Day:
        runs: dict[str, tuple[RunEntry, ...]] = {}
        orders: dict[str, list[int]] = {}
        for location, entries in sorted(self._entries.items()):
            order = sorted(range(len(entries)), key=lambda place: entries[place][:2])
            runs[location] = tuple(entries[place] for place in order)
            orders[location] = _inverse(order)
        columns = sorted(self._columns.items())
        tracks = _tracks(self._date, runs, orders, columns)
        latencies = [column.latencies for _, column in columns]
        details = [column.detail for _, column in columns]
        return Day(self._date, runs, tracks, lambda: latencies, lambda: details)


def gather(day: date, runs: Iterable[RunFacts], *, onto: Day | None = None) -> Day:
    """All that these runs say, added to what `onto` already holds; none of them may be in it."""
    columns = Columns(day)
    if onto is not None:
        columns.take_day(onto)
    for run in runs:
        columns.take_run(run)
    return columns.day()


def _tracks(
    day: date,
    runs: Mapping[str, Sequence[RunEntry]],
    orders: Mapping[str, Sequence[int]],
    columns: Iterable[tuple[tuple[str, str], _Column]],
) -> tuple[DayTrack, ...]:
    start_s = midnight_s(day)
    shared: dict[tuple[str, tuple[int, ...]], Series] = {}
    tracks: list[DayTrack] = []
    for (check, location), column in columns:
        order = orders[location]
        places, states = _in_order([order[place] for place in column.runs], column.states)
        series = shared.get((location, places))
        if series is None:
            times = tuple(start_s + runs[location][place].second for place in places)
            series = shared[location, places] = Series(location, places, times)
        tracks.append(DayTrack(check, series, pieces_of(states)))
    return tuple(tracks)


def _in_order(places: list[int], states: list[State]) -> tuple[tuple[int, ...], list[State]]:
    arrival = sorted(range(len(places)), key=places.__getitem__)
    return tuple(places[position] for position in arrival), [states[position] for position in arrival]


def _inverse(order: Sequence[int]) -> list[int]:
    """For each place of arrival, its place in the order."""
    inverse = [0] * len(order)
    for place, arrival in enumerate(order):
        inverse[arrival] = place
    return inverse
