"""Flapping damped: so many failures in a row, so many good answers in a row after them, make a change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.domain.observed import Streak
from statusgen.domain.status import Outcome

_FAILING = (Outcome.DOWN, Outcome.PARTIAL)


class Word(NamedTuple):
    """What a streak is taken for: itself, or one that holds meanwhile. Nobody could know before `known`."""

    streak: Streak
    known: datetime


def settle(streaks: Sequence[Streak]) -> list[Word]:
    """What each streak of a track is taken for.

    What waits to be confirmed leaves the word before it in force; where that was of a sample that found
    nothing, it stays unknown. Once confirmed it counts from the first of its row; if it never is, it never
    was. At the beginning and after silence whatever is found counts at once.
    """
    if all(streak.terms.down_after == 1 == streak.terms.up_after for streak in streaks):
        return [Word(streak, streak.first) for streak in streaks]
    track = _Track()
    for streak in streaks:
        track.say(streak)
    return track.words


class _Track:
    """One track so far: the words in force, and the row at its end that waits."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._fails: bool | None = None  # the side that counted last; None at the beginning
        self._row: list[Streak] = []  # waits; samples that found nothing neither break it nor count
        self._newest: Streak | None = None

    def say(self, streak: Streak) -> None:
        if self._newest is not None and _is_apart(self._newest, streak):
            self._fails, self._row = None, []
        self._newest = streak
        self.words.append(Word(streak, streak.first))
        if streak.outcome is not Outcome.UNKNOWN:
            self._weigh(streak)
        elif self._row:
            self._row.append(streak)

    def _weigh(self, streak: Streak) -> None:
        """Let it count, or wait."""
        fails = _fails(streak)
        if self._row and _fails(self._row[0]) is not fails:
            self._row = []
        self._row.append(streak)
        known = streak.first if self._fails in (None, fails) else _confirmed(self._row)
        if known is None:
            self.words[-1] = self.words[-2]
        else:
            self.words[-len(self._row) :] = [Word(one, max(one.first, known)) for one in self._row]
            self._fails, self._row = fails, []


def _fails(streak: Streak) -> bool:
    """Slow is well enough; an answer in part is not."""
    return streak.outcome in _FAILING


def _is_apart(before: Streak, streak: Streak) -> bool:
    """Whether there was silence in between, or it is about another component now."""
    valid_for = timedelta(seconds=before.terms.valid_for_s)
    return streak.first - before.last > valid_for or streak.component != before.component


def _confirmed(row: Sequence[Streak]) -> datetime | None:
    """When the row had as many samples as its newest asks for: `early` holds as many as are needed."""
    newest = row[-1]
    needed = newest.terms.down_after if _fails(newest) else newest.terms.up_after
    times = [at for one in row if one.outcome is not Outcome.UNKNOWN for at in (one.first, *one.early)]
    return max(newest.first, times[needed - 1]) if len(times) >= needed else None
