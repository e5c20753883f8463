"""What a command tells as it goes, and what its exit code will be."""

import unicodedata
from collections.abc import Callable, Iterable
from enum import IntEnum

from statusgen.errors import UNHAPPY, InvalidInput, Problem, Severity, StatusgenError

# Several troubles: the first of these that happened is the exit code (formats.md's order).
_PRECEDENCE = (70, 3, 2, 4, 5, 1)


class Verbosity(IntEnum):
    """How much is told beside troubles, which always are."""

    QUIET = -1
    NORMAL = 0
    VERBOSE = 1


class Report:
    """Lines for people, handed to `write` one by one; troubles are remembered for the exit code."""

    def __init__(self, write: Callable[[str], None], *, verbosity: Verbosity = Verbosity.NORMAL) -> None:
        self._write = write
        self.verbosity = verbosity
        self._codes: set[int] = set()
        self._troubles: dict[str, None] = {}  # in order, each once

    @property
    def troubles(self) -> tuple[str, ...]:
        """Everything to mend, as it was told."""
        return tuple(self._troubles)

    @property
    def exit_code(self) -> int:
        return next((code for code in _PRECEDENCE if code in self._codes), 0)

    def say(self, text: str) -> None:
        """Something worth knowing."""
        if self.verbosity >= Verbosity.NORMAL:
            self._write(text)

    def detail(self, text: str) -> None:
        """Something worth knowing for those who ask (-v)."""
        if self.verbosity >= Verbosity.VERBOSE:
            self._write(text)

    def trouble(self, exit_code: int, text: str) -> None:
        """Something to mend; told once, however often it gets in the way."""
        self._codes.add(exit_code)
        if text not in self._troubles:
            self._troubles[text] = None
            self._write(text)

    def note(self, text: str) -> None:
        """A trouble that is told in another way than here."""
        self._troubles[text] = None

    def failure(self, error: StatusgenError) -> None:
        """An error that ends its stage, and perhaps not the command."""
        if isinstance(error, InvalidInput):
            self.problems(error.problems, exit_code=error.exit_code)
        else:
            self.trouble(error.exit_code, f"error: {error}")

    def problems(self, problems: Iterable[Problem], *, exit_code: int = UNHAPPY) -> None:
        """Each problem on its line; hints change no exit code."""
        for problem in problems:
            if problem.severity is Severity.HINT:
                self.say(f"hint: {problem}")
            else:
                self.trouble(exit_code, str(problem))


def printable(text: str) -> str:
    """The text with whatever could steer a terminal written as an escape; newlines and tabs stay.

    Messages quote what peers sent: escape sequences, and marks that turn the direction of writing round.
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def one_line(text: str) -> str:
    """`printable`, and no newline either: a line that begins with "::" is a command to GitHub's runner."""
    return printable(text).replace("\n", "\\n").replace("\t", " ")


def _printable(character: str) -> str:
    if character in "\n\t " or unicodedata.category(character)[0] not in "CZ":
        return character
    return " " if unicodedata.category(character) == "Zs" else ascii(character)[1:-1]
