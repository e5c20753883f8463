"""Reads other people's YAML: anchors, merge keys and tags are theirs to use, within bounds."""

from statusgen.errors import Code, InvalidInput
from statusgen.located.composer import Composer, Draft
from statusgen.located.nodes import Items, Node, Place, Plain, Scalar, Table

_MAX_NODES = 200_000


def read_foreign_nodes(text: str, file: str) -> Node | None:
    """The first document of a foreign YAML file, anchors and merge keys resolved; None if it is empty.

    Scalars are as strict as ours, so dates, times and `yes` stay text. Of a key that is there
    twice the last one counts, as other readers have it. Raises InvalidInput if it is not YAML, or
    if its aliases would unfold to more than can be meant.
    """
    composer = _ForeignComposer(text, file)
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

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text, file, max_nodes=_MAX_NODES)
        self._anchors: dict[str, Node] = {}

    def alias(self, name: str, place: Place) -> Node:
        if name not in self._anchors:
            raise self.give_up(
                Code.NOT_READABLE, place, f"alias '*{name}' names nothing that is complete here"
            )
        return self._anchors[name]

    def take_anchor(self, name: str, node: Node) -> None:
        self._anchors[name] = node

    def take_tag(self, tag: str, node: Node) -> None:
        """It is left out: a tagged scalar is text."""

    def take(self, draft: Draft, key: Scalar, node: Node, *, merge: bool) -> None:
        if not merge:
            draft.entries[key.text] = (key, node)
            return
        for table in node.nodes if isinstance(node, Items) else (node,):
            if isinstance(table, Table):
                for merged, value in table:
                    draft.entries.setdefault(merged.text, (merged, value))

    def take_bad_key(self, key: Node) -> None:
        """It is left out: nothing that we import has keys other than text."""

    def second_document(self, place: Place) -> None:
        """It is left out as well."""
