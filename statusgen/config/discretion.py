"""Mistakes in private checks, told without quoting such a check: logs of jobs are often public."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from pydantic import BaseModel

from statusgen.config.flaws import table_items
from statusgen.config.grammar import EXTERNAL, KINDS, CheckKeys
from statusgen.config.settings import is_empty
from statusgen.config.wording import fields_by_key
from statusgen.errors import Code, Problem, Severity
from statusgen.located import Items, Node, Scalar, Table, suggest

_NAMES_NO_VALUE = (
    Code.MISSING_KEY,
    Code.ID_TWICE,
    Code.NOT_SUPPORTED,
    Code.MISPLACED_REFERENCE,
    Code.BROKEN_REFERENCE,
)
"""What is told of these holds ids, kinds and keys of ours, and nothing else that somebody wrote."""

_PLAIN_WORDS = ("must be true or false", "must be text", "must be a whole number", "must be a number")
"""Said of a key of ours, these quote nothing either."""

_WHY = "what stands there is not told, since the check is private"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the file up to where the next one begins: a check and the defaults below it, or no check."""

    start: tuple[int, int]
    check: Table | None = None
    below: Table | None = None


def tell_discreetly(
    problems: Iterable[Problem], root: Table, models: Mapping[str, type[BaseModel]]
) -> Iterator[Problem]:
    """The problems; those in checks that are private, or may be meant to be, quote nothing of them."""
    problems = list(problems)
    if not problems:
        return
    known = frozenset(_known_keys(models))
    parts = sorted(_parts(root), key=lambda part: part.start)
    starts = [part.start for part in parts]
    for problem in problems:
        at = bisect_right(starts, (problem.line, problem.column)) - 1
        check = parts[at].check if at >= 0 else None
        if check is not None and _is_private(check, parts[at].below):
            yield _discreet(problem, check, known)
        else:
            yield problem


def _parts(root: Table) -> Iterator[_Part]:
    defaults = root.get("defaults")
    by_kind = defaults if isinstance(defaults, Table) else Table(root.place, ())
    for key, node in (*root, *by_kind):
        of_checks = node if isinstance(node, Table) and key.text in (*KINDS, EXTERNAL) else None
        yield _Part(_start(key), of_checks)
        if key.text == "components":
            yield from _component_parts(node, by_kind)
        elif key.text == "groups":
            for group in table_items(node):
                yield from _key_parts(group)
                yield from _component_parts(group.get("components"), by_kind)
    for key in (*root.repeated, *by_kind.repeated):
        yield _Part(_start(key))


def _key_parts(table: Table) -> Iterator[_Part]:
    for key in (*(key for key, _ in table), *table.repeated):
        yield _Part(_start(key))


def _component_parts(components: Node | None, defaults: Table) -> Iterator[_Part]:
    for component in table_items(components):
        yield from _key_parts(component)
        checks = component.get("checks")
        for check in table_items(checks):
            yield _Part(_start(check), check, defaults)


def _start(node: Node) -> tuple[int, int]:
    return node.place.line, node.place.column


def _is_private(check: Table, defaults: Table | None) -> bool:
    if defaults is None or not is_empty(check.get("private")):
        return _says_private(check)
    below = [defaults.get(key.text) for key, _ in check]
    return any(_says_private(table) for table in (check, *below) if isinstance(table, Table))


def _says_private(table: Table) -> bool:
    """Whether it says so, or something that is near it: `privat: true`, `private: yes`."""
    for key, node in table:
        is_false = isinstance(node, Scalar) and (node.value is False or node.value is None)
        if not is_false and (key.text == "private" or suggest(key.text, ("private",))):
            return True
    return any(key.text == "private" for key in table.repeated)


def _discreet(problem: Problem, check: Table, known: frozenset[str]) -> Problem:
    if problem.code in _NAMES_NO_VALUE:
        return problem
    if problem.code is Code.IN_VAIN:
        return replace(problem, hint="")
    if problem.code is Code.UNKNOWN_KEY:
        return replace(problem, message="unknown key", hint=problem.hint or _WHY)  # hints name keys of ours
    key = _key_at(check, problem, known)
    what = f"'{key}'" if key else "something in this check"
    if problem.message in [f"{what} {words}" for words in _PLAIN_WORDS]:
        return replace(problem, hint="")
    if problem.severity is Severity.HINT:
        return replace(problem, message=f"{what} may not be what is meant", hint=_WHY)
    return replace(problem, message=f"{what} is not valid here", hint=_WHY)


def _key_at(node: Node, problem: Problem, known: frozenset[str]) -> str:
    """The last key of ours on the way to the place of the problem."""
    place = (problem.line, problem.column)
    if isinstance(node, Items):
        before = [each for each in node.nodes if _start(each) <= place]
        return _key_at(before[-1], problem, known) if before else ""
    if not isinstance(node, Table):
        return ""
    entries = [entry for entry in node if _start(entry[0]) <= place]
    if not entries:
        return ""
    key, below = entries[-1]
    return _key_at(below, problem, known) or (key.text if key.text in known else "")


def _known_keys(models: Mapping[str, type[BaseModel]]) -> Iterator[str]:
    yield from (*KINDS, EXTERNAL)
    for model in (CheckKeys, *models.values()):
        yield from _keys_of(model)


def _keys_of(annotation: object) -> Iterator[str]:
    """The keys of every model that a type names, and of those in it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for key, field in fields_by_key(annotation).items():
            yield key
            yield from _keys_of(field.annotation)
    for part in get_args(annotation):
        yield from _keys_of(part)
