"""The parts of a heading that look ahead: `next update 10:45`, `next update in 40m`, `ends 15:00`."""

import re
from dataclasses import dataclass
from datetime import timedelta

from statusgen.errors import Code
from statusgen.located import Place
from statusgen.posts.scope import Notes
from statusgen.posts.times import WrittenTime, match_duration, match_time

_NEXT_UPDATE = re.compile(
    r"(?<![\w-])next[ \t]++update(?![\w-])[ \t]*+:?[ \t]*+(?:(in)\b|at\b|by\b|on\b)?[ \t]*+", re.IGNORECASE
)
_ENDS = re.compile(
    r"(?<![\w-])ends?(?![\w-])[ \t]*+:?[ \t]*+(?:(?:at|by|on)\b)?[ \t]*+(?=[0-9])", re.IGNORECASE
)
_TO_SEPARATOR = re.compile(r"[^,·|;]*")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due: at a time, or so long after its update."""

    place: Place
    time: WrittenTime | None = None
    after: timedelta | None = None


def take_next_update(text: str, place: Place, notes: Notes) -> tuple[str, Deadline | None]:
    """The promise in a heading, and the heading without it, all else where it was."""
    match = _NEXT_UPDATE.search(text)
    if match is None:
        return text, None
    at, after = None, None
    if match[1]:
        after, end = match_duration(text, match.end())
    else:
        at, end = match_time(text, match.end())
    here = Place(place.line, place.column + match.start())
    if at is not None or after is not None:
        return _without(text, match.start(), end), Deadline(here, at, after)
    notes.tell(Code.BAD_TIME, here, "no time can be read after 'next update'", "write 10:45, or in 40m")
    return _without(text, match.start(), _separator(text, match.end())), None


def take_ends(text: str, place: Place, notes: Notes) -> tuple[str, Deadline | None]:
    """The same for the end of a maintenance."""
    match = _ENDS.search(text)
    if match is None:
        return text, None
    at, end = match_time(text, match.end())
    here = Place(place.line, place.column + match.start())
    if at is not None:
        return _without(text, match.start(), end), Deadline(here, at)
    notes.tell(Code.BAD_TIME, here, "no time can be read after 'ends'", "write 15:00, or 2026-11-20 15:00")
    return _without(text, match.start(), _separator(text, match.end())), None


def _separator(text: str, start: int) -> int:
    """Where the part that begins here ends."""
    match = _TO_SEPARATOR.match(text, start)
    return match.end() if match else len(text)


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + "," * (end - start) + text[end:]
