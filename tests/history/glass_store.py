"""A store whose contents a test can see and damage: for what is stored rather than how."""

from collections.abc import Iterable, Iterator

from statusgen.errors import HistoryError


class GlassStore:
    def __init__(self, contents: dict[str, bytes] | None = None) -> None:
        self.contents = dict(contents or {})

    @property
    def where(self) -> str:
        return "memory"

    def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self.contents if name.startswith(prefix))

    def read(self, name: str) -> bytes | None:
        return self.contents.get(name)

    def read_each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        return ((name, self.read(name)) for name in reversed(list(names)))

    def add(self, name: str, content: bytes) -> None:
        if self.contents.setdefault(name, content) != content:
            raise HistoryError(f"{name}: is there already with other content; not touched")

    def swap(self, name: str, content: bytes, *, was: bytes | None) -> bool:
        if self.read(name) != was:
            return False
        self.contents[name] = content
        return True

    def delete(self, name: str) -> None:
        self.contents.pop(name, None)


class WatchedStore(GlassStore):
    """Remembers what was listed and what was read."""

    def __init__(self, contents: dict[str, bytes] | None = None) -> None:
        super().__init__(contents)
        self.listed: list[str] = []
        self.asked: list[str] = []

    def names(self, prefix: str) -> list[str]:
        self.listed.append(prefix)
        return super().names(prefix)

    def read(self, name: str) -> bytes | None:
        self.asked.append(name)
        return super().read(name)
