"""Texts in which * stands for anything, matched in linear time."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits; * may be nothing, everything else stands for itself."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(last) and text.endswith(last)
