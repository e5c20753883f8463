"""Ids made from names."""

import re
import unicodedata
from collections.abc import Container

_LONGEST = 64


def slugify(name: str, *, default: str = "unnamed") -> str:
    """The name as an id: `[a-z0-9-]`, at most 64 long. The same name always gives the same id."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST].strip("-") or default


def distinguish(slug: str, taken: Container[str]) -> str:
    """The slug, or the first of slug-2, slug-3, … that is not taken."""
    if slug not in taken:
        return slug
    number = 2
    while (numbered := f"{slug[: _LONGEST - 1 - len(str(number))]}-{number}") in taken:
        number += 1
    return numbered
