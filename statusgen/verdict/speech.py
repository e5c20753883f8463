"""What speaks when: a sample is believed until the next of its track, and never beyond its own term."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from statusgen.domain.observed import Streak, Track
from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome
from statusgen.verdict.damping import settle


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """The word of one check at one location, in force from `start` until just before `end`.

    `end` may lie after now. One whose outcome is unknown says nothing; it only ended the word of
    the one before it. `newest` is when the newest sample that it rests on was taken; `streak` is an
    earlier one than that sample's own where a change waits to be confirmed.
    """

    check: str
    location: str
    streak: Streak
    start: datetime
    end: datetime
    newest: datetime

    @property
    def outcome(self) -> Outcome:
        return self.streak.outcome

    @property
    def terms(self) -> Terms:
        return self.streak.terms

    def holds_at(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """From `start` until just before `end`, post `post` says that a check is wrong."""

    start: datetime
    end: datetime
    post: str
    check: str

    def holds_at(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def listen(tracks: Iterable[Track], now: datetime) -> Iterator[Speech]:
    """Everything said up to now, one speech per streak."""
    for track in tracks:
        streaks = [streak for streak in track.streaks if streak.first <= now]
        for streak, following, word in zip_longest(streaks, streaks[1:], settle(streaks)):
            end = streak.last + timedelta(seconds=streak.terms.valid_for_s)
            if following is not None:
                end = min(end, following.first)
            yield Speech(track.check, track.location, word, streak.first, end, streak.last)


def heard(speeches: Iterable[Speech], silences: Sequence[Silence]) -> Iterator[Speech]:
    """What speaks: unknown outcomes dropped, silences cut out."""
    for speech in speeches:
        if speech.outcome is not Outcome.UNKNOWN:
            yield from _cut(speech, [one for one in silences if one.check == speech.check])


def _cut(speech: Speech, silences: Iterable[Silence]) -> list[Speech]:
    parts = [speech]
    for silence in silences:
        before = [replace(part, end=min(part.end, silence.start)) for part in parts]
        after = [replace(part, start=max(part.start, silence.end)) for part in parts]
        parts = [part for part in before + after if part.start < part.end]
    return parts
