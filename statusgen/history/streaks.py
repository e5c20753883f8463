"""Days laid end to end: what runs on from one sample to the next becomes one streak."""

from dataclasses import dataclass, field

from statusgen.domain.observed import Streak, Track
from statusgen.history.day import Day, instant, one_per_second
from statusgen.history.states import State


@dataclass(slots=True)
class _Line:
    """One track so far: closed streaks, and the one that may still run on."""

    closed: list[tuple[State, int, int]] = field(default_factory=list)
    state: State | None = None
    first_s: int = 0
    last_s: int = 0

    def say(self, state: State, first_s: int, last_s: int) -> None:
        if state is self.state and first_s - self.last_s <= state.terms.valid_for_s:
            self.last_s = last_s
            return
        if self.state is not None:
            self.closed.append((self.state, self.first_s, self.last_s))
        self.state, self.first_s, self.last_s = state, first_s, last_s

    def all(self) -> list[tuple[State, int, int]]:
        return self.closed if self.state is None else [*self.closed, (self.state, self.first_s, self.last_s)]


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
                for first_s, last_s in series.stretches(start, end, state.terms.valid_for_s):
                    line.say(state, first_s, last_s)
                start = end

    def tracks(self, *, since_s: int) -> tuple[Track, ...]:
        """Every track that still speaks after `since_s`, without the streaks that do not."""
        tracks = (
            Track(
                check, location, tuple(_streak(*said) for said in line.all() if _speaks_after(*said, since_s))
            )
            for (check, location), line in sorted(self._lines.items())
        )
        return tuple(track for track in tracks if track.streaks)


def _speaks_after(state: State, _: int, last_s: int, since_s: int) -> bool:
    return last_s + state.terms.valid_for_s > since_s


def _streak(state: State, first_s: int, last_s: int) -> Streak:
    return Streak(
        first=instant(first_s),
        last=instant(last_s),
        component=state.component,
        outcome=state.outcome,
        terms=state.terms,
        reason=state.reason,
        answered=state.answered,
    )
