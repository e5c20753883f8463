"""Reads our own YAML: plain, no surprises, every mistake with its place."""

from statusgen.errors import Code, Problem
from statusgen.located.composer import Composer, Draft
from statusgen.located.nodes import Node, Place, Scalar


def read_yaml(
    text: str, file: str, *, first_line: int = 1, max_nodes: int = 50_000
) -> tuple[Node | None, list[Problem]]:
    """The document's root and everything that is wrong with it, in order of place.

    The root is None if the text is empty, is not YAML, nests too deep or holds too much. Otherwise
    it holds all that could be understood: of a key that is there twice, the first; an alias as the
    text it is written as. `first_line` is where the text begins in its file.
    """
    composer = PlainComposer(text, file, first_line=first_line, max_nodes=max_nodes)
    root = composer.compose()
    return root, sorted(composer.problems)


class PlainComposer(Composer):
    """Refuses whatever makes YAML mean more than it shows."""

    def alias(self, name: str, place: Place) -> Node:
        self.tell(Code.NOT_PLAIN, place, f"aliases such as '*{name}' are not allowed", "write it out")
        return Scalar(place, f"*{name}", f"*{name}")

    def take_anchor(self, name: str, node: Node) -> None:
        self.tell(Code.NOT_PLAIN, node.place, f"anchors such as '&{name}' are not allowed", "write it out")

    def take_tag(self, tag: str, node: Node) -> None:
        short = tag.replace("tag:yaml.org,2002:", "!!")
        self.tell(Code.NOT_PLAIN, node.place, f"tags such as '{short}' are not allowed", "quotes make text")

    def take(self, draft: Draft, key: Scalar, node: Node, *, merge: bool) -> None:
        if merge:
            self.tell(Code.NOT_PLAIN, key.place, "merge keys ('<<') are not allowed", "write it out")
        elif key.text in draft.entries:
            first = draft.entries[key.text][0].place.line
            self.tell(Code.KEY_TWICE, key.place, f"key '{key.text}' is here twice", f"first on line {first}")
            draft.repeated.append(key)
        else:
            draft.entries[key.text] = (key, node)

    def take_bad_key(self, key: Node) -> None:
        self.tell(Code.NOT_PLAIN, key.place, "a key must be text")

    def second_document(self, place: Place) -> None:
        self.tell(Code.NOT_PLAIN, place, "only one document is allowed", "remove this '---' and what follows")
