"""Flapping damped: so many failures in a row, so many good answers in a row after them, make a change."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from statusgen.domain.observed import Streak
from statusgen.domain.status import Outcome

_FAILING = (Outcome.DOWN, Outcome.PARTIAL)


def settle(streaks: Sequence[Streak]) -> list[Streak]:
    """For each streak of a track the one whose word holds meanwhile: itself, or the last that counted.

    What waits to be confirmed leaves the word before it in force. Once confirmed it counts from the
    first of its row; if it never is, it never was. Where no word is in force (at the beginning, after
    silence, after a sample that found nothing) whatever is found counts at once.
    """
    if all(streak.terms.down_after == 1 == streak.terms.up_after for streak in streaks):
        return list(streaks)
    track = _Track()
    for streak in streaks:
        track.say(streak)
    return track.words


class _Track:
    """One track so far: the words in force, and the row at its end that waits."""

    def __init__(self) -> None:
        self.words: list[Streak] = []
        self._held: Streak | None = None  # the word that counts; None in silence
        self._row: list[Streak] = []  # waits; samples that found nothing neither break it nor count
        self._newest: Streak | None = None

    def say(self, streak: Streak) -> None:
        if self._newest is not None and _is_apart(self._newest, streak):
            self._held, self._row = None, []
        self._newest = streak
        self.words.append(streak)
        if streak.outcome is Outcome.UNKNOWN:
            self._held = None
            self._row += [streak] if self._row else []
        else:
            self._weigh(streak)

    def _weigh(self, streak: Streak) -> None:
        """Let it count, or wait."""
        if self._row and _fails(self._row[0]) is not _fails(streak):
            self._row = []
        self._row.append(streak)
        agrees = self._held is None or _fails(self._held) is _fails(streak)
        if agrees or _count(self._row) >= _needed(streak):
            self.words[-len(self._row) :] = self._row
            self._held, self._row = streak, []
        elif self._held is not None:
            self.words[-1] = self._held


def _fails(streak: Streak) -> bool:
    """Slow is well enough; an answer in part is not."""
    return streak.outcome in _FAILING


def _is_apart(before: Streak, streak: Streak) -> bool:
    """Whether there was silence in between, or it is about another component now."""
    valid_for = timedelta(seconds=before.terms.valid_for_s)
    return streak.first - before.last > valid_for or streak.component != before.component


def _needed(streak: Streak) -> int:
    return streak.terms.down_after if _fails(streak) else streak.terms.up_after


def _count(row: Iterable[Streak]) -> int:
    """How many samples the row has, as far as they matter: `early` holds as many as are needed."""
    return sum(1 + len(streak.early) for streak in row if streak.outcome is not Outcome.UNKNOWN)
