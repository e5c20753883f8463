"""Which keys a check of some kind may have, and whose they are: its kind's or everybody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, create_model

from statusgen.config.grammar import EXTERNAL, KINDS, CheckKeys, FreshnessKeys
from statusgen.config.mistakes import Rules, Told, examine, sound_part, unknown_keys
from statusgen.config.settings import is_empty
from statusgen.config.values import Interval
from statusgen.config.wording import Naming, fields_by_key, keys_within, wrong
from statusgen.domain.durations import write_duration
from statusgen.errors import Code
from statusgen.located import Node, Plain, Table

Values = dict[str, Plain]

MAY_HOLD_SECRETS = frozenset(
    {"target", "headers", "body", "send", "message", "proxy", "username", "password", "token"}
)
"""The keys of a check in whose values ${NAME} may stand."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that this version supports, by name: the model of each owns `target` and its own keys."""

    models: Mapping[str, type[BaseModel]]
    told: Told

    def supports(self, kind: str) -> bool:
        return kind == EXTERNAL or kind in self.models

    def own_keys(self, kind: str) -> frozenset[str]:
        return (
            frozenset(fields_by_key(self.models[kind])) - {"target"} if kind in self.models else frozenset()
        )

    def common_keys(self, kind: str) -> frozenset[str]:
        model = FreshnessKeys if kind == EXTERNAL else CheckKeys
        return frozenset(model.model_fields) - self.own_keys(kind)

    def keys(self, kind: str) -> frozenset[str]:
        return self.own_keys(kind) | self.common_keys(kind)

    def hints(self, kind: str) -> Mapping[str, str]:
        """Where keys belong that are not the check's own, but of a table in it, or part of its target."""
        return _hints(self.models[kind]) if kind in self.models else {}

    def usual_interval_s(self, kind: str) -> float | None:
        """How often this kind is asked unless the check says so, and at most; None: as all others."""
        usual_s: float | None = getattr(self.models.get(kind), "usual_interval_s", None)
        return usual_s

    def common_model(self, kind: str) -> type[CheckKeys]:
        """What such a check may say as all others may."""
        usual_s = self.usual_interval_s(kind)
        return CheckKeys if usual_s is None else _asked_rarely(usual_s)

    def read_common(self, kind: str, node: Table, values: Values) -> CheckKeys:
        mine = {key: value for key, value in values.items() if key in self.common_keys(kind)}
        return examine(self.common_model(kind), node, mine, self.told) or CheckKeys.model_construct()

    def read_options(self, kind: str, node: Table, values: Values) -> BaseModel | None:
        """The model of the kind, with the value of the kind's key as target; None if it is not valid."""
        target = values.get(kind)
        if kind == EXTERNAL:
            if target is not True:
                self._tell_target(node, kind, Code.BAD_VALUE, f"'{kind}' must be true")
            return None
        if target is None:
            self._tell_target(node, kind, Code.MISSING_KEY, f"'{kind}' needs a target")
            return None
        mine: Values = {key: value for key, value in values.items() if key in self.own_keys(kind)}
        naming = Naming(named={"target": kind}, elsewhere=self.common_keys(kind))
        rules = Rules(naming=naming, may_hold_secrets=MAY_HOLD_SECRETS)
        return examine(self.models[kind], node, mine | {"target": target}, self.told, rules)

    def _tell_target(self, node: Table, kind: str, code: Code, message: str) -> None:
        self.told.tell((node.get(kind) or node).place, code, message)


@cache
def _hints(model: type[BaseModel]) -> Mapping[str, str]:
    port = {"port": "it belongs behind the host: host:port"} if hasattr(model, "usual_port") else {}
    return port | {key: f"it belongs under '{table}'" for key, table in keys_within(model).items()}


@cache
def _asked_rarely(usual_interval_s: float) -> type[CheckKeys]:
    """The keys of a check whose answer changes slowly and costs somebody else something."""

    def refuse_haste(interval_s: float) -> float:
        if interval_s < usual_interval_s:
            raise wrong(f"must be at least {write_duration(usual_interval_s)} for checks of this kind")
        return interval_s

    interval = Annotated[Interval, AfterValidator(refuse_haste)] | None
    return create_model(
        "RareCheckKeys", __base__=CheckKeys, interval=(interval, CheckKeys.model_fields["interval"])
    )


def read_defaults(root: Table, kinds: Kinds) -> dict[str, Values]:
    """What `defaults` says about the supported kinds, without what is wrong with it."""
    node = root.get("defaults")
    if node is None or is_empty(node):
        return {}
    if not isinstance(node, Table):
        kinds.told.tell(node.place, Code.BAD_VALUE, "'defaults' must be a table with kinds of checks as keys")
        return {}
    unknown_keys(node, (*KINDS, EXTERNAL), kinds.told)
    return {
        key.text: _read_defaults_of(key.text, values, kinds)
        for key, values in node
        if kinds.supports(key.text) and not is_empty(values)
    }


def _read_defaults_of(kind: str, node: Node, kinds: Kinds) -> Values:
    if not isinstance(node, Table):
        kinds.told.tell(node.place, Code.BAD_VALUE, f"'{kind}' must be a table of keys and values")
        return {}
    unknown_keys(node, kinds.keys(kind) - {"id"}, kinds.told, hints=kinds.hints(kind))
    values = given(node)
    rules = Rules(may_hold_secrets=MAY_HOLD_SECRETS, partial=True)
    common = {key: values[key] for key in values if key in kinds.common_keys(kind) - {"id"}}
    own = {key: values[key] for key in values if key in kinds.own_keys(kind)}
    found = sound_part(kinds.common_model(kind), node, common, kinds.told, rules)
    if kind in kinds.models:
        found |= sound_part(kinds.models[kind], node, own, kinds.told, rules)
    return found


def given(table: Table) -> Values:
    """The values of a table; a key without one is as good as left out."""
    return {key.text: node.plain() for key, node in table if not is_empty(node)}


def merged(below: Values, above: Values) -> Values:
    """`above`, with what it leaves open taken from `below`; tables in both are merged likewise."""
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        both[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both
