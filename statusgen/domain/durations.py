"""Durations as people write them: 300ms 10s 5m 3h 14d."""

import re

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")


def parse_duration(text: object) -> float:
    """Seconds; ValueError, fit to be shown, if the text is not a duration."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a duration: write 300ms, 10s, 5m, 3h or 14d")
    return float(match[1]) * _UNITS_S[match[2]]


def write_duration(seconds: float) -> str:
    """Undo `parse_duration`, in the largest unit that gives a whole number; seconds must be whole ones."""
    unit = next(unit for unit in ("d", "h", "m", "s") if seconds % _UNITS_S[unit] == 0)
    return f"{seconds / _UNITS_S[unit]:.0f}{unit}"
