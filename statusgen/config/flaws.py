"""Which parts of checks.yaml the YAML itself is doubtful in: a key twice, an anchor, a tag."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from statusgen.errors import Problem
from statusgen.located import Items, Node, Place, Table


class Flaws:
    """Knows for each check, component and section whether the reader had to tell something about it."""

    def __init__(self, root: Table, problems: Iterable[Problem]) -> None:
        units = sorted(_units(root), key=lambda unit: _order(unit[0]))
        starts = [_order(start) for start, _ in units]
        self._flawed: set[Place] = set()
        for problem in problems:
            at = bisect_right(starts, (problem.line, problem.column)) - 1
            if at >= 0:
                self._flawed.add(units[at][1])

    def touch(self, place: Place) -> bool:
        """Whether the part that begins here is doubtful, the parts in it left out."""
        return place in self._flawed


def _order(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _units(root: Table) -> Iterator[tuple[Place, Place]]:
    """Where a part begins or goes on, and the place it is known by."""
    for key, node in root:
        yield key.place, key.place
        if key.text == "groups":
            for group in table_items(node):
                yield from _component_units(group.get("components"))
        elif key.text == "components":
            yield from _component_units(node)
    for key in root.repeated:
        yield key.place, key.place


def _component_units(components: Node | None) -> Iterator[tuple[Place, Place]]:
    for component in table_items(components):
        yield component.place, component.place
        for check in table_items(component.get("checks")):
            yield check.place, check.place
        for key in (*(key for key, _ in component), *component.repeated):
            if key.place != component.place:
                yield key.place, component.place


def table_items(node: Node | None) -> Iterator[Table]:
    """The tables of a list, as far as it is one."""
    if isinstance(node, Items):
        yield from (item for item in node.nodes if isinstance(item, Table))
