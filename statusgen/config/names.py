"""Ids, each of which may be used once in its space of names."""

from collections.abc import Iterable
from itertools import count

from statusgen.config.mistakes import Told
from statusgen.domain.ids import LONGEST_ID
from statusgen.errors import Code
from statusgen.located import Place


class Names:
    """One space of names: who took an id first keeps it; nobody is given one that is `spoken_for`."""

    def __init__(self, told: Told, spoken_for: Iterable[str] = ()) -> None:
        self._told = told
        self._spoken_for = frozenset(spoken_for)
        self._taken: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def is_free(self, name: str) -> bool:
        return name not in self._taken and name not in self._spoken_for

    def take(self, name: str, place: Place) -> str:
        """The id, told and made different if somebody has it."""
        if name in self._taken:
            first = f"first on line {self._taken[name]}"
            self._told.tell(place, Code.ID_TWICE, f"the id '{name}' is taken", first)
            return self.make_up(name, place)
        self._taken[name] = place.line
        return name

    def make_up(self, name: str, place: Place) -> str:
        """The id, or one with a number if somebody has it, or wants it."""
        for number in count(self._numbers.get(name, 1)):
            free = name if number == 1 else f"{name[: LONGEST_ID - 7]}-{number}"
            if self.is_free(free):
                break
        self._numbers[name] = number
        self._taken[free] = place.line
        return free
