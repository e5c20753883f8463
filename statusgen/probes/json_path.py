"""Expectations of a JSON body: {"$.queue.depth": "< 100"}."""

import json
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

_STEP = re.compile(r"""\.([\w-]+)|\[(\d{1,6})\]|\["([^"]*)"\]|\['([^']*)'\]""")
_COMPARISON = re.compile(r"(==|!=|<=|>=|<|>)\s*(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MOST_DIGITS = 80  # of a number, in the log
MISSING = object()

Quote = Callable[[str], str]
"""Makes a peer's words fit to be shown."""


class NotJson(ValueError):
    """The body is not JSON that can be judged."""


@dataclass(frozen=True, slots=True)
class JsonExpectation:
    """One path and what must be true of the value there."""

    path: str
    steps: tuple[str | int, ...]
    operator: str
    operand: str

    @classmethod
    def parse(cls, path: str, comparison: str) -> "JsonExpectation":
        """ValueError, fit to be shown, if one of the two makes no sense."""
        return cls(path, parse_path(path), *parse_comparison(comparison))

    def holds(self, document: object) -> bool:
        """Whether it is true of a parsed document, whatever its shape."""
        value = find_value(document, self.steps)
        if self.operator in ("exists", "absent"):
            return (value is not MISSING) == (self.operator == "exists")
        if value is MISSING:
            return False
        if self.operator in ("==", "!="):
            return _equal(value, self.operand) == (self.operator == "==")
        limit = _number(self.operand)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and not _is_endless(value)
        return is_number and limit is not None and _ORDERS[self.operator](value, limit)  # type: ignore[arg-type]

    def say(self, document: object, *, quote: Quote) -> str:
        """The expectation, and what there is instead: `$.queue.depth < 2 (is 7)`."""
        return f"{self} (is {_shown(find_value(document, self.steps), quote)})"

    def __str__(self) -> str:
        return f"{self.path} {self.operator} {self.operand}".rstrip()


def _shown(value: object, quote: Quote) -> str:
    if value is MISSING:
        return "missing"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value)[:_MOST_DIGITS]


def find_value(document: object, steps: tuple[str | int, ...]) -> object:
    """What stands at the end of the steps, whatever the document's shape; MISSING if nothing does."""
    value = document
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step, MISSING)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else MISSING
        else:
            return MISSING
    return value


def parse_json(body: bytes) -> object:
    """The document; NotJson for anything that RFC 8259 does not allow, NaN and absurd nesting included."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise NotJson("the body is nested too deeply") from None
    except ValueError:
        raise NotJson("the body is not JSON") from None


def _refuse_constant(_name: str) -> object:
    raise ValueError


def parse_path(path: str) -> tuple[str | int, ...]:
    """The steps of `$.a.b[0]["any name"]`; ValueError, fit to be shown, for anything else."""
    steps: list[str | int] = []
    at = 1
    while step := _STEP.match(path, at):
        steps.append(int(step[2]) if step[2] else step[1] or step[3] or step[4] or "")
        at = step.end()
    if not path.startswith("$") or at != len(path):
        raise ValueError(f'{path!r} is not a path: write $.name, $.list[0] or $["any name"]')
    return tuple(steps)


def parse_comparison(text: str) -> tuple[str, str]:
    """Operator and operand; ValueError, fit to be shown, if an order is asked for without a number."""
    if text in ("exists", "absent"):
        return text, ""
    comparison = _COMPARISON.fullmatch(text)
    sign, operand = (comparison[1], comparison[2].strip()) if comparison else ("==", text)
    if sign in _ORDERS and _number(operand) is None:
        raise ValueError(f"{sign!r} needs a number after it, not {operand!r}")
    return sign, operand


def _equal(value: object, operand: str) -> bool:
    """Text as it is, numbers by value, true, false and null by name; lists and objects never."""
    if isinstance(value, str):
        return value == operand
    if isinstance(value, bool) or value is None:
        return json.dumps(value) == operand
    return isinstance(value, int | float) and value == _number(operand)


def _is_endless(value: float) -> bool:
    """Whether it is too large to be a number here, such as 1e999; no integer is."""
    return isinstance(value, float) and not math.isfinite(value)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
