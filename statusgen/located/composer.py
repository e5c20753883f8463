"""From PyYAML's events to nodes: one pass, bounded in depth and number."""

import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

from statusgen.errors import Code, Problem
from statusgen.located.nodes import Items, Node, Place, Scalar, Table
from statusgen.located.scalars import resolve

_MAX_DEPTH = 20
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"""(?<!["'\w])\[[0-9A-Fa-f]*:[0-9A-Fa-f.]*:[^]\s,"']*\]""")
_EXPLAINED = {
    "mapping values are not allowed in this context": "text with a colon in it needs quotes around it",
    "could not find expected ':'": "a key needs a colon and a space behind it",
    "found character that cannot start any token": "text that begins like this needs quotes",
    "did not find expected key": "is the indentation right?",
    "did not find expected '-' indicator": "is the indentation right?",
    "did not find expected ',' or '}'": "is a bracket or a quote not closed?",
    "did not find expected ',' or ']'": "is a bracket or a quote not closed?",
    "found unexpected end of stream": "a quote is not closed",
}


@dataclass(slots=True)
class Draft:
    """A table that is being built: its entries by the text of their keys, and keys that came again."""

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    repeated: list[Scalar] = field(default_factory=list)


class Unreadable(Exception):
    """Reading cannot go on; the problem is recorded already."""


class Composer(ABC):
    """Builds the nodes of one document and gathers everything that is wrong with it.

    It reads events, because composing 30 000 nested brackets with the C loader kills the interpreter.
    """

    loader: ClassVar[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def __init__(self, text: str, file: str, *, first_line: int = 1, max_nodes: int = 50_000) -> None:
        self.problems: list[Problem] = []
        self._text = text.removeprefix("\ufeff")
        self._file = file
        self._first_line = first_line
        self._max_nodes = max_nodes
        self._count = 0
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\n|\r\n?", self._text))]
        self._events: Iterator[Any] = iter(())  # PyYAML's stubs leave out what events carry

    def compose(self) -> Node | None:
        """The document's root; None if it is empty or cannot be read."""
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            self._tell_syntax(error)
        except (yaml.YAMLError, ValueError):
            self.tell(Code.NOT_READABLE, Place(self._first_line, 1), "this is not YAML")
        except Unreadable:
            pass
        return None

    def tell(self, code: Code, place: Place, message: str, hint: str = "") -> None:
        message = " ".join(message.split())  # keys may hold line breaks
        self.problems.append(Problem(self._file, place.line, place.column, code, message, hint))

    def give_up(self, code: Code, place: Place, message: str) -> Unreadable:
        """An exception to raise, its problem told."""
        self.tell(code, place, message)
        return Unreadable()

    def place(self, offset: int) -> Place:
        """Reckoned from the offset: the parser's own lines break at characters where editors' do not."""
        line = bisect_right(self._line_starts, offset)
        return Place(self._first_line + line - 1, offset - self._line_starts[line - 1] + 1)

    @abstractmethod
    def alias(self, name: str, place: Place) -> Node:
        """What `*name` stands for."""

    @abstractmethod
    def take_anchor(self, name: str, node: Node) -> None:
        """Sees a complete node that carries an anchor."""

    @abstractmethod
    def take_tag(self, tag: str, node: Node) -> None:
        """Sees a complete node that carries a tag."""

    @abstractmethod
    def take(self, draft: Draft, key: Scalar, node: Node, *, merge: bool) -> None:
        """Takes one entry into a table that is being built; `merge` if the key is a plain `<<`."""

    @abstractmethod
    def take_bad_key(self, key: Node) -> None:
        """Sees a key that is no text."""

    @abstractmethod
    def second_document(self, place: Place) -> None:
        """Sees where another document begins; it is not read."""

    def _document(self) -> Node | None:
        self._refuse_controls()
        self._events = iter(yaml.parse(self._text, Loader=self.loader))
        self._next()  # the stream starts
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        root = self._node(self._next(), 1)
        self._next()  # the document ends
        rest = self._next()
        place = self.place(rest.start_mark.index)
        if isinstance(rest, yaml.DocumentStartEvent):
            self.second_document(place)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        place = self.place(event.start_mark.index)
        if isinstance(event, yaml.AliasEvent):
            node = self.alias(str(event.anchor), place)
            size, height = _measure(node)
            self._bound(size, depth + height - 1, place)
            return node
        self._bound(1, depth, place)
        node = self._contents(event, place, depth)
        if event.anchor is not None:
            self.take_anchor(event.anchor, node)
        if event.tag is not None:
            self.take_tag(event.tag, node)
        return node

    def _bound(self, nodes: int, depth: int, place: Place) -> None:
        self._count += nodes
        if self._count > self._max_nodes:
            raise self.give_up(Code.NOT_PLAIN, place, f"more than {self._max_nodes} values")
        if depth > _MAX_DEPTH:
            raise self.give_up(Code.NOT_PLAIN, place, f"nested more than {_MAX_DEPTH} deep")

    def _refuse_controls(self) -> None:
        match = _FORBIDDEN.search(self._text)
        if match is not None:
            message = f"the control character U+{ord(match[0]):04X} is not allowed"
            raise self.give_up(Code.NOT_READABLE, self.place(match.start()), message)

    def _next(self) -> Any:
        return next(self._events)

    def _contents(self, event: Any, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(place, depth)
        plain = event.implicit[0] and event.tag is None
        return Scalar(place, event.value, resolve(event.value) if plain else event.value)

    def _items(self, place: Place, depth: int) -> Items:
        nodes = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            nodes.append(self._node(event, depth + 1))
        return Items(place, tuple(nodes))

    def _table(self, place: Place, depth: int) -> Table:
        draft = Draft()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            plain = not getattr(event, "style", None)
            key = self._node(event, depth + 1)
            node = self._node(self._next(), depth + 1)
            if not isinstance(key, Scalar) or (plain and key.text == ""):
                self.take_bad_key(key)
            else:
                self.take(draft, key, node, merge=plain and key.text == "<<")
        return Table(place, tuple(draft.entries.values()), tuple(draft.repeated))

    def _tell_syntax(self, error: yaml.MarkedYAMLError) -> None:
        problem = (error.problem or "not YAML").replace("\n", " ")
        mark = error.problem_mark or error.context_mark
        if problem == "found unexpected end of stream" and error.context_mark is not None:
            mark = error.context_mark
        place = self.place(mark.index) if mark is not None else Place(self._first_line, 1)
        hint = _EXPLAINED.get(problem, "")
        if mark is not None and self._text[mark.index : mark.index + 1] == "\t":
            hint = "indent with spaces, not with tabs"
        if mark is not None and self._is_at_address(mark.index):
            hint = "an address in brackets needs quotes around it and its port"
        self.tell(Code.NOT_READABLE, place, f"not valid YAML: {problem}", hint)

    def _is_at_address(self, offset: int) -> bool:
        """Whether an unquoted `[2001:db8::1]` stands there or ends there."""
        start = self._line_starts[bisect_right(self._line_starts, offset) - 1]
        line = self._text[start:].split("\n", 1)[0]
        return any(each.start() <= offset - start <= each.end() for each in _ADDRESS.finditer(line))


def _measure(node: Node) -> tuple[int, int]:
    """How many nodes are in and below a node, and how many levels."""
    if isinstance(node, Scalar):
        return 1, 1
    below = node.nodes if isinstance(node, Items) else [value for _, value in node]
    measures = [_measure(child) for child in below]
    return 1 + sum(size for size, _ in measures), 1 + max((height for _, height in measures), default=0)
