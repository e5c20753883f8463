"""Who is meant by a name: posts and samples keep the names that components had when they were written."""

from collections.abc import Mapping

from statusgen.domain.config import Component, Config


class Roll:
    """The components of checks.yaml, found by their id or by one they had formerly."""

    def __init__(self, config: Config) -> None:
        former = {name: one for one in config.components for name in one.formerly}
        self._by_name: Mapping[str, Component] = former | {one.id: one for one in config.components}

    def find(self, name: str) -> Component | None:
        return self._by_name.get(name)

    def id_of(self, name: str) -> str:
        """The present id of a component; the name as written if there is no such component."""
        found = self._by_name.get(name)
        return found.id if found else name


def names_of(component: Component) -> tuple[str, ...]:
    return (component.id, *component.formerly)
