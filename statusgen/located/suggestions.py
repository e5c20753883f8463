"""What somebody may have meant."""

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


def suggest(
    word: str, known: Iterable[str], *, also: Mapping[str, str] = _NONE, likeness: float = 0.6
) -> str:
    """`did you mean 'timeout'?` for `timout`; empty if nothing known is close.

    `also`: what is known by other names. `likeness`: from 0, anything, to 1, the same.
    """
    by_lower = {each.lower(): each for each in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=likeness)
    meant = also.get(word.lower()) or next((by_lower[each] for each in close), "")
    return f"did you mean '{meant}'?" if meant else ""
