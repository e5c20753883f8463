"""What speaks when: a sample is believed until the next of its track, and never beyond its own term."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Protocol

from statusgen.domain.observed import Streak, Track
from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome
from statusgen.verdict.damping import settle


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """The word of one check at one location, in force from `start` until just before `end`.

    `end` may lie after now. One whose outcome is unknown says nothing; it only ended the word of
    the one before it. `found` is what its samples found, `streak` what they are taken for: an earlier
    one where a change waits to be confirmed. Nobody could know of it before `known`.
    """

    check: str
    location: str
    streak: Streak
    start: datetime
    end: datetime
    found: Streak
    known: datetime

    @property
    def outcome(self) -> Outcome:
        return self.streak.outcome

    @property
    def terms(self) -> Terms:
        """Those of its samples, whatever they are taken for."""
        return self.found.terms

    @property
    def newest(self) -> datetime:
        """When the newest sample that it rests on was taken."""
        return self.found.last

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
            known = max(word.known, streak.first)
            yield Speech(track.check, track.location, word.streak, streak.first, end, streak, known)


def as_found(speeches: Iterable[Speech]) -> Iterator[Speech]:
    """The speeches with what their samples found, whether that counts or not."""
    for speech in speeches:
        yield speech if speech.streak is speech.found else replace(speech, streak=speech.found)


def heard(speeches: Iterable[Speech], silences: Sequence[Silence]) -> Iterator[Speech]:
    """What speaks: unknown outcomes dropped, silences cut out."""
    of_check: dict[str, list[Silence]] = defaultdict(list)
    for silence in sorted(silences, key=lambda silence: silence.start):
        of_check[silence.check].append(silence)
    for speech in speeches:
        if speech.outcome is not Outcome.UNKNOWN:
            yield from cut(speech, of_check.get(speech.check, ()))


class Gap(Protocol):
    """A stretch of time in which a speech is not heard."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


def cut(speech: Speech, gaps: Iterable[Gap]) -> Iterator[Speech]:
    """What is left of the speech without the gaps, which come in the order in which they begin."""
    start = speech.start
    for gap in gaps:
        if start < min(gap.start, speech.end):
            yield replace(speech, start=start, end=min(gap.start, speech.end))
        start = max(start, gap.end)
    if start < speech.end:
        yield speech if start == speech.start else replace(speech, start=start)


def said_since(voice: Speech, speeches: Iterable[Speech]) -> datetime:
    """Since when its location has said of its check what it says now, without a break."""
    said = (voice.check, voice.location, voice.outcome)
    alike = [one for one in speeches if (one.check, one.location, one.outcome) == said]
    since = voice.start
    for one in sorted(alike, key=lambda one: one.start, reverse=True):
        if one.start < since <= one.end:
            since = one.start
    return since
