"""What a post may be called, and what it may not."""

import re

from statusgen.domain.ids import LONGEST_ID, is_id, slugify

LONGEST_SLUG = 60  # leaves room for a number behind it
# Outages without a post have pages beside those of posts, named like this.
_OUTAGE_ID = re.compile(r".*-[0-9]{8}t[0-9]{4}z")
# A folder of such a name cannot be checked out or unpacked on Windows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def is_reserved(post_id: str) -> bool:
    """Whether other pages, or other systems, need this name."""
    return post_id in _DEVICES or _OUTAGE_ID.fullmatch(post_id) is not None


def sound_id(text: str) -> str:
    """The nearest text that can be a post's id."""
    wanted = text if is_id(text) else slugify(text, fallback="incident", max_length=LONGEST_SLUG)
    return f"{wanted[: LONGEST_ID - len('-post')]}-post" if is_reserved(wanted) else wanted
