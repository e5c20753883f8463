"""A YAML document as values that know their places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
"""What a node means once its place is forgotten."""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column count from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """`text` is as written; `value` what it means (text, true, false, null or a decimal number)."""

    place: Place
    text: str
    value: str | int | float | bool | None

    def plain(self) -> Plain:
        return self.value


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    place: Place
    nodes: tuple["Node", ...]

    def plain(self) -> Plain:
        return [node.plain() for node in self.nodes]


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; keys are unique. `repeated` are those that were there again, and do not count."""

    place: Place
    entries: tuple[tuple[Scalar, "Node"], ...]
    repeated: tuple[Scalar, ...] = ()

    def plain(self) -> Plain:
        return {key.text: node.plain() for key, node in self.entries}

    def __iter__(self) -> Iterator[tuple[Scalar, "Node"]]:
        return iter(self.entries)

    def get(self, name: str) -> "Node | None":
        return next((node for key, node in self.entries if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        return next((key for key, _ in self.entries if key.text == name), None)


Node = Scalar | Items | Table


def find(root: Node, path: Sequence[str | int]) -> Node:
    """The node at `path`, or the deepest one on the way to it that exists."""
    node = root
    for step in path:
        below: Node | None = None
        if isinstance(node, Table):
            below = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.nodes):
            below = node.nodes[step]
        if below is None:
            return node
        node = below
    return node
