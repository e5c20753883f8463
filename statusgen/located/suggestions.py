"""What somebody may have meant."""

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


def suggest(word: str, known: Iterable[str], *, also: Mapping[str, str] = _NONE) -> str:
    """`did you mean 'timeout'?` for `timout`; empty if nothing known is close.

    `also`: what is known by other names.
    """
    lower = word.lower()
    close = [also[lower]] if lower in also else difflib.get_close_matches(lower, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""
