"""A store in a folder, such as `state/` beside checks.yaml.

A file is written under `.tmp/`, synced, and only then linked to its name: a process that dies in the
middle leaves at most a temporary file, which the next writer sweeps away.
"""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from statusgen.errors import HistoryError
from statusgen.files import sweep_folder, sync_folder, temporary_file
from statusgen.history.format import FORMAT_CONTENT, FORMAT_FILE, refuse_what_is_no_store

_TEMPORARY = ".tmp"
_LOCK = ".lock"
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
            sync_folder(path.parent)
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
        with temporary_file(self._root / _TEMPORARY, content, sync=True) as path:
            yield path

    def _prepare(self) -> None:
        """Before the first write: make the folder a store, and sweep what dead writers left."""
        if self._prepared:
            return
        folder = self._root / _TEMPORARY
        _make_folder(folder)
        sweep_folder(folder)
        with temporary_file(folder, FORMAT_CONTENT, sync=True) as temporary:
            try:
                _put_new(temporary, self._root / FORMAT_FILE)
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
    sync_folder(path.parent)


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
    sync_folder(folder.parent)


@contextmanager
def _told(path: Path, done: str) -> Iterator[None]:
    """Whatever the system refuses, as one line that names the place and what to do."""
    try:
        yield
    except OSError as error:
        advice = _WHAT_TO_DO.get(error.errno or 0, "see to it and run again")
        raise HistoryError(f"{path}: could not be {done}: {error.strerror or error}; {advice}") from error
