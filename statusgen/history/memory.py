"""A store in memory, over another one or over nothing: what is written to it is gone with the process."""

from collections.abc import Iterable, Iterator

from statusgen.errors import HistoryError
from statusgen.history.store import Store


class MemoryStore:
    """Reads what was put into it, then what lies `below`, which it never changes."""

    def __init__(self, below: Store | None = None) -> None:
        self._below = below
        self._content: dict[str, bytes | None] = {}  # None: deleted, whatever lies below

    @property
    def where(self) -> str:
        return self._below.where if self._below else "memory"

    def names(self, prefix: str) -> list[str]:
        below = self._below.names(prefix) if self._below else []
        here = (name for name in self._content if name.startswith(prefix))
        return sorted(name for name in {*below, *here} if self._content.get(name, b"") is not None)

    def read(self, name: str) -> bytes | None:
        if name in self._content or self._below is None:
            return self._content.get(name)
        return self._below.read(name)

    def read_each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        wanted = list(names)
        here = [name for name in wanted if name in self._content or self._below is None]
        yield from ((name, self._content.get(name)) for name in here)
        if self._below is not None:
            yield from self._below.read_each(name for name in wanted if name not in self._content)

    def add(self, name: str, content: bytes) -> None:
        if self.read(name) not in (None, content):
            raise HistoryError(f"{self.where}: {name} is there already, with other content")
        self._content[name] = content

    def swap(self, name: str, content: bytes, *, was: bytes | None) -> bool:
        if self.read(name) != was:
            return False
        self._content[name] = content
        return True

    def delete(self, name: str) -> None:
        self._content[name] = None
