"""What history needs of the place where it lives."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from statusgen.errors import HistoryError


class Store(Protocol):
    """A place for named bytes; names have forward slashes. Every method may raise HistoryError.

    Nothing is ever half written: what a reader sees under a name is all of what one writer put there.
    """

    @property
    def where(self) -> str:
        """The place, as people name it in messages."""
        ...

    def names(self, prefix: str) -> list[str]:
        """All names that begin with `prefix` (which ends with a slash), sorted."""
        ...

    def read(self, name: str) -> bytes | None:
        """What is there under this name; None if nothing is."""
        ...

    def read_each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """`read` for many names, in any order, each with its name."""
        ...

    def add(self, name: str, content: bytes) -> None:
        """Put a new thing there. The same content again is fine, other content an error."""
        ...

    def swap(self, name: str, content: bytes, *, was: bytes | None) -> bool:
        """Replace what is there, if it still is `was` (None: nothing); False if it is not."""
        ...

    def delete(self, name: str) -> None:
        """Remove it; fine if it is not there."""
        ...


def open_store(where: str, *, base: Path) -> Store:
    """The store that `history.store` names: a folder, relative ones below `base`.

    A folder that is missing or empty is a new store; nothing is created before the first write.
    """
    from statusgen.history.folder import FolderStore

    scheme, separator, _ = where.partition("://")
    if separator:
        raise HistoryError(
            f"history.store: object stores are not supported in this version ({scheme}://): "
            "name a folder instead, such as 'state'"
        )
    return FolderStore(base / where)
