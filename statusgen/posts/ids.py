"""Ids, file names and what may be neither."""

import re
import unicodedata
from collections.abc import Collection

MAX_ID = 64
_MAX_SLUG = 60
_ID = re.compile(r"[a-z0-9-]{1,64}")
# Outages without a post have pages beside those of posts, named like this.
_OUTAGE_ID = re.compile(r".*-[0-9]{8}t[0-9]{4}z")
# A folder of such a name cannot be checked out or unpacked on Windows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slug(text: str, *, fallback: str = "incident", max_length: int = _MAX_SLUG) -> str:
    """Lower-case ASCII words joined by hyphens, cut between words where that is possible."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")
    if len(words) > max_length:
        head, _, _ = words[: max_length + 1].rpartition("-")
        words = head or words[:max_length]
    return words.strip("-") or fallback


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def is_reserved(post_id: str) -> bool:
    """Whether other pages, or other systems, need this name."""
    return post_id in _DEVICES or _OUTAGE_ID.fullmatch(post_id) is not None


def sound_id(text: str) -> str:
    """The nearest text that can be a post's id."""
    wanted = text if is_id(text) else slug(text)
    return f"{wanted[: MAX_ID - len('-post')]}-post" if is_reserved(wanted) else wanted


def free_name(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with `-2`, `-3` … behind it, never longer than an id may be; `.md` stays at the end."""
    stem, ending = wanted.removesuffix(".md"), ".md" if wanted.endswith(".md") else ""
    name, number = wanted, 1
    while name in taken:
        number += 1
        suffix = f"-{number}"
        name = stem[: MAX_ID - len(suffix)].rstrip("-") + suffix + ending
    return name
