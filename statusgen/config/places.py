"""Where in the file a path leads that pydantic gives."""

import re
from collections.abc import Iterator, Sequence

from statusgen.located import Items, Node, Place, Scalar, Table

Path = Sequence[str | int]


def descend(node: Node, path: Path) -> Node:
    """The node at the path. Steps that the file does not have, such as a union's members, are skipped."""
    for step in path:
        node = _below(node, step) or node
    return node


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Table):
        return node.get(str(step))
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.nodes):
        return node.nodes[step]
    return None


def nearest_key(node: Node, path: Path) -> tuple[str, bool]:
    """The last key of the file on the way, and whether the way goes on to an item of its list."""
    key, is_item = "", False
    for step in path:
        below = _below(node, step)
        if below is not None:
            is_item = isinstance(node, Items)
            key = key if is_item else str(step)
        node = below or node
    return key, is_item


def key_place(node: Node, path: Path) -> Place:
    parent = descend(node, path[:-1])
    key = parent.key(str(path[-1])) if isinstance(parent, Table) else None
    return key.place if key else parent.place


def named_first(table: Node, message: str) -> Node | None:
    """What a message about a whole table speaks of first: one of its keys, or a text in it.

    Of `'one' and 'other'`, which do not go together, it is the one that comes second in the file.
    """
    quoted = re.match("'([^']+)' (?:and '([^']+)' )?", message)
    names = quoted.groups() if quoted else ()
    words = {each.text: each for each in reversed([*_words(table)]) if each.text in names}
    return max(words.values(), key=lambda word: (word.place.line, word.place.column), default=None)


def _words(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    for below in node.nodes if isinstance(node, Items) else ():
        yield from _words(below)
    for key, below in node if isinstance(node, Table) else ():
        yield key
        yield from _words(below)
