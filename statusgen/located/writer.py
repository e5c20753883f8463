"""Writes YAML that our reader reads back as it was meant."""

import json
import math
import re
from collections.abc import Iterator

from statusgen.located.nodes import Plain
from statusgen.located.scalars import resolve

# named one by one: compiling what is left when they are taken away costs fifteen times as much
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BEGINS_PLAIN = re.compile(r"(?![ ?:,\[\]{}#&*!|>'\"%@`]|-[ -]|-$).")
_BREAKS_PLAIN = re.compile(r": | #|[: ]$|^\.\.\.|^<<$")
_LONGEST_SIMPLE_KEY = 1000  # YAML wants the colon within 1024 characters


def write_yaml(value: Plain) -> str:
    """The value as a document in block style: order as given, no folding, quotes only where needed.

    Lone surrogates, which YAML cannot hold, become U+FFFD. ValueError for a number that is not finite.
    """
    return "\n".join(_lines(value)) + "\n"


def quote(text: str) -> str:
    """The text as a double-quoted scalar, which is a JSON string as well but for the widest escapes."""
    return _UNSAFE.sub(lambda match: _escape(match[0]), json.dumps(text, ensure_ascii=False))


def _escape(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return f"\\u{ord(character):04x}"


def _lines(value: Plain) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _entry(_key(key), below)
    elif isinstance(value, list) and value:
        for item in value:
            first, *rest = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield _scalar(value)


def _entry(key: str, value: Plain) -> Iterator[str]:
    if len(key) > _LONGEST_SIMPLE_KEY:
        yield f"? {key}"
        key = ""
    if isinstance(value, dict | list) and value:
        yield f"{key}:"
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{key}: {_scalar(value)}"


def _key(key: str) -> str:
    return key if _is_plain(key) else quote(key)


def _scalar(value: Plain) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return value if _is_plain(value) and resolve(value) == value else quote(value)
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return repr(value)
        case float():
            raise ValueError(f"{value!r} cannot be written")
        case list():
            return "[]"
        case dict():
            return "{}"


def _is_plain(text: str) -> bool:
    return bool(_BEGINS_PLAIN.match(text)) and not (_BREAKS_PLAIN.search(text) or _UNSAFE.search(text))
