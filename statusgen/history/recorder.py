"""Writing: one new file per run, and what to do when the store does not take it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from statusgen.domain.samples import Run
from statusgen.history.folder import FolderStore
from statusgen.history.inventory import RUNS
from statusgen.history.runs import decode_run, encode_run, name_run, parse_run_name
from statusgen.history.states import Damaged, States
from statusgen.history.store import Store

_DAMAGED = "damaged/"


def record_run(store: Store, run: Run) -> str:
    """Store the run under the name that is returned. Doing it again changes nothing."""
    content = encode_run(run)
    name = name_run(run, content)
    decode_run(name, content, States())  # what could not be read again must not get in: that would be a bug
    _put(store, str(name), content)
    return str(name)


def keep_pending(folder: Path, run: Run) -> str:
    """Keep a run that its store did not take, in a store of its own on this machine: the path of its file."""
    return str(folder / record_run(FolderStore(folder), run))


def adopt_pending(store: Store, folder: Path) -> int:
    """Move what is pending into the store, and say how many runs that were; damaged ones are set aside."""
    pending = FolderStore(folder)
    adopted = 0
    for name in pending.names(RUNS):
        content = pending.read(name)
        if content is None:
            continue  # somebody else is adopting it
        if not _is_sound(name, content):
            set_aside(pending, [name])
            continue
        _put(store, name, content)
        pending.delete(name)
        adopted += 1
    return adopted


def set_aside(store: Store, names: Iterable[str]) -> None:
    """Move damaged runs out of the way, to be looked at: nothing is deleted."""
    for name in names:
        content = store.read(name)
        if content is None:
            continue
        aside = _DAMAGED + name.removeprefix(RUNS)
        if store.read(aside) not in (None, content):
            aside += f".{hashlib.sha256(content).hexdigest()[:12]}"
        store.add(aside, content)
        store.delete(name)


def _put(store: Store, name: str, content: bytes) -> None:
    """The name is made from the content: whatever else stands under it is damaged."""
    if store.read(name) not in (None, content):
        set_aside(store, [name])
    store.add(name, content)


def _is_sound(name: str, content: bytes) -> bool:
    run = parse_run_name(name)
    if run is None:
        return False
    try:
        decode_run(run, content, States())
    except Damaged:
        return False
    return True
