"""One heading: an update, text, or something that was meant to be an update."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from statusgen.domain.posts import State
from statusgen.errors import Code, Problem, Severity
from statusgen.located import Place
from statusgen.posts.components import ComponentReader, Mention, Word, split_words
from statusgen.posts.deadlines import Deadline, take_ends, take_next_update
from statusgen.posts.parts import Part
from statusgen.posts.scope import Notes, Scope, did_you_mean
from statusgen.posts.source import straightened
from statusgen.posts.times import WrittenTime, match_time
from statusgen.posts.words import ALL_STATES, ALMOST_STATES, CLOSING, OPEN_STATE, STATES, Kind, normal

_HEADING = re.compile(r" {0,3}(#{1,6})(?!#)[ \t]*+(.*)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_LIKE_A_DATE = re.compile(
    r"[0-9]{4}[-–/.][0-9]|[0-9]{8}(?:t|\b)|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"
    r"|t?[0-9]{1,3}:[0-9]{2}|[0-9]{1,2}[.h][0-9]{2}\b|[0-9]{1,2}[ ]?[ap]\.?m\b"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}(?:[ ,-]|$)|{_MONTH}[ ][0-9]{{1,2}}\b"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?[ ][0-9]|(?:today|yesterday)\b.*[0-9]:[0-9]",
    re.IGNORECASE,
)
_DECORATION = " *_`[('\""
_WORD_BEFORE_TIME = re.compile(r"\b(?:at|on|since|from|as of)$", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"[\s,·|;(](?=[0-9])")
_NEARLY = 0.84
_LONGEST_STATE = 16
_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """An update's heading. `state` None keeps the state; `time` None if it is a state alone."""

    place: Place
    time: WrittenTime | None = None
    state: State | None = None
    mentions: tuple[Mention, ...] = ()
    next_update: Deadline | None = None
    ends: Deadline | None = None


@dataclass(frozen=True, slots=True)
class ReadHeading:
    """`heading` is None for text, and for a mistake, which has problems."""

    heading: Heading | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether this can be nothing but an update."""
        written = self.heading.time if self.heading else None
        return written is not None and written.date is not None and not self.problems


def read_heading(line: str, number: int, *, kind: Kind, scope: Scope, file: str) -> ReadHeading:
    """What the heading in this line is; `number` is the line's."""
    match = _HEADING.fullmatch(straightened(line))
    if match is None:
        return ReadHeading()
    text = without_closing(match[2])
    notes, place = Notes(file), Place(number, match.start(2) + 1)
    if len(match[1]) == 2:
        heading = _HeadingReader(kind, scope, notes).read(text, place)
    else:
        heading = None
        if is_like_a_date(text):
            _tell_other_level(Place(number, match.start(1) + 1), notes)
    return ReadHeading(heading, tuple(notes.problems))


def read_underlined(line: str, number: int, file: str) -> ReadHeading:
    """What the heading in this line is that has a row of `-` or `=` below it: text."""
    notes = Notes(file)
    if may_be_meant_underlined(line):
        _tell_other_level(Place(number, len(line) - len(line.lstrip()) + 1), notes)
    return ReadHeading(None, tuple(notes.problems))


def may_be_meant_underlined(line: str) -> bool:
    """Whether a line with a row of `-` or `=` below it could be taken for an update."""
    return is_like_a_date(line) and not line.startswith("    ")


def _tell_other_level(place: Place, notes: Notes) -> None:
    message = "an update begins with two '#'; this is shown as text"
    notes.tell(Code.NOT_AN_UPDATE, place, message, "write '## …'")


def as_code(read: ReadHeading, file: str) -> ReadHeading:
    """An update that stands inside a code block: text, and a hint."""
    if read.heading is None:
        return ReadHeading()
    notes, hint = Notes(file), "if it is one, close the block above it"
    message = "an update inside a code block is shown as text"
    notes.tell(Code.NOT_AN_UPDATE, read.heading.place, message, hint, severity=Severity.HINT)
    return ReadHeading(None, tuple(notes.problems))


def without_closing(heading: str) -> str:
    """The text of a heading without the `##` that may close it (CommonMark 0.31, section 4.2).

    No pattern does this in time that grows only as the line does.
    """
    return heading.rstrip(" \t").rstrip("#").rstrip(" \t")


def is_like_a_date(text: str) -> bool:
    return _LIKE_A_DATE.match(straightened(text).lstrip(_DECORATION)) is not None


def may_be_meant(line: str) -> bool:
    """Whether a line could be taken for an update, rightly or not."""
    match = _HEADING.fullmatch(straightened(line))
    if match is None:
        return False
    text = without_closing(match[2])
    words = normal(text.strip(_DECORATION)).split()
    beginnings = (" ".join(words[:2]), "".join(words[:1]))
    return is_like_a_date(text) or any(_near_state(one.rstrip("])*.,:!")) for one in beginnings)


def _near_state(phrase: str) -> str:
    """The state that a short phrase is, or nearly is; empty if none."""
    if not phrase or len(phrase) > _LONGEST_STATE:
        return ""
    near = difflib.get_close_matches(phrase, [*ALL_STATES, *ALMOST_STATES], n=1, cutoff=_NEARLY)
    return ALMOST_STATES.get(near[0], near[0]) if near else ""


class _HeadingReader:
    def __init__(self, kind: Kind, scope: Scope, notes: Notes) -> None:
        self._kind = kind
        self._states = STATES[kind]
        self._scope = scope
        self._notes = notes

    def read(self, text: str, place: Place) -> Heading | None:
        alone = normal(text.rstrip(":.!"))
        if alone in self._states:
            return Heading(place, state=self._states[alone])
        written, end = match_time(text)
        if written is not None:
            rest = Place(place.line, place.column + end)
            return self._update(Heading(place, written), text[end:], rest)
        if end or is_like_a_date(text):
            code = Code.BAD_TIME if end else Code.NOT_AN_UPDATE
            message = f"'{_short(text)}' begins like an update, but with no time that can be read"
            self._notes.tell(code, place, message, "write 2026-11-20 09:20, or 09:20")
        else:
            self._doubt_text(text, place)
        return None

    def _update(self, timed: Heading, text: str, place: Place) -> Heading:
        """What follows the time, `text` at `place`."""
        text, next_update = take_next_update(text, place, self._notes)
        ends = None
        if self._kind is Kind.MAINTENANCE:
            text, ends = take_ends(text, place, self._notes)
        parts = self._parts(text, place, self._notes)
        mentions = tuple(mention for part in parts for mention in part.mentions)
        return Heading(timed.place, timed.time, self._state(parts, place), mentions, next_update, ends)

    def _parts(self, text: str, place: Place, notes: Notes) -> list[Part]:
        components = ComponentReader(self._scope, notes)
        return [Part(words, components, self._states) for words in split_words(text, place)]

    def _state(self, parts: Sequence[Part], place: Place) -> State | None:
        """The state said. What is not understood beside one that ends the post makes it open."""
        said = [state for part in parts for state in part.states]
        state = said[-1] if said else None
        if len(set(said)) > 1:
            self._notes.tell(Code.UNKNOWN_STATE, place, "two states in one heading", "which one is it?")
            state = OPEN_STATE[self._kind]
        for part in parts:
            if part.unknown:
                self._tell_unknown(part.unknown)
                if not said or (part.states and state in CLOSING):
                    state = OPEN_STATE[self._kind]
        return state

    def _tell_unknown(self, words: Sequence[Word]) -> None:
        said = " ".join(word.text for word in words)
        phrase = normal(said)
        hint = did_you_mean(phrase, self._states) or "what there is to say goes below the heading"
        if phrase in ALMOST_STATES:
            hint = f"did you mean '{ALMOST_STATES[phrase]}'?"
        elif phrase in ALL_STATES:
            hint = f"that is no state of kind '{self._kind.value}'"
        self._notes.tell(Code.UNKNOWN_STATE, words[0].place, f"unknown state '{_short(said)}'", hint)

    def _doubt_text(self, text: str, place: Place) -> None:
        """Tells of text that was probably meant to be an update."""
        phrase = normal(text.strip(_DECORATION + "])*.:! "))
        message = "this looks like an update, and is shown as text"
        if meant := _near_state(phrase):
            self._notes.tell(Code.NOT_AN_UPDATE, place, message, f"did you mean '{meant}'?")
        elif self._lacks_only_a_time(text, place):
            self._notes.tell(Code.NOT_AN_UPDATE, place, message, "begin with a time")
        elif hint := self._time_that_comes_first(text, place):
            self._notes.tell(Code.NOT_AN_UPDATE, place, message, hint)

    def _time_that_comes_first(self, text: str, place: Place) -> str:
        """How to write `resolved at 10:00`; empty if that is not what this is."""
        number = _FIRST_NUMBER.search(text)
        if number is None or not is_like_a_date(text[number.end() :]):
            return ""
        said = _WORD_BEFORE_TIME.sub("", text[: number.start()].rstrip(" ,·|;–—-")).rstrip(" ,·|;–—-")
        if not (_near_state(normal(said)) or self._lacks_only_a_time(said, place)):
            return ""
        written, end = match_time(text, number.end())
        time = text[number.end() : end] if written else "10:00"
        return f"write the time first: ## {time} {said.lower()}"

    def _lacks_only_a_time(self, text: str, place: Place) -> bool:
        silent = Notes("")
        text, _ = take_next_update(text, place, silent)
        parts = self._parts(text, place, silent)
        return bool(parts and parts[0].states) and not any(part.unknown for part in parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
