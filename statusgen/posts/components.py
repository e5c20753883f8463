"""What is said of which component: `checkout partial, api slow`, a list, or a mapping."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from statusgen.domain.posts import Statuses
from statusgen.domain.status import Status
from statusgen.errors import Code
from statusgen.located import Items, Node, Place, Scalar, Table
from statusgen.posts.scope import Notes, Scope, did_you_mean
from statusgen.posts.source import legible
from statusgen.posts.words import STATUSES, normal

_PIECE = re.compile(r"[,·|;]|[^\s,·|;]+")
_BREAKS = {",", "·", "|", ";", "-", "--", "–", "—"}
_FILLERS = {"is", "are", "=", "->", "→"}


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Mention:
    """A component, living name where there is one, and what is said of it; None if nothing is."""

    component: str
    status: Status | None
    place: Place


def split_words(text: str, place: Place) -> list[list[Word]]:
    """The words between separators: commas, `·`, `|`, and dashes with spaces around them."""
    chunks: list[list[Word]] = [[]]
    for match in _PIECE.finditer(text):
        if match[0] in _BREAKS:
            chunks.append([])
        elif word := match[0].rstrip(":.!"):
            chunks[-1].append(Word(word, Place(place.line, place.column + match.start())))
    return [chunk for chunk in chunks if chunk]


class ComponentReader:
    """Understands components and statuses; tells what it cannot."""

    def __init__(self, scope: Scope, notes: Notes) -> None:
        self._scope = scope
        self._notes = notes

    def knows(self, word: Word) -> bool:
        return self._living(word.text) is not None

    def node(self, node: Node) -> list[Mention]:
        """Whatever YAML stands behind `components:`."""
        if isinstance(node, Items):
            return [mention for item in node.nodes for mention in self.node(item)]
        if isinstance(node, Table):
            return [self._entry(key, value) for key, value in node]
        return self.text(legible(node.text), node.place)

    def text(self, text: str, place: Place) -> list[Mention]:
        """`checkout partial, api slow`: ids hold no spaces, so the first word of a part is one."""
        return [mention for words in split_words(text, place) for mention in self._chunk(words)]

    def mention(self, word: Word, phrase: Sequence[Word]) -> Mention:
        """A component and the words that say how it is, known or not."""
        component = self._component(word)
        said = [word for word in phrase if word.text not in _FILLERS]
        return Mention(component, self._status(said) if said else None, word.place)

    def status_length(self, words: Sequence[Word]) -> int:
        """How many of the words at the beginning are a known status, fillers included; 0 for none."""
        skipped = 1 if words and words[0].text in _FILLERS else 0
        for length in (2, 1):
            phrase = words[skipped : skipped + length]
            if len(phrase) == length and _phrase(phrase) in STATUSES:
                return skipped + length
        return 0

    def _chunk(self, words: list[Word]) -> list[Mention]:
        mentions, start = [], 0
        while start < len(words):
            end = start + 1
            end += self.status_length(words[end : end + 3])
            while end < len(words) and not self.knows(words[end]):
                end += 1
            mentions.append(self.mention(words[start], words[start + 1 : end]))
            start = end
        return mentions

    def _entry(self, key: Scalar, value: Node) -> Mention:
        word = Word(legible(key.text).strip(), key.place)
        if not isinstance(value, Scalar):
            message = f"what '{word.text}' is should be one status"
            self._notes.tell(Code.UNKNOWN_STATUS, value.place, message, "such as 'partial_outage'")
            return Mention(self._component(word), Status.PARTIAL_OUTAGE, key.place)
        chunks = split_words(legible(value.text), value.place)
        return self.mention(word, [word for chunk in chunks for word in chunk])

    def _component(self, word: Word) -> str:
        living = self._living(word.text)
        if living is not None:
            return living
        name = " ".join(word.text.split()) or "?"
        hint = did_you_mean(name, self._scope.components)
        self._notes.tell(Code.UNKNOWN_COMPONENT, word.place, f"unknown component '{name}'", hint)
        return name

    def _living(self, name: str) -> str | None:
        known = self._scope.components
        return known.get(name) or known.get(name.lower())

    def _status(self, words: Sequence[Word]) -> Status:
        """An unknown one is a partial outage, or worse if a word in it is."""
        phrase = _phrase(words)
        if phrase in STATUSES:
            return STATUSES[phrase]
        said = " ".join(word.text for word in words)
        hint = did_you_mean(phrase, STATUSES) or "one of down, partial, slow, maintenance, ok"
        self._notes.tell(Code.UNKNOWN_STATUS, words[0].place, f"unknown status '{said}'", hint)
        known = (STATUSES[normal(word.text)] for word in words if normal(word.text) in STATUSES)
        return Status.worst([*known, Status.PARTIAL_OUTAGE], Status.PARTIAL_OUTAGE)


def settle(mentions: Sequence[Mention], *, silent: Status, notes: Notes) -> Statuses:
    """One status for each component: of several the worst, told; `silent` where none was said."""
    statuses: dict[str, Status] = {}
    for mention in mentions:
        status = mention.status or silent
        before = statuses.setdefault(mention.component, status)
        if before is not status:
            message = f"'{mention.component}' is named twice; the worse of the two counts"
            notes.tell(Code.BAD_POST_VALUE, mention.place, message)
            statuses[mention.component] = Status.worst([status, before], status)
    return tuple(statuses.items())


def _phrase(words: Sequence[Word]) -> str:
    return normal(" ".join(word.text for word in words))
