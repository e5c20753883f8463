"""Groups and components."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from statusgen.config.checks import CheckReader
from statusgen.config.flaws import Flaws
from statusgen.config.grammar import ComponentKeys, GroupKeys
from statusgen.config.kinds import given
from statusgen.config.mistakes import Rules, Told, examine
from statusgen.config.names import Names
from statusgen.config.settings import is_empty
from statusgen.config.wording import Naming
from statusgen.domain.config import Component, Group
from statusgen.domain.ids import slugify
from statusgen.errors import Code
from statusgen.located import Items, Node, Place, Scalar, Table

_Keys = TypeVar("_Keys", GroupKeys, ComponentKeys)


@dataclass(slots=True)
class ComponentReader:
    """Reads groups and components whatever is wrong with them; a broken component keeps its place."""

    told: Told
    names: Names
    flaws: Flaws
    checks: CheckReader
    _tables: dict[str, Table] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def read(self, root: Table) -> tuple[Group, ...]:
        """Every group that has a component; those at the top level are in one without a name."""
        if root.key("groups") is None and root.key("components") is None:
            message = "a page needs at least one component: 'groups' is missing"
            self.told.tell(
                root.place, Code.MISSING_KEY, message, "or 'components', for a page without groups"
            )
        groups = [group for key, node in root for group in self._read_top(key.text, node)]
        return tuple(
            replace(group, components=tuple(self._with_former_ids(each) for each in group.components))
            for group in groups
            if group.components
        )

    def _read_top(self, key: str, node: Node) -> Iterator[Group]:
        if key == "components":
            yield Group("", "", self._components(node))
        elif key == "groups":
            yield from (self._group(each) for each in self._items(node, "group"))

    def _items(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node, Items) and node.nodes:
            return node.nodes
        if isinstance(node, Items) or is_empty(node):
            self.told.tell(node.place, Code.BAD_VALUE, f"'{what}s' must hold at least one {what}")
        else:
            self.told.tell(
                node.place, Code.BAD_VALUE, f"'{what}s' must be a list, one {what} after the other"
            )
        return ()

    def _group(self, node: Node) -> Group:
        if not isinstance(node, Table):
            self.told.tell(node.place, Code.BAD_VALUE, "a group must be a table with id, name and components")
            return Group("", "", ())
        keys = self._identified(GroupKeys, node, beside="components")
        components = node.get("components")
        if components is None:
            self.told.tell(node.place, Code.MISSING_KEY, "'components' is missing")
            return Group(keys.id, keys.name or keys.id, ())
        return Group(keys.id, keys.name or keys.id, self._components(components))

    def _components(self, node: Node) -> tuple[Component, ...]:
        return tuple(self._component(each) for each in self._items(node, "component"))

    def _component(self, node: Node) -> Component:
        mistakes = len(self.told.problems)
        if not isinstance(node, Table):
            return self._nameless(node)
        keys = self._identified(ComponentKeys, node, beside="checks")
        checks = self._check_nodes(node)
        broken = len(self.told.problems) > mistakes or self.flaws.touch(node.place)
        self._tables[keys.id] = node
        return Component(
            id=keys.id,
            name=keys.name or keys.id,
            description=keys.description,
            formerly=tuple(keys.formerly),
            core=keys.core,
            retired=keys.retired,
            checks=tuple(self.checks.read(check, keys.id) for check in checks),
            broken=broken,
        )

    def _nameless(self, node: Node) -> Component:
        """One that is no table, such as a bare name."""
        self.told.tell(node.place, Code.BAD_VALUE, "a component must be a table with id, name and checks")
        text = node.text if isinstance(node, Scalar) else ""
        name = self.names.make_up(slugify(text) or self._next_name("component"), node.place)
        return Component(id=name, name=name, broken=True)

    def _check_nodes(self, component: Table) -> tuple[Node, ...]:
        node = component.get("checks")
        if node is None or is_empty(node):
            return ()
        if isinstance(node, Items):
            return node.nodes
        self.told.tell(node.place, Code.BAD_VALUE, "'checks' must be a list, one check after the other")
        return ()

    def _identified(self, model: type[_Keys], node: Table, *, beside: str) -> _Keys:
        """The table's own keys, with an id that nobody else has."""
        values = {key: value for key, value in given(node).items() if key != beside}
        rules = Rules(naming=Naming(elsewhere=frozenset({beside})))
        what = "group" if model is GroupKeys else "component"
        fallback = self._next_name(what)
        keys = examine(model, node, values, self.told, rules)
        if keys is not None:
            return keys.model_copy(update={"id": self.names.take(keys.id, _place_of_id(node))})
        named = [slugify(text) for text in (values.get("name"), values.get("id")) if isinstance(text, str)]
        salvaged = self.names.make_up(next(filter(None, named), fallback), node.place)
        told_already = Told(self.told.file)
        return examine(model, node, values | {"id": salvaged}, told_already, rules) or model(id=salvaged)

    def _next_name(self, what: str) -> str:
        self._counts[what] += 1
        return f"{what}-{self._counts[what]}"

    def _with_former_ids(self, component: Component) -> Component:
        """Its former ids taken, too; what belongs to somebody else is told and left out."""
        free = tuple(former for former in component.formerly if self._take_former(component.id, former))
        if len(free) == len(component.formerly):
            return component
        return replace(component, formerly=free, broken=True)

    def _take_former(self, component: str, former: str) -> bool:
        table = self._tables[component]
        items = table.get("formerly")
        nodes = items.nodes if isinstance(items, Items) else ()
        place = next(
            (n.place for n in nodes if isinstance(n, Scalar) and n.text.strip() == former), table.place
        )
        return self.names.take(former, place) == former


def ids_in(root: Table) -> Iterator[str]:
    """Every id of a group or component that somebody has written."""
    for key in ("groups", "components"):
        for entry in _tables(root.get(key)):
            for table in (entry, *_tables(entry.get("components"))):
                if isinstance(name := table.get("id"), Scalar):
                    yield name.text


def _tables(node: Node | None) -> list[Table]:
    return [each for each in node.nodes if isinstance(each, Table)] if isinstance(node, Items) else []


def _place_of_id(node: Table) -> Place:
    return (node.get("id") or node).place
