"""Writing files of which nobody ever meets half, on disks that several processes and machines may share.

A file is written beside its place under a temporary name and then moved. The name says whose it is
(host, process) and is never the same twice; what a writer that died has left behind, the next one sweeps.
"""

import errno
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path, PurePosixPath

_TEMPORARY = re.compile(r"\.statusgen-([A-Za-z0-9-]+)\.([0-9]+)\.[0-9a-f]+\.tmp")
_ABANDONED_AFTER_S = 86400
_FOLDERS_CANNOT_BE_SYNCED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def is_inside(path: str) -> bool:
    """Whether a path with forward slashes names something below its root, and nothing of git's own."""
    parts = path.split("/")
    plain = path.isprintable() and "\\" not in path and not PurePosixPath(path).is_absolute()
    return plain and not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)


def replace_file(file: Path, content: bytes, *, sync: bool) -> None:
    """Give the file this content at once, whatever was there; folders are made. Raises OSError.

    With `sync` the content is on the disk before the name is.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with temporary_file(file.parent, content, sync=sync) as written:
        written.replace(file)


@contextmanager
def temporary_file(folder: Path, content: bytes, *, sync: bool) -> Iterator[Path]:
    """A file with this content, gone again at the end if nobody moved it."""
    path = folder / f".statusgen-{_host()}.{os.getpid()}.{os.urandom(6).hex()}.tmp"
    try:
        with path.open("xb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk; nothing where that cannot be had."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:  # some network mounts: what was written is written all the same
        if error.errno not in _FOLDERS_CANNOT_BE_SYNCED:
            raise
    finally:
        os.close(descriptor)


def sweep_folder(folder: Path) -> None:
    """Delete temporary files whose writer is dead, or that are a day old; fine if there is no such folder."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            named = _TEMPORARY.fullmatch(entry.name)
            if named and (_is_dead(named[1], int(named[2])) or _is_a_day_old(Path(entry))):
                with suppress(OSError):  # what cannot be deleted is no reason not to write
                    Path(entry).unlink()


def _is_a_day_old(file: Path) -> bool:
    """By the clock of the disk: that of another machine may be off."""
    try:
        with temporary_file(file.parent, b"", sync=False) as newest:
            return newest.stat().st_mtime - file.stat().st_mtime > _ABANDONED_AFTER_S
    except FileNotFoundError:
        return False  # its writer was just done


def _is_dead(host: str, process: int) -> bool:
    """Whether there was a process of this number here, and is none; on other hosts nobody knows."""
    if host != _host() or sys.platform == "win32":
        return False  # os.kill on Windows would end it, or press its Ctrl-C
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


@cache
def _host() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "unnamed"
