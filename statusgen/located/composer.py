"""From PyYAML's events to nodes: one pass, bounded in depth and number."""

import re
from bisect import bisect_right
from collections.abc import Iterator

import yaml

from statusgen.errors import Code, Problem
from statusgen.located.nodes import Items, Node, Place, Scalar, Table
from statusgen.located.scalars import resolve

# Events, because composing 30 000 nested brackets with the C loader kills the interpreter.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 20
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXPLAINED = {
    "mapping values are not allowed in this context": "text with a colon in it needs quotes around it",
    "could not find expected ':'": "a key needs a colon and a space behind it",
    "found character that cannot start any token": "indent with spaces; text that begins like this needs quotes",
    "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
    "did not find expected key": "is the indentation right?",
    "did not find expected '-' indicator": "is the indentation right?",
    "found unexpected end of stream": "a quote is not closed",
}


class Unreadable(Exception):
    """Reading cannot go on; the problem is recorded already."""


class Composer:
    """Builds the nodes of one document and gathers everything that is wrong with it."""

    def __init__(self, text: str, file: str, *, first_line: int = 1, max_nodes: int = 50_000) -> None:
        self.problems: list[Problem] = []
        self._text = text.removeprefix("\ufeff")
        self._file = file
        self._first_line = first_line
        self._max_nodes = max_nodes
        self._count = 0
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\n|\r\n?", self._text))]
        self._events: Iterator[yaml.Event] = iter(())

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
        self.problems.append(Problem(self._file, place.line, place.column, code, message, hint))

    def give_up(self, code: Code, place: Place, message: str) -> Unreadable:
        """An exception to raise, its problem told."""
        self.tell(code, place, message)
        return Unreadable()

    def node(self, event: yaml.Event, depth: int) -> Node:
        """The node that begins with `event`."""
        place = self.place(event.start_mark)
        self.count(1, depth, place)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor, place, depth)
        node = self._contents(event, place, depth)
        self.mark(event, node)
        return node

    def place(self, mark: yaml.Mark) -> Place:
        """Reckoned from the offset: the parser's own lines break at characters where editors' do not."""
        line = bisect_right(self._line_starts, mark.index)
        return Place(self._first_line + line - 1, mark.index - self._line_starts[line - 1] + 1)

    def count(self, nodes: int, depth: int, place: Place) -> None:
        """Gives up if the document holds too much, or nests too deep."""
        self._count += nodes
        if self._count > self._max_nodes:
            raise self.give_up(Code.NOT_PLAIN, place, f"more than {self._max_nodes} values")
        if depth > _MAX_DEPTH:
            raise self.give_up(Code.NOT_PLAIN, place, f"nested more than {_MAX_DEPTH} deep")

    def alias(self, name: str, place: Place, depth: int) -> Node:
        """What `*name` stands for."""
        self.tell(Code.NOT_PLAIN, place, f"aliases such as '*{name}' are not allowed", "write it out")
        return Scalar(place, f"*{name}", f"*{name}")

    def mark(self, event: yaml.NodeEvent, node: Node) -> None:
        """Looks at the anchor and the tag of a node."""
        if event.anchor is not None:
            hint = "'defaults' sets options for every check of a kind"
            self.tell(Code.NOT_PLAIN, node.place, f"anchors such as '&{event.anchor}' are not allowed", hint)
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.tell(
                Code.NOT_PLAIN, node.place, f"tags such as '{short}' are not allowed", "put text in quotes"
            )

    def entry(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        """Takes one entry into a table that is being built."""
        if key.text in entries:
            first = entries[key.text][0].place.line
            self.tell(Code.KEY_TWICE, key.place, f"key '{key.text}' is here twice", f"first on line {first}")
        else:
            entries[key.text] = (key, node)

    def merge(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        """Meets a merge key, `<<`."""
        self.tell(Code.NOT_PLAIN, key.place, "merge keys ('<<') are not allowed", "write it out")

    def bad_key(self, key: Node) -> None:
        self.tell(Code.NOT_PLAIN, key.place, "a key must be text")

    def _document(self) -> Node | None:
        self._refuse_controls()
        self._events = iter(yaml.parse(self._text, Loader=_LOADER))
        self._next()  # the stream starts
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        root = self.node(self._next(), 1)
        self._next()  # the document ends
        rest = self._next()
        if isinstance(rest, yaml.DocumentStartEvent):
            self.second_document(self.place(rest.start_mark))
        return root

    def second_document(self, place: Place) -> None:
        self.tell(Code.NOT_PLAIN, place, "only one document is allowed", "remove this '---' and what follows")

    def _refuse_controls(self) -> None:
        match = _FORBIDDEN.search(self._text)
        if match is not None:
            line = bisect_right(self._line_starts, match.start())
            column = match.start() - self._line_starts[line - 1] + 1
            place = Place(self._first_line + line - 1, column)
            name = f"U+{ord(match[0]):04X}"
            raise self.give_up(Code.NOT_READABLE, place, f"the control character {name} is not allowed")

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _contents(self, event: yaml.Event, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(place, depth)
        plain = event.implicit[0] and event.tag is None
        return Scalar(place, event.value, resolve(event.value) if plain else event.value)

    def _items(self, place: Place, depth: int) -> Items:
        nodes = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            nodes.append(self.node(event, depth + 1))
        return Items(place, tuple(nodes))

    def _table(self, place: Place, depth: int) -> Table:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            node = self.node(self._next(), depth + 1)
            quoted = bool(getattr(event, "style", None))
            if not isinstance(key, Scalar) or (key.text == "" and not quoted):
                self.bad_key(key)
            elif key.text == "<<" and not quoted:
                self.merge(entries, key, node)
            else:
                self.entry(entries, key, node)
        return Table(place, tuple(entries.values()))

    def _tell_syntax(self, error: yaml.MarkedYAMLError) -> None:
        problem = (error.problem or "not YAML").replace("\n", " ")
        mark = error.problem_mark or error.context_mark
        if problem == "found unexpected end of stream" and error.context_mark is not None:
            mark = error.context_mark
        place = self.place(mark) if mark is not None else Place(self._first_line, 1)
        self.tell(Code.NOT_READABLE, place, f"not valid YAML: {problem}", _EXPLAINED.get(problem, ""))
