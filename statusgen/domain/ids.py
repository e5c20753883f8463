"""Ids: what checks, components, locations and posts are called, in files and in addresses."""

import re
import unicodedata
from collections.abc import Container

LONGEST_ID = 64
ID_PATTERN = f"[a-z0-9-]{{1,{LONGEST_ID}}}"
"""As a regular expression, to be part of others."""

_ID = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def slugify(name: str, *, fallback: str = "", max_length: int = LONGEST_ID) -> str:
    """An id made of a name: lower-case ASCII words joined by hyphens, cut between words if possible.

    `fallback` where nothing of the name can stay.
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")
    if len(slug) > max_length:
        head, _, _ = slug[: max_length + 1].rpartition("-")
        slug = (head or slug[:max_length]).strip("-")
    return slug or fallback


def free_id(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or with `-2`, `-3` … behind it if it is taken, never longer than an id may be."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        suffix = f"-{number}"
        found = wanted[: LONGEST_ID - len(suffix)].rstrip("-") + suffix
    return found
