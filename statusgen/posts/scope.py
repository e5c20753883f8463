"""What a post is read against, and where its mistakes are gathered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from statusgen.errors import Code, Problem, Severity
from statusgen.located import Place, suggest

TOP = Place(1, 1)
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`components` maps every name in use, former ones too, to the id that lives on.

    `checks` are those that a post may ignore; None if nobody knows. With `explicit_now`, whatever is
    later than `now` is not known yet, silently.
    """

    zone: ZoneInfo
    components: Mapping[str, str]
    checks: Collection[str] | None
    now: datetime
    explicit_now: bool = False


class Notes:
    """The problems of one file, in the order in which they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def tell(
        self, code: Code, place: Place, message: str, hint: str = "", *, severity: Severity = Severity.MISTAKE
    ) -> None:
        self.problems.append(Problem(self.file, place.line, place.column, code, message, hint, severity))


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A hint, or nothing if no known word is near."""
    return _suggest(word[:_LONGEST_WORD], tuple(known))


@lru_cache(maxsize=1024)
def _suggest(word: str, known: tuple[str, ...]) -> str:
    # An old component's name stands in hundreds of posts, and looking for its like is slow.
    return suggest(word, known)
