"""A store in a folder, such as `state/` beside checks.yaml.

A file is written under `.tmp/`, synced, and only then linked to its name: a process that dies in the
middle leaves at most a temporary file, which the next writer sweeps away.
"""

import errno
import os
import platform
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from statusgen.errors import HistoryError
from statusgen.history.format import FORMAT_CONTENT, FORMAT_FILE, refuse_what_is_no_store

_TEMPORARY = ".tmp"
_LOCK = ".lock"
_ABANDONED_AFTER_S = 86400
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_WHAT_TO_DO = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: "give the user that runs statusgen the right to do that",
    errno.EPERM: "give the user that runs statusgen the right to do that",
    errno.EROFS: "mount it writable, or name another folder under history.store",
    errno.ENOTDIR: "name a folder under history.store",
    errno.EEXIST: "name a folder under history.store",
    errno.EIO: "check the disk",
}


class FolderStore:
    """`root` may be missing or empty: then this is a new store, and the first write creates it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._prepared = False
        with _told(root, "read"):
            refuse_what_is_no_store(root)

    @property
    def where(self) -> str:
        return str(self._root)

    def names(self, prefix: str) -> list[str]:
        with _told(self._root / prefix, "read"):
            return sorted(_files_below(self._root / prefix, prefix))

    def read(self, name: str) -> bytes | None:
        path = self._root / name
        with _told(path, "read"):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def read_each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        for name in names:
            yield name, self.read(name)

    def add(self, name: str, content: bytes) -> None:
        path = self._root / name
        with _told(path, "written"), self._temporary(content) as temporary:
            try:
                _put_new(temporary, path)
            except FileExistsError:
                if path.read_bytes() != content:
                    raise HistoryError(f"{path}: is there already with other content; not touched") from None

    def swap(self, name: str, content: bytes, *, was: bytes | None) -> bool:
        path = self._root / name
        with _told(path, "written"), self._temporary(content) as temporary, self._locked():
            if self.read(name) != was:
                return False
            _make_folder(path.parent)
            temporary.replace(path)
            _sync_folder(path.parent)
            return True

    def delete(self, name: str) -> None:
        path = self._root / name
        with _told(path, "deleted"):
            path.unlink(missing_ok=True)
            try:
                path.parent.rmdir()
            except OSError:
                return  # still in use

    @contextmanager
    def _temporary(self, content: bytes) -> Iterator[Path]:
        """A synced file with this content, gone again at the end if nobody moved it."""
        self._prepare()
        with self._written_temporarily(content) as path:
            yield path

    @contextmanager
    def _written_temporarily(self, content: bytes) -> Iterator[Path]:
        path = self._root / _TEMPORARY / f"{_host()}.{os.getpid()}.{secrets.token_hex(6)}"
        try:
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _prepare(self) -> None:
        """Before the first write: make the folder a store, and sweep what dead writers left."""
        if self._prepared:
            return
        _make_folder(self._root / _TEMPORARY)
        with self._written_temporarily(FORMAT_CONTENT) as newest:
            _sweep(newest.parent, newest=newest)
            try:
                _put_new(newest, self._root / FORMAT_FILE)
            except FileExistsError:
                refuse_what_is_no_store(self._root)  # a newer version may have been quicker
        self._prepared = True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time where something is replaced; the lock dies with its process."""
        with (self._root / _LOCK).open("ab") as file:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _files_below(folder: Path, prefix: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files_below(folder / entry.name, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name


def _put_new(temporary: Path, path: Path) -> None:
    """Give the file its name, unless the name is taken: FileExistsError."""
    for last_try in (False, False, True):
        _make_folder(path.parent)
        try:
            _link(temporary, path)
            break
        except FileNotFoundError:  # `delete` of the last file beside it took the folder away
            if last_try:
                raise
    _sync_folder(path.parent)


def _link(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        temporary.replace(path)


def _make_folder(folder: Path) -> None:
    """Whatever is missing on the way to it, each entered in its parent for good."""
    if folder.is_dir():
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, *, newest: Path) -> None:
    """Delete temporary files whose writer is dead, or that are a day older than `newest`."""
    now = newest.stat().st_mtime
    for entry in os.scandir(folder):
        try:
            abandoned = now - entry.stat().st_mtime > _ABANDONED_AFTER_S
        except FileNotFoundError:
            continue  # its writer was just done
        if abandoned or _writer_is_dead(entry.name):
            (folder / entry.name).unlink(missing_ok=True)


def _writer_is_dead(name: str) -> bool:
    host, _, rest = name.partition(".")
    process = rest.partition(".")[0]
    if host != _host() or not process.isdecimal() or sys.platform == "win32":
        return False  # os.kill on Windows would end it
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "unnamed"


@contextmanager
def _told(path: Path, done: str) -> Iterator[None]:
    """Whatever the system refuses, as one line that names the place and what to do."""
    try:
        yield
    except OSError as error:
        advice = _WHAT_TO_DO.get(error.errno or 0, "see to it and run again")
        raise HistoryError(f"{path}: could not be {done}: {error.strerror or error}; {advice}") from error
