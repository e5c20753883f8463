"""What every importer returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that was interpreted, changed or left out. `line` counts from 1."""

    file: str  # below the source folder, with forward slashes
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Imported:
    """`files` are ours: a path such as `checks.yaml` or `incidents/….md` to its text."""

    files: Mapping[str, str]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class Notes:
    """Collects what there is to say about one source file."""

    file: str
    taken: list[Note] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.taken.append(Note(self.file, line, message))
