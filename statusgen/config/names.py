"""Ids, each of which may be used once in its space of names."""

from itertools import count

from statusgen.config.mistakes import Told
from statusgen.errors import Code
from statusgen.located import Place

_LONGEST = 64


class Names:
    """One space of names: who took an id first keeps it."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._taken: dict[str, int] = {}

    def is_free(self, name: str) -> bool:
        return name not in self._taken

    def take(self, name: str, place: Place) -> str:
        """The id, told and made different if somebody has it."""
        if name in self._taken:
            first = f"first on line {self._taken[name]}"
            self._told.tell(place, Code.ID_TWICE, f"the id '{name}' is taken", first)
        return self.take_similar(name, place)

    def take_similar(self, name: str, place: Place) -> str:
        """The id, or one with a number if somebody has it."""
        candidates = (name if number == 1 else f"{name[: _LONGEST - 7]}-{number}" for number in count(1))
        free = next(candidate for candidate in candidates if candidate not in self._taken)
        self._taken[free] = place.line
        return free
