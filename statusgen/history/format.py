"""format.json: what makes a folder a store, and says which version may read it."""

import json
import os
from pathlib import Path

from statusgen.errors import HistoryError

FORMAT = 1
FORMAT_FILE = "format.json"
FORMAT_CONTENT = json.dumps({"format": FORMAT}).encode() + b"\n"
_NOT_OURS_BUT_FINE = {"pending", "lost+found"}


def refuse_what_is_no_store(root: Path) -> None:
    """HistoryError unless `root` is a store that this version can read, or could become one."""
    try:
        present = {entry.name for entry in os.scandir(root)}
    except FileNotFoundError:
        return
    if FORMAT_FILE in present:
        _refuse_other_formats(root / FORMAT_FILE)
        return
    strangers = sorted(name for name in present - _NOT_OURS_BUT_FINE if not name.startswith("."))
    if strangers:
        raise HistoryError(
            f"{root}: holds {strangers[0]} but no {FORMAT_FILE}, so it may be no store; "
            f'nothing was written. If it is one, put {{"format": {FORMAT}}} into {root / FORMAT_FILE}'
        )


def _refuse_other_formats(path: Path) -> None:
    try:
        found = json.loads(path.read_bytes())["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        found = None
    if type(found) is not int or found < 1:
        raise HistoryError(
            f"{path}: damaged; nothing was written. "
            f'If the store was written by this version, put {{"format": {FORMAT}}} into it'
        )
    if found > FORMAT:
        raise HistoryError(
            f"{path}: the store has format {found}, and this version reads formats up to {FORMAT}: "
            "upgrade statusgen; nothing was written"
        )
