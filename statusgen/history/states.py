"""What a sample says, apart from when and where: the key by which samples run on as one streak."""

from collections.abc import Set
from typing import Any, NamedTuple

from statusgen.domain.ids import is_id
from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome, Reason, Status

_LONGEST_VALID_S = 3660 * 86400
_LONGEST_ROW = 20
_REASONS = {reason.value: reason for reason in Reason}


class Damaged(ValueError):
    """A file of the store is not what its name says; the argument says why."""


class State(NamedTuple):
    component: str
    outcome: Outcome
    terms: Terms
    reason: Reason | None
    answered: tuple[int, int] | None


StateKey = tuple[Any, ...]
"""What a run says under the names in STATE_KEYS; None, or the end of the tuple, where the default holds."""

STATE_KEYS = (
    "component",
    "outcome",
    "valid_for_s",
    "reason",
    "answered",
    "worst",
    "quorum",
    "minority",
    "down_after",
    "up_after",
)


class States:
    """Gives equal states one object, so that they are validated once and compared by identity."""

    def __init__(self) -> None:
        self._by_key: dict[StateKey, State] = {}
        self._by_value: dict[State, State] = {}
        self._checks: set[str] = set()

    def of(self, key: StateKey) -> State:
        """Raises Damaged if the key is no state."""
        try:
            state = self._by_key.get(key)
        except TypeError:  # JSON has no tuples
            key = tuple(tuple(part) if isinstance(part, list) else part for part in key)
            return self._validated(key)
        return state or self._validated(key)

    def know_checks(self, checks: Set[str]) -> None:
        """Raises Damaged if one of them is not the id of a check."""
        self._checks.update(valid_id(check) for check in checks - self._checks)

    def _validated(self, key: StateKey) -> State:
        try:
            known = self._by_key.get(key)
            if known is None:
                state = _state(*key)
                known = self._by_key[key] = self._by_value.setdefault(state, state)
            return known
        except (ValueError, TypeError) as error:
            raise Damaged(f"not a sample: {error}") from error


def state_key(state: State) -> StateKey:
    """Undo `States.of`: the shortest key of this state."""
    terms = state.terms
    key: list[Any] = [state.component, state.outcome.value, plain_number(terms.valid_for_s)]
    rest: list[Any] = [
        state.reason.value if state.reason else None,
        state.answered,
        None if terms.worst is Status.MAJOR_OUTAGE else terms.worst.value,
        terms.quorum,
        None if terms.minority is Status.OPERATIONAL else terms.minority.value,
        None if terms.down_after == 1 else terms.down_after,
        None if terms.up_after == 1 else terms.up_after,
    ]
    while rest and rest[-1] is None:
        rest.pop()
    return (*key, *rest)


def plain_number(value: float) -> float | int:
    """900 rather than 900.0."""
    return int(value) if value == int(value) else value


def _state(
    component: Any,
    outcome: Any,
    valid_for_s: Any,
    reason: Any = None,
    answered: Any = None,
    worst: Any = None,
    quorum: Any = None,
    minority: Any = None,
    down_after: Any = None,
    up_after: Any = None,
) -> State:
    terms = Terms(
        valid_for_s=_seconds(valid_for_s),
        worst=Status(worst or Status.MAJOR_OUTAGE),
        quorum=_quorum(quorum),
        minority=Status(minority or Status.OPERATIONAL),
        down_after=_in_a_row(down_after),
        up_after=_in_a_row(up_after),
    )
    return State(valid_id(component), Outcome(outcome), terms, _reason(reason), _answered(answered))


def valid_id(value: object) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise Damaged(f"not an id: {value!r:.80}")
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value <= _LONGEST_VALID_S:
        raise Damaged(f"not a time to speak for: {value!r:.80}")
    return float(value)


def _quorum(value: object) -> int | None:
    if value is not None and (type(value) is not int or value < 1):
        raise Damaged(f"not a quorum: {value!r:.80}")
    return value


def _in_a_row(value: object) -> int:
    if value is None:
        return 1
    if type(value) is not int or not 1 <= value <= _LONGEST_ROW:
        raise Damaged(f"not a number of samples in a row: {value!r:.80}")
    return value


def _reason(value: object) -> Reason | None:
    """A word that a later version added is no damage: it is left out."""
    if value is not None and not isinstance(value, str):
        raise Damaged(f"not a reason: {value!r:.80}")
    return _REASONS.get(value) if value else None


def _answered(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    match value:
        case (int(some), int(of)) if 0 <= some <= of:
            return some, of
    raise Damaged(f"not a count of answers: {value!r:.80}")
