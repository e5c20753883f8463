"""Holds nodes against pydantic models: the models say what is valid, the nodes where it is not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from statusgen.config.places import Path, descend
from statusgen.config.wording import Naming, describe, place_hint
from statusgen.domain.secrets import BROKEN_REFERENCE, REFERENCE
from statusgen.errors import Code, Problem, Severity
from statusgen.located import Node, Place, Plain, Table, suggest

Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class Told:
    """Everything that was found wrong with one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def tell(self, place: Place, code: Code, message: str, hint: str = "") -> None:
        message = " ".join(message.split())  # keys may hold line breaks
        self.problems.append(Problem(self.file, place.line, place.column, code, message, hint))

    def advise(self, place: Place, code: Code, message: str, hint: str) -> None:
        """Tells what is no mistake."""
        self.problems.append(Problem(self.file, place.line, place.column, code, message, hint, Severity.HINT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a table is held against a model.

    `may_hold_secrets`: the fields in whose values ${NAME} may stand. `partial`: the table need not be
    complete.
    """

    naming: Naming = field(default_factory=Naming)
    may_hold_secrets: frozenset[str] = frozenset()
    partial: bool = False


_AS_IT_IS = Rules()
_GONE: Any = object()
_NONE: Mapping[str, str] = MappingProxyType({})
_WHERE_ALLOWED = "only in targets, headers, bodies and credentials of checks"
_AS_NAMES_ARE = "letters, digits and _; what has to hold '${' itself can come from the environment as a whole"


def examine(
    model: type[Model], node: Node, values: Plain, told: Told, rules: Rules = _AS_IT_IS
) -> Model | None:
    """The model of the values without what is wrong with them; None if too little is left.

    `values` are those of `node`, or made from them. Everything that is wrong is told.
    """
    return _sift(model, node, values, told, rules)[0]


def sound_part(
    model: type[BaseModel], node: Node, values: dict[str, Plain], told: Told, rules: Rules
) -> dict[str, Plain]:
    """The values without what is wrong with them, which is told; they need not be complete."""
    left = _sift(model, node, values, told, rules)[1]
    return left if isinstance(left, dict) else {}


def _sift(
    model: type[Model], node: Node, values: Plain, told: Told, rules: Rules
) -> tuple[Model | None, Plain]:
    """Validates again and again, taking out what is at fault, until something valid is left."""
    misplaced, broken = _misplaced(values, rules), _broken(values, rules)
    if misplaced or broken:
        values = _swept(values)  # a copy, to be changed
    for path in (*misplaced, *broken):
        place = descend(node, rules.naming.in_file(path)).place
        if path in broken:
            message = "'${' begins the name of a secret, and this is no ${NAME}"
            told.tell(place, Code.BROKEN_REFERENCE, message, _AS_NAMES_ARE)
        else:
            told.tell(place, Code.MISPLACED_REFERENCE, "${NAME} is not allowed here", _WHERE_ALLOWED)
        _mark(values, path)
    complete = not (misplaced or broken)
    while True:
        values = _swept(values)
        try:
            return model.model_validate(values), values
        except ValidationError as error:
            errors = error.errors(include_url=False)
        if rules.partial:
            errors = [each for each in errors if each["type"] != "missing" or len(each["loc"]) > 1]
        _tell_all([each for each in errors if complete or not _may_follow(each)], model, node, told, rules)
        complete = False
        marked = [_mark(values, _at_fault(details)) for details in errors]
        if not marked or not all(marked):
            return None, values


def _may_follow(details: ErrorDetails) -> bool:
    """Whether it may be wrong only since something else was taken out: it is missing, or does not fit."""
    kind = details["type"]
    return kind in ("missing", "too_short") or (
        kind == "value_error" and isinstance(details["input"], dict | list)
    )


def _misplaced(values: Plain, rules: Rules) -> list[Path]:
    """Where ${NAME} stands and may not."""
    return [
        path for path in _holding(REFERENCE, values, ()) if path and path[0] not in rules.may_hold_secrets
    ]


def _broken(values: Plain, rules: Rules) -> list[Path]:
    """Where ${NAME} may stand, and something else does that begins like it: it would be sent as it is."""
    found = _holding(BROKEN_REFERENCE, values, ())
    return [path for path in found if path and path[0] in rules.may_hold_secrets]


def _holding(
    pattern: re.Pattern[str], value: Plain, path: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        if pattern.search(value):
            yield path
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _holding(pattern, below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _holding(pattern, below, (*path, index))


def _tell_all(
    errors: list[ErrorDetails], model: type[BaseModel], node: Node, told: Told, rules: Rules
) -> None:
    for fault in describe(errors, model, node, rules.naming):
        told.tell(fault.place, fault.code, fault.message, fault.hint)


def _at_fault(details: ErrorDetails) -> Path:
    """What to take out: the value itself, or the table that lacks something."""
    path = details["loc"]
    return path[:-1] if details["type"] == "missing" or path[-1:] == ("[key]",) else path


def _mark(values: Plain, path: Path) -> bool:
    """Marks the value at the path, or the deepest one on the way, to be taken out; False if there is none."""
    found: Any = None
    for step in path:
        if (isinstance(values, dict) and step in values) or (
            isinstance(values, list) and isinstance(step, int) and step < len(values)
        ):
            found = values, step
            values = cast("dict[Any, Plain]", values)[step]
    if found is None:
        return False
    container, step = found
    container[step] = _GONE
    return True


def _swept(value: Plain) -> Plain:
    """A copy without what is marked."""
    if isinstance(value, dict):
        return {key: _swept(below) for key, below in value.items() if below is not _GONE}
    if isinstance(value, list):
        return [_swept(below) for below in value if below is not _GONE]
    return value


def unknown_keys(table: Table, known: Iterable[str], told: Told, *, hints: Mapping[str, str] = _NONE) -> None:
    """Tells every key of the table that is not known; `hints`: where others belong, by key."""
    known = list(known)
    for key, _ in table:
        if key.text not in known:
            hint = (
                place_hint(hints[key.text], key.text, known)
                if key.text in hints
                else suggest(key.text, known)
            )
            told.tell(key.place, Code.UNKNOWN_KEY, f"unknown key '{key.text}'", hint)
