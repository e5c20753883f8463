"""The checks of a component."""

from dataclasses import dataclass, replace

from statusgen.config.check_advice import advise_check
from statusgen.config.flaws import Flaws
from statusgen.config.grammar import EXTERNAL, KINDS, OTHER_NAMES, CheckKeys, ProbingKeys
from statusgen.config.kinds import Kinds, Values, given, merged
from statusgen.config.mistakes import Told, unknown_keys
from statusgen.config.names import Names
from statusgen.config.settings import fit_waits, late_after_s, stale_after_s
from statusgen.domain.config import Check
from statusgen.domain.ids import LONGEST_ID
from statusgen.domain.status import Status
from statusgen.errors import Code
from statusgen.located import Node, Place, Scalar, Table, suggest

_STAYS_KNOWN = ("id", "private")  # of a check whose kind we do not know enough about


@dataclass(frozen=True, slots=True)
class CheckReader:
    """Reads checks whatever is wrong with them: one that is not understood stays, as a broken one."""

    told: Told
    kinds: Kinds
    defaults: dict[str, Values]
    probing: ProbingKeys
    names: Names
    flaws: Flaws

    def read(self, node: Node, component: str) -> Check:
        """The check; broken if anything is wrong with it."""
        mistakes = len(self.told.problems)
        check = self._read(node, component)
        broken = len(self.told.problems) > mistakes or self.flaws.touch(node.place)
        if isinstance(node, Table) and not broken:
            advise_check(node, check, self.told, probing=self.probing)
        return replace(check, broken=broken)

    def _read(self, node: Node, component: str) -> Check:
        if not isinstance(node, Table):
            self.told.tell(
                node.place, Code.BAD_VALUE, "a check must be a table such as {http: https://example.com/}"
            )
            return self._nameless(node.place, component)
        key = self._kind(node)
        if key is None:
            return self._nameless(node.place, component)
        if not self.kinds.supports(key.text):
            message = f"checks of kind '{key.text}' are not supported in this version"
            self.told.tell(key.place, Code.NOT_SUPPORTED, message)
            values = {name: value for name, value in given(node).items() if name in _STAYS_KNOWN}
            return self._check(node, key, component, values)
        known = [*self.kinds.keys(key.text), *KINDS, EXTERNAL]
        unknown_keys(node, known, self.told, hints=self.kinds.hints(key.text))
        values = merged(self.defaults.get(key.text, {}), given(node))
        options = self.kinds.read_options(key.text, node, values)
        target = str(getattr(options, "target", ""))
        return replace(
            self._check(node, key, component, values),
            options=options,
            target=target,
            counts=getattr(options, "counts", None),
            show_addresses=bool(getattr(options, "show_addresses", False)),
        )

    def _nameless(self, place: Place, component: str) -> Check:
        """One of which not even the kind is known."""
        name = f"{component}-check"[:LONGEST_ID]
        return Check(id=self.names.make_up(name, place), component=component, kind="")

    def _kind(self, node: Table) -> Scalar | None:
        """The key that names the kind and the target."""
        found = [key for key, _ in node if key.text in KINDS or key.text == EXTERNAL]
        if not found:
            self._tell_no_kind(node)
            return None
        first, *others = found
        for key in others:
            if key.text not in self.kinds.own_keys(first.text):
                message = f"a check has one kind, and this one is '{first.text}' already"
                self.told.tell(key.place, Code.BAD_VALUE, message)
        return first

    def _tell_no_kind(self, node: Table) -> None:
        kinds = (*KINDS, EXTERNAL)
        for key, _ in node:
            if key.text not in CheckKeys.model_fields and (
                meant := suggest(key.text, kinds, also=OTHER_NAMES)
            ):
                self.told.tell(key.place, Code.UNKNOWN_KEY, f"unknown key '{key.text}'", meant)
                return
        message = "a check needs its kind as a key, with its target as value"
        self.told.tell(node.place, Code.MISSING_KEY, message, f"one of {', '.join(kinds)}")

    def _check(self, node: Table, kind: Scalar, component: str, values: Values) -> Check:
        """What all kinds have in common."""
        keys = self.kinds.read_common(kind.text, node, values)
        probing = self.probing
        interval_s = keys.interval or self.kinds.usual_interval_s(kind.text) or probing.interval
        tries = keys.tries or probing.tries
        down_after, up_after = keys.down_after or 1, keys.up_after or 1
        if self.kinds.usual_interval_s(kind.text) is None:  # probing's would cost others days
            down_after = keys.down_after or probing.down_after
            up_after = keys.up_after or probing.up_after
        # what was meant to be private, and is not written well enough to tell, is private
        private = keys.private or not isinstance(values.get("private", False), bool)
        return Check(
            id=self._name(node, kind, component, keys),
            component=component,
            kind=kind.text,
            interval_s=interval_s,
            late_after_s=keys.late_after or late_after_s(probing, interval_s),
            stale_after_s=keys.stale_after or stale_after_s(probing, interval_s),
            timeout_s=keys.timeout or probing.timeout,
            tries=tries,
            waits_s=fit_waits(keys.waits or probing.waits, tries),
            worst=Status(keys.worst),
            down_after=down_after,
            up_after=up_after,
            private=private,
        )

    def _name(self, node: Table, kind: Scalar, component: str, keys: CheckKeys) -> str:
        """The check's id: its own, or made of its component's and its kind."""
        own = node.key("id")
        usual = f"{component}-{kind.text}"
        if keys.id is not None and own is not None:
            return self.names.take(keys.id, (node.get("id") or node).place)
        if own is None and len(usual) > LONGEST_ID:
            message = f"'{usual}' is too long for an id: give this check one of its own"
            self.told.tell(kind.place, Code.BAD_ID, message)
        elif own is None and not self.names.is_free(usual):
            message = f"another check is called '{usual}' already: give this one an id of its own"
            self.told.tell(kind.place, Code.MISSING_KEY, message)
        return self.names.make_up(usual[:LONGEST_ID], kind.place)
