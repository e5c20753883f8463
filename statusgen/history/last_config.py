"""The last configuration that was good, for the day when checks.yaml is not."""

import hashlib
import json

from statusgen.errors import HistoryError
from statusgen.history.store import Store

_NAME = "config.json"
_TRIES = 5


def keep_config(store: Store, content: bytes) -> None:
    """Remember this configuration (UTF-8); what is there already is not written again."""
    text = content.decode()
    sealed = json.dumps({"sha256": hashlib.sha256(content).hexdigest(), "content": text}).encode() + b"\n"
    for _ in range(_TRIES):
        former = store.read(_NAME)
        if former == sealed or store.swap(_NAME, sealed, was=former):
            return
    raise HistoryError(f"{store.where}: {_NAME} changes all the time; run again")


def last_config(store: Store) -> bytes | None:
    """The configuration as it was given; None if none was kept, or it is damaged."""
    sealed = store.read(_NAME)
    try:
        kept = json.loads(sealed or b"null")
        content: bytes = kept["content"].encode()
        return content if hashlib.sha256(content).hexdigest() == kept["sha256"] else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
