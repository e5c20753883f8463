"""What a plain scalar means: text, unless it is exactly true, false, null or a number."""

import re

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?")
_LONGEST_NUMBER = 40  # longer digits are somebody's identifier


def resolve(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar.

    A number is one only if writing it gives the same text again, so `1.10`, `022` and `1:30` stay
    the text they look like, and so do `no`, `on` and dates.
    """
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > _LONGEST_NUMBER:
        return text
    number = int(text) if match[1] is None and match[2] is None else float(text)
    return number if repr(number) == text else text
