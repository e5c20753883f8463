"""Hugo's files: settings and front matter in YAML, TOML or JSON, all read as nodes with lines."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from statusgen.errors import InvalidInput
from statusgen.importers.imported import Notes
from statusgen.located import Items, Node, Place, Scalar, Table, read_foreign_nodes

_FENCES = {"---": "yaml", "+++": "toml"}
_KEY = re.compile(r"([A-Za-z][\w-]*)\s*[:=]\s*(.*)")
_ITEM = re.compile(r"\s*-\s+(.+)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NOWHERE = Place(1, 1)
EMPTY = Table(_NOWHERE, ())


@dataclass(frozen=True, slots=True)
class Document:
    """`body` begins on `body_line` of the file; the lines of `header` are the file's as well."""

    header: Table
    body: str
    body_line: int

    def get(self, name: str) -> Node | None:
        """What the header says of `name`, in whatever case it is written."""
        return next((node for key, node in self.header if key.text.lower() == name.lower()), None)

    def line(self, name: str) -> int:
        """Where the header says it; the first line if it does not."""
        return next((key.place.line for key, _ in self.header if key.text.lower() == name.lower()), 1)


def decode(content: bytes, notes: Notes) -> str:
    """The text of a file, whatever wrote it; control characters, which feeds cannot hold, left out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notes.add(1, "not UTF-8: read as Windows-1252")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _UNPRINTABLE.sub("", text)
    if plain != text:
        notes.add(text[: _first_difference(text, plain)].count("\n") + 1, "control characters left out")
    return plain


def _first_difference(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


def read_document(text: str, notes: Notes) -> Document:
    """A content file: front matter and body. A header that is not readable is salvaged line by line."""
    lines = text.split("\n")
    opening = next((number for number, line in enumerate(lines) if line.strip()), 0)
    fence = lines[opening].rstrip()
    if fence not in _FENCES:
        notes.add(1, "no front matter")
        return Document(EMPTY, text, 1)
    closing = next(
        (n for n, line in enumerate(lines[opening + 1 :], opening + 1) if line.rstrip() == fence), None
    )
    if closing is None:
        notes.add(opening + 1, "the front matter is not closed: read as far as it looks like one")
        closing = _end_of_keys(lines, opening + 1)
    header = "\n" * (opening + 1) + "\n".join(lines[opening + 1 : closing])
    start = closing + 1 if closing < len(lines) and lines[closing].rstrip() == fence else closing
    return Document(_read_header(header, _FENCES[fence], notes), "\n".join(lines[start:]), start + 1)


def read_settings(text: str, suffix: str, file: str) -> Table:
    """A settings file by its suffix (yml, yaml, toml, json). Raises InvalidInput or ValueError."""
    if suffix == "toml":
        return _as_table(_locate(tomllib.loads(text), text.split("\n")))
    if suffix == "json":
        return _as_table(_locate(json.loads(text), text.split("\n")))
    return _as_table(read_foreign_nodes(text, file))


def _read_header(text: str, suffix: str, notes: Notes) -> Table:
    try:
        return read_settings(text, suffix, notes.file)
    except (InvalidInput, ValueError) as error:
        line = error.problems[0].line if isinstance(error, InvalidInput) else 1
        notes.add(line, "the front matter cannot be read as a whole: taken line by line")
        return _salvage(text)


def _end_of_keys(lines: list[str], start: int) -> int:
    for number, line in enumerate(lines[start:], start):
        if not (_KEY.match(line) or _ITEM.match(line) or line.startswith("#")):
            return number
    return len(lines)


def _salvage(text: str) -> Table:
    """Every line that looks like a key, and the list items below it."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    last = None
    for number, line in enumerate(text.split("\n"), 1):
        place = Place(number, 1)
        if match := _KEY.match(line):
            last = Scalar(place, match[1], match[1])
            entries[match[1]] = (last, _scalar_or_list(match[2].strip(), place))
        elif last and (match := _ITEM.match(line)):
            _, node = entries[last.text]
            items = node.nodes if isinstance(node, Items) else ()
            entries[last.text] = (last, Items(place, (*items, _scalar(match[1].strip(), place))))
    return Table(_NOWHERE, tuple(entries.values()))


def _scalar_or_list(text: str, place: Place) -> Node:
    if text.startswith("[") and text.endswith("]"):
        parts = [part.strip() for part in text[1:-1].split(",")]
        return Items(place, tuple(_scalar(part, place) for part in parts if part))
    return _scalar(text, place)


def _scalar(text: str, place: Place) -> Scalar:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Scalar(place, text, text)


def _as_table(node: Node | None) -> Table:
    return node if isinstance(node, Table) else EMPTY


def _locate(value: object, lines: list[str], place: Place = _NOWHERE) -> Node:
    """Values of a reader that knows no lines, each on the first line after its parent that shows it."""
    if isinstance(value, Mapping):
        entries, at = [], place
        for key, below in value.items():
            at = _find(str(key), lines, at)
            entries.append((Scalar(at, str(key), str(key)), _locate(below, lines, at)))
        return Table(place, tuple(entries))
    if isinstance(value, list):
        nodes: list[Node] = []
        for item in value:
            place = _locate_item(item, lines, place)
            nodes.append(_locate(item, lines, place))
        return Items(place, tuple(nodes))
    return Scalar(place, _text(value), _plain(value))


def _locate_item(item: object, lines: list[str], place: Place) -> Place:
    """Of a table in a list its first value tells the line; of anything else, itself."""
    first = next(iter(item.values()), "") if isinstance(item, Mapping) else item
    return place if isinstance(first, Mapping | list) else _find(_text(first), lines, place)


def _find(needle: str, lines: list[str], after: Place) -> Place:
    found = (n for n in range(after.line, len(lines) + 1) if needle and needle in lines[n - 1])
    return Place(next(found, after.line), 1)


def _text(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, str | int | float | bool | None) else _text(value)


def words(node: Node | None) -> str:
    """What a setting says as text; empty if it says nothing, or is no text."""
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""


def is_yes(node: Node | None) -> bool:
    return words(node).lower() in ("true", "yes", "on", "1")


def items(node: Node | None) -> tuple[Node, ...]:
    """The nodes of a list; a single value is a list of one, nothing is none."""
    if isinstance(node, Items):
        return node.nodes
    return (node,) if node is not None and (isinstance(node, Table) or words(node)) else ()


def place_of(node: Node | None) -> int:
    return node.place.line if node else 1
