"""What pydantic found, in our own words and at its place in the file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from statusgen.config.places import Path, descend, key_place, named_first, nearest_key
from statusgen.errors import Code
from statusgen.located import Node, Place, Table, suggest

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
    "list_type": "must be a list such as [a, b]",
    "tuple_type": "must be a list such as [a, b]",
    "dict_type": "must be a table of keys and values",
    "model_type": "must be a table of keys and values",
    "string_too_short": "must not be empty",
    "too_short": "must hold {min_length} or more",
    "too_long": "must hold at most {max_length}",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
}


def wrong(message: str, hint: str = "", *, kind: str = "bad_value") -> PydanticCustomError:
    """What validators raise: told as it is, at the value."""
    return PydanticCustomError(kind, "{message}", {"message": message, "hint": hint})


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the file calls things: keys by field of the model, and keys that another model looks after."""

    named: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()

    def in_file(self, path: Path) -> list[str | int]:
        first = [self.named.get(str(step), step) for step in path[:1]]
        return [*first, *path[1:]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `meant`: the key that an unknown one may have been meant to be."""

    place: Place
    code: Code
    message: str
    hint: str = ""
    meant: str = ""


def describe(
    errors: Sequence[ErrorDetails], model: type[BaseModel], node: Node, naming: Naming
) -> list[Fault]:
    """What is wrong, once for each place: a key that is misspelt is not told as missing as well."""
    unknown = [
        _unknown_key(details, model, node, naming)
        for details in errors
        if details["type"] == "extra_forbidden"
    ]
    meant = {fault.meant for fault in unknown}
    missing = [
        _missing_key(details, model, node, naming)
        for details in errors
        if details["type"] == "missing"
        and str(details["loc"][-1]) not in meant
        and not _stands_outside(details, model, node, naming)
    ]
    values = [_bad_value(details, model, node, naming) for details in _values_at_fault(errors)]
    return [*unknown, *missing, *_joined(values)]


def _values_at_fault(errors: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without what only follows: from a key that is none, or from items that are wrong and do not count."""
    paths = [details["loc"] for details in errors]
    not_meant = [details["loc"][:-1] for details in errors if details["type"] == "unknown_key"]
    for details in errors:
        kind, path = details["type"], details["loc"]
        follows = kind == "too_short" and any(path == other[: len(path)] != other for other in paths)
        if kind not in ("extra_forbidden", "missing") and path not in not_meant and not follows:
            yield details


def _unknown_key(details: ErrorDetails, model: type[BaseModel], node: Node, naming: Naming) -> Fault:
    *above, key = details["loc"]
    path = naming.in_file(details["loc"])
    message, place = f"unknown key '{path[-1]}'", key_place(node, path)
    known = _known_keys(model, above, naming)
    if above and key in _known_keys(model, above[:-1], naming):
        where = f"it belongs beside '{above[-1]}', not under it"
        return Fault(place, Code.UNKNOWN_KEY, message, place_hint(where, str(key), known))
    hint = suggest(str(path[-1]), known)
    return Fault(place, Code.UNKNOWN_KEY, message, hint, next(iter(re.findall(r"'(.*)'", hint)), ""))


def place_hint(where: str, key: str, known: Iterable[str]) -> str:
    """For a key that belongs elsewhere, and may still be meant to be one that belongs here."""
    return ", or ".join(filter(None, (where, suggest(key, known, likeness=0.8))))


def _missing_key(details: ErrorDetails, model: type[BaseModel], node: Node, naming: Naming) -> Fault:
    path = naming.in_file(details["loc"])
    tables = _models_at(model, details["loc"])
    hint = f"write {path[-1]}: {_example(tables[0])}" if tables else ""
    return Fault(descend(node, path).place, Code.MISSING_KEY, f"'{path[-1]}' is missing", hint)


def _stands_outside(details: ErrorDetails, model: type[BaseModel], node: Node, naming: Naming) -> bool:
    """Whether what a missing table must hold stands where the table should: then that is told."""
    beside = descend(node, naming.in_file(details["loc"][:-1]))
    needed = [key for table in _models_at(model, details["loc"]) for key in _required_keys(table)]
    return isinstance(beside, Table) and any(beside.key(key) for key in needed)


def _bad_value(details: ErrorDetails, model: type[BaseModel], node: Node, naming: Naming) -> Fault:
    path = naming.in_file(details["loc"])
    code = _CODES.get(details["type"], Code.BAD_VALUE)
    message, hint = _worded(details)
    if path[-1:] == ["[key]"]:
        return Fault(key_place(node, path[:-1]), code, message, hint)
    tables = _models_at(model, details["loc"]) if details["type"] == "model_type" else []
    if tables:
        message = f"must be a table such as {_example(tables[0])}"
    key, is_item = nearest_key(node, path)
    if key and message.startswith(("must ", "is ")):
        each_of = "each of " if is_item and message.startswith("must ") else ""
        message = f"{each_of}'{key}' {message}"
    found = descend(node, path)
    named = named_first(found, message) if isinstance(found, Table) else None
    return Fault((named or found).place, code, message, hint)


def _joined(faults: Sequence[Fault]) -> Iterator[Fault]:
    """One fault for each place: a union's members each say what they would have taken."""
    by_place: dict[Place, list[Fault]] = {}
    for fault in faults:
        by_place.setdefault(fault.place, []).append(fault)
    for first, *others in by_place.values():
        message = first.message
        for other in others:
            start, must_be, rest = other.message.partition(" must be ")
            if must_be and message.startswith(start + must_be) and rest not in message:
                message += f" or {rest}"
        yield Fault(first.place, first.code, message, first.hint)


def _worded(details: ErrorDetails) -> tuple[str, str]:
    """Message and hint; values are named only by validators that mean to."""
    context: Mapping[str, Any] = details.get("ctx", {})
    kind, given = details["type"], details["input"]
    if "message" in context:
        return str(context["message"]), str(context.get("hint", ""))
    if kind in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"must be {_listed(choices)}", suggest(given, choices) if isinstance(given, str) else ""
    if kind == "too_short" and context.get("min_length") == 1:
        return "must not be empty", ""
    if kind in _WORDS:
        bare = kind == "string_type" and isinstance(given, bool | int | float)
        return _WORDS[kind].format(**context), "put it in quotes" if bare else ""
    message = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return message[:1].lower() + message[1:], ""


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(choices[:-1]) + " or " + choices[-1] if len(choices) > 1 else "".join(choices)


def _known_keys(model: type[BaseModel], path: Path, naming: Naming) -> list[str]:
    keys = [naming.named.get(name, name) for each in _models_at(model, path) for name in fields_by_key(each)]
    return keys if path else [*keys, *naming.elsewhere]


def _models_at(model: type[BaseModel], path: Path) -> list[type[BaseModel]]:
    """The models that the value at the path may be; none if it is no table of known keys."""
    models = [model]
    for step in path:
        fields = [fields_by_key(each).get(str(step)) for each in models]
        found = [below for info in fields if info for below in _models_in(info.annotation)]
        models = found if any(fields) else models  # an item's number, or a union's member, is no field
    return models


def _example(model: type[BaseModel]) -> str:
    """What such a table looks like: what it must hold, or the first that it may."""
    keys = _required_keys(model) or [*fields_by_key(model)][:1]
    return f"{{{', '.join(f'{key}: …' for key in keys)}}}"


def _required_keys(model: type[BaseModel]) -> list[str]:
    return [key for key, info in fields_by_key(model).items() if info.is_required()]


@cache
def fields_by_key(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a model by what they are called in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


@cache
def keys_within(model: type[BaseModel]) -> Mapping[str, str]:
    """The keys of the tables inside, each with the key of its table."""
    return {
        key: name
        for name, info in fields_by_key(model).items()
        for table in _models_in(info.annotation)
        for key in fields_by_key(table)
    }


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
