"""Reads our own YAML: plain, no surprises, every mistake with its place."""

from statusgen.errors import Problem
from statusgen.located.composer import Composer
from statusgen.located.nodes import Node


def read_yaml(
    text: str, file: str, *, first_line: int = 1, max_nodes: int = 50_000
) -> tuple[Node | None, list[Problem]]:
    """The document's root and everything that is wrong with it, in order of place.

    The root is None if the text is empty, is not YAML, nests too deep or holds too much. Otherwise
    it holds all that could be understood: of a key that is there twice, the first; an alias as the
    text it is written as. `first_line` is where the text begins in its file.
    """
    composer = Composer(text, file, first_line=first_line, max_nodes=max_nodes)
    root = composer.compose()
    return root, sorted(composer.problems)
