"""Days laid end to end: what runs on from one sample to the next becomes one streak."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from statusgen.domain.observed import Streak, Track
from statusgen.history.day import Day, instant, one_per_second
from statusgen.history.states import State

_Said = tuple[State, int, int, tuple[int, ...]]
"""A streak: its state, first and last second, and the seconds of its early samples."""


@dataclass(slots=True)
class _Line:
    """One track so far: closed streaks, and the one that may still run on."""

    closed: list[_Said] = field(default_factory=list)
    state: State | None = None
    first_s: int = 0
    last_s: int = 0
    early_s: tuple[int, ...] = ()
    wanted: int = 0  # so many early samples are still to come

    def say(self, state: State, times: Sequence[int], start: int, end: int) -> None:
        """The state was found at all of times[start:end], without a gap between them."""
        first_s = times[start]
        if state is not self.state or first_s - self.last_s > state.terms.valid_for_s:
            if self.state is not None:
                self.closed.append((self.state, self.first_s, self.last_s, self.early_s))
            self.state, self.first_s, self.early_s = state, first_s, ()
            self.wanted = max(state.terms.down_after, state.terms.up_after) - 1
            start += 1
        if self.wanted:
            early_s = tuple(times[start : min(end, start + self.wanted)])
            self.early_s += early_s
            self.wanted -= len(early_s)
        self.last_s = times[end - 1]

    def all(self) -> list[_Said]:
        if self.state is None:
            return self.closed
        return [*self.closed, (self.state, self.first_s, self.last_s, self.early_s)]


class Streaks:
    """`lay` takes days in order of time, read with the same States; `tracks` is what they make together."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], _Line] = {}

    def lay(self, day: Day) -> None:
        lines = self._lines
        for told in day.tracks:
            check, series, pieces = one_per_second(told) if told.series.repeats else told
            line = lines.get((check, series.location))
            if line is None:
                line = lines[check, series.location] = _Line()
            start = 0
            for state, count in pieces:
                end = start + count
                for first, after in series.stretches(start, end, state.terms.valid_for_s):
                    line.say(state, series.times, first, after)
                start = end

    def tracks(self, *, since_s: int) -> tuple[Track, ...]:
        """Every track that still speaks after `since_s`, without the streaks that do not."""
        tracks = (
            Track(
                check, location, tuple(_streak(said) for said in line.all() if _speaks_after(said, since_s))
            )
            for (check, location), line in sorted(self._lines.items())
        )
        return tuple(track for track in tracks if track.streaks)


def _speaks_after(said: _Said, since_s: int) -> bool:
    state, _, last_s, _ = said
    return last_s + state.terms.valid_for_s > since_s


def _streak(said: _Said) -> Streak:
    state, first_s, last_s, early_s = said
    return Streak(
        first=instant(first_s),
        last=instant(last_s),
        component=state.component,
        outcome=state.outcome,
        terms=state.terms,
        reason=state.reason,
        answered=state.answered,
        early=tuple(map(instant, early_s)),
    )
