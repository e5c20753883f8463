"""Holds nodes against pydantic models: the models say what is valid, the nodes where it is not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from statusgen.domain.secrets import REFERENCE
from statusgen.errors import Code, Problem, Severity
from statusgen.located import Items, Node, Place, Plain, Table, suggest

Model = TypeVar("Model", bound=BaseModel)
Path = Sequence[str | int]

_CODES = {"low_contrast": Code.LOW_CONTRAST, "bad_id": Code.BAD_ID, "unknown_key": Code.UNKNOWN_KEY}
_WORDS = {
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a table of keys and values",
    "model_type": "must be a table of keys and values",
    "string_too_short": "must not be empty",
    "too_short": "must hold at least {min_length}",
    "too_long": "must hold at most {max_length}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}


def wrong(message: str, hint: str = "", *, kind: str = "bad_value") -> PydanticCustomError:
    """What validators raise: told as it is, at the value."""
    return PydanticCustomError(kind, "{message}", {"message": message, "hint": hint})


@dataclass(slots=True)
class Told:
    """Everything that was found wrong with one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def tell(self, place: Place, code: Code, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, place.line, place.column, code, message, hint))

    def advise(self, place: Place, code: Code, message: str, hint: str) -> None:
        """Tells what is no mistake."""
        self.problems.append(Problem(self.file, place.line, place.column, code, message, hint, Severity.HINT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where a table and its model differ.

    `named`: the key in the file for a field of the model. `may_hold_secrets`: the fields in whose
    values ${NAME} may stand. `partial`: the table need not be complete. `elsewhere`: keys of the table
    that another model looks after.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    may_hold_secrets: frozenset[str] = frozenset()
    partial: bool = False
    elsewhere: frozenset[str] = frozenset()


_AS_IT_IS = Rules()
_GONE: Any = object()
_WHERE_ALLOWED = "only in targets, headers, bodies and credentials of checks"


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
    misplaced = _misplaced(values, rules)
    values = _swept(values)
    for path in misplaced:
        place = descend(node, _in_file(path, rules)).place
        told.tell(place, Code.MISPLACED_REFERENCE, "${NAME} is not allowed here", _WHERE_ALLOWED)
        _mark(values, path)
    complete = not misplaced
    while True:
        values = _swept(values)
        try:
            return model.model_validate(values), values
        except ValidationError as error:
            errors = error.errors(include_url=False)
        if rules.partial:
            errors = [each for each in errors if each["type"] != "missing" or len(each["loc"]) > 1]
        for details in errors:
            if complete or details["type"] != "missing":
                _tell(details, model, node, told, rules)
        complete = False  # what is missing from now on is what was taken out
        marked = [_mark(values, _at_fault(details)) for details in errors]
        if not marked or not all(marked):
            return None, values


def _misplaced(values: Plain, rules: Rules) -> list[Path]:
    """Where ${NAME} stands and may not."""
    return [path for path in _references(values, ()) if path and path[0] not in rules.may_hold_secrets]


def _references(value: Plain, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        if REFERENCE.search(value):
            yield path
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _references(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _references(below, (*path, index))


def _tell(details: ErrorDetails, model: type[BaseModel], node: Node, told: Told, rules: Rules) -> None:
    *way, last = _in_file(details["loc"], rules) or [""]
    parent = descend(node, way)
    key = parent.key(str(last)) if isinstance(parent, Table) else None
    if details["type"] == "extra_forbidden":
        place = key.place if key else parent.place
        known = _known_keys(model, details["loc"][:-1], rules)
        told.tell(place, Code.UNKNOWN_KEY, f"unknown key '{last}'", suggest(str(last), known))
    elif details["type"] == "missing":
        told.tell(descend(parent, [last]).place, Code.MISSING_KEY, f"'{last}' is missing")
    elif last == "[key]":
        _tell_value(details, _key_place(node, way), told)
    else:
        _tell_value(details, descend(parent, [last]).place, told)


def _tell_value(details: ErrorDetails, place: Place, told: Told) -> None:
    message, hint = _worded(details)
    told.tell(place, _CODES.get(details["type"], Code.BAD_VALUE), message, hint)


def _worded(details: ErrorDetails) -> tuple[str, str]:
    """Message and hint, in our own words; values are named only by validators that mean to."""
    context: Mapping[str, Any] = details.get("ctx", {})
    if "message" in context:
        return str(context["message"]), str(context.get("hint", ""))
    if details["type"] in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        given = details["input"]
        meant = suggest(given, choices) if isinstance(given, str) else ""
        return f"must be {_listed(choices)}", meant
    if details["type"] in _WORDS:
        hint = "put it in quotes" if details["type"] == "string_type" and _is_bare(details["input"]) else ""
        return _WORDS[details["type"]].format(**context), hint
    message = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return message[:1].lower() + message[1:], ""


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(choices[:-1]) + " or " + choices[-1] if len(choices) > 1 else "".join(choices)


def _is_bare(value: object) -> bool:
    return isinstance(value, bool | int | float)


def _in_file(path: Path, rules: Rules) -> list[str | int]:
    if path and path[0] in rules.named:
        return [rules.named[str(path[0])], *path[1:]]
    return list(path)


def descend(node: Node, path: Path) -> Node:
    """The node at the path. Steps that the file does not have, such as a union's members, are skipped."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Table):
            below = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.nodes):
            below = node.nodes[step]
        node = below or node
    return node


def _key_place(node: Node, path: Path) -> Place:
    parent = descend(node, path[:-1])
    key = parent.key(str(path[-1])) if isinstance(parent, Table) and path else None
    return key.place if key else parent.place


def _known_keys(model: type[BaseModel], path: Path, rules: Rules) -> list[str]:
    models = [model]
    for step in path:
        models = [
            below
            for each in models
            for name, info in fields_by_key(each).items()
            if name == step
            for below in _models_in(info.annotation)
        ] or models
    keys = [rules.named.get(name, name) for each in models for name in fields_by_key(each)]
    return [*keys, *rules.elsewhere]


def fields_by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by what they are called in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


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


def unknown_keys(table: Table, known: Iterable[str], told: Told) -> None:
    """Tells every key of the table that is not known."""
    known = list(known)
    for key, _ in table:
        if key.text not in known:
            told.tell(key.place, Code.UNKNOWN_KEY, f"unknown key '{key.text}'", suggest(key.text, known))
