"""The file of a folded day. docs/store.md describes it.

Three lines of JSON, so that a reader parses only what it wants: the runs and what they found; the latencies;
the newest sample of each track in full. The same facts always give the same bytes.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from statusgen.domain.samples import Controls
from statusgen.errors import HistoryError
from statusgen.history.day import Day, DayTrack, Latencies, RunEntry, Series, merged, midnight_s
from statusgen.history.details import Detail
from statusgen.history.seal import seal, unseal
from statusgen.history.states import Damaged, State, States, state_key, valid_id

FORMAT = 1

Json = Any
"""What json.loads makes; every use of it is inside `decode_day`, which turns a wrong shape into Damaged."""


def encode_day(day: Day) -> bytes:
    states = sorted({state for track in day.tracks for state, _ in track.pieces}, key=_state_order)
    state_numbers = {state: number for number, state in enumerate(states)}
    series = sorted({(track.series.location, track.series.runs) for track in day.tracks})
    series_numbers = {key: number for number, key in enumerate(series)}
    tracks = [
        [
            track.check,
            series_numbers[track.series.location, track.series.runs],
            [number for state, length in track.pieces for number in (state_numbers[state], length)],
        ]
        for track in day.tracks
    ]
    facts = {
        "format": FORMAT,
        "day": day.date.isoformat(),
        "locations": [_location_row(location, entries) for location, entries in sorted(day.runs.items())],
        "states": [state_key(state) for state in states],
        "series": [[location, _series_row(runs, len(day.runs[location]))] for location, runs in series],
        "tracks": tracks,
    }
    latencies = [merged(parts).encode() for parts in day.latencies()]
    details = [_without_tail(detail) for detail in day.details()]
    return seal("".join(f"{_line(part)}\n" for part in (facts, latencies, details)).encode())


def decode_day(day: date, content: bytes, states: States) -> Day:
    """Undo `encode_day`; Damaged if it is not that day's summary, HistoryError if it has a newer format."""
    try:
        first, second, third = unseal(content).decode().splitlines()
        facts = json.loads(first)
        _refuse_other(day, facts)
        return _day(day, facts, states, rest=(second, third))
    except Damaged:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Damaged(f"not a day's summary: {error!r:.200}") from error


def _day(day: date, facts: Json, states: States, *, rest: tuple[str, str]) -> Day:
    runs = {row["location"]: _entries(row) for row in facts["locations"]}
    known = [states.of(tuple(key)) for key in facts["states"]]
    series = [_series(day, location, row, runs[valid_id(location)]) for location, row in facts["series"]]
    states.know_checks({check for check, _, _ in facts["tracks"]})
    tracks = tuple(_track(check, series[number], code, known) for check, number, code in facts["tracks"])

    @cache
    def latencies() -> Sequence[Latencies]:
        return [(text,) if text else () for text in json.loads(rest[0])]

    @cache
    def details() -> Sequence[Detail]:
        return [Detail(*row) for row in json.loads(rest[1])]

    return Day(day, runs, tracks, latencies, details)


def _refuse_other(day: date, facts: Json) -> None:
    found = facts["format"]
    if found > FORMAT:
        raise HistoryError(
            f"days/{day.isoformat()}.json.gz: has format {found}, "
            f"and this version reads formats up to {FORMAT}: upgrade statusgen"
        )
    if facts["day"] != day.isoformat():
        raise Damaged(f"it is the summary of {facts['day']!r:.40}")


def _location_row(location: str, entries: Sequence[RunEntry]) -> Json:
    seconds = [entry.second for entry in entries]
    return {
        "location": location,
        "after": [seconds[0], *(later - sooner for sooner, later in pairwise(seconds))],
        "suffixes": " ".join(entry.suffix for entry in entries),
        "lags_ms": [entry.lag_ms for entry in entries],
        "controls": _runs_of([entry.controls.value for entry in entries]),
    }


def _entries(row: Json) -> tuple[RunEntry, ...]:
    suffixes = row["suffixes"].split()
    controls = [found for word, length in row["controls"] for found in [Controls(word)] * length]
    columns = zip(_sums(row["after"]), suffixes, row["lags_ms"], controls, strict=True)
    return tuple(RunEntry(*column) for column in columns)


def _series_row(runs: Sequence[int], total: int) -> Json:
    """None: all of the location's runs; else the distances between their positions, from 0."""
    return None if len(runs) == total else [runs[0], *(later - sooner for sooner, later in pairwise(runs))]


def _series(day: date, location: str, row: Json, entries: Sequence[RunEntry]) -> Series:
    runs = tuple(range(len(entries)) if row is None else _sums(row))
    start_s = midnight_s(day)
    return Series(location, runs, tuple(start_s + entries[run].second for run in runs))


def _track(check: str, series: Series, code: list[int], states: Sequence[State]) -> DayTrack:
    pieces = tuple(zip(map(states.__getitem__, code[::2]), code[1::2], strict=True))
    if sum(code[1::2]) != len(series.runs):
        raise Damaged(f"{check!r:.80}: its code does not fit its runs")
    return DayTrack(check, series, pieces)


def _sums(distances: Sequence[int]) -> list[int]:
    total = 0
    return [total := total + distance for distance in distances]


def _runs_of(words: Sequence[str]) -> list[tuple[str, int]]:
    """Run-length code: each word with how often it stands in a row."""
    code: list[tuple[str, int]] = []
    for word in words:
        if code and code[-1][0] == word:
            code[-1] = (word, code[-1][1] + 1)
        else:
            code.append((word, 1))
    return code


def _without_tail(detail: Detail) -> list[object]:
    row: list[object] = list(detail)
    while row and row[-1] is None:
        row.pop()
    return row


def _state_order(state: State) -> str:
    return _line(state_key(state))


def _line(part: object) -> str:
    return json.dumps(part, separators=(",", ":"))
