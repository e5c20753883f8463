"""What the pipeline knows of a terminal that somebody watches."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from statusgen.pipeline.account import Result


class Screen(Protocol):
    """Made by `cli`, and only where people look: in a log nothing is redrawn."""

    def watch(self, total: int) -> AbstractContextManager[Callable[[str], None]]:
        """A line that counts while the context lasts: call it with each outcome."""
        ...

    def show(self, results: Sequence[Result]) -> None:
        """A table of them."""
        ...
