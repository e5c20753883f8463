"""Reads other people's YAML: anchors, merge keys and tags are theirs to use, within bounds."""

import yaml

from statusgen.errors import Code, InvalidInput
from statusgen.located.composer import Composer
from statusgen.located.nodes import Items, Node, Place, Plain, Scalar, Table

_MAX_NODES = 200_000


def read_foreign_nodes(text: str, file: str) -> Node | None:
    """The first document of a foreign YAML file, anchors and merge keys resolved; None if it is empty.

    Scalars are as strict as ours, so dates, times and `yes` stay text. Of a key that is there
    twice the last one counts, as other readers have it. Raises InvalidInput if it is not YAML, or
    if its aliases would unfold to more than can be meant.
    """
    composer = _ForeignComposer(text, file, max_nodes=_MAX_NODES)
    root = composer.compose()
    if composer.problems:
        raise InvalidInput(composer.problems)
    return root


def read_foreign_yaml(text: str, file: str) -> Plain:
    """The same without places."""
    root = read_foreign_nodes(text, file)
    return None if root is None else root.plain()


class _ForeignComposer(Composer):
    """Resolves aliases to the nodes they name, counting them as if they were written out."""

    def __init__(self, text: str, file: str, *, max_nodes: int) -> None:
        super().__init__(text, file, max_nodes=max_nodes)
        self._anchors: dict[str, Node] = {}

    def alias(self, name: str, place: Place, depth: int) -> Node:
        node = self._anchors.get(name)
        if node is None:
            raise self.give_up(
                Code.NOT_READABLE, place, f"alias '*{name}' names nothing that is complete here"
            )
        size, height = _measure(node)
        self.count(size, depth + height, place)
        return node

    def mark(self, event: yaml.NodeEvent, node: Node) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def entry(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        entries[key.text] = (key, node)

    def merge(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node) -> None:
        for table in node.nodes if isinstance(node, Items) else (node,):
            if isinstance(table, Table):
                for merged, value in table:
                    entries.setdefault(merged.text, (merged, value))

    def bad_key(self, key: Node) -> None:
        """Is left out: nothing that we import has keys other than text."""

    def second_document(self, place: Place) -> None:
        """Is left out as well."""


def _measure(node: Node) -> tuple[int, int]:
    """How many nodes are in and below a node, and how many levels."""
    if isinstance(node, Scalar):
        return 1, 1
    below = node.nodes if isinstance(node, Items) else [value for _, value in node]
    measures = [_measure(child) for child in below]
    return 1 + sum(size for size, _ in measures), 1 + max((height for _, height in measures), default=0)
