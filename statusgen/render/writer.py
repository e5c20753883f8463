"""Puts a tree into a folder so that whoever reads it meanwhile never sees half of anything.

Each file is replaced as a whole, status.json and index.html after everything they point at; only then
goes what the last manifest listed and this tree does not have, and the manifest comes last. Files that
would not change are not touched. Nothing outside the folder is written, and no symlink below it followed.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from statusgen.domain.manifest import (
    MANIFEST_PATH,
    Manifest,
    ManifestEntry,
    decode_manifest,
    encode_manifest,
)
from statusgen.domain.output import OutputFile, OutputTree
from statusgen.errors import RenderError

_LAST = ("status.json", "index.html")
_TEMPORARY = ".statusgen-"
_NO_FOLLOW = os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Paths below the folder, in the order in which they were dealt with."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]


def write_site(tree: OutputTree, folder: Path, *, delete: bool = True) -> WriteReport:
    """Make `folder` hold `tree`; RenderError, naming the path, where it cannot.

    Without `delete` what the tree lacks stays, and stays listed as ours, for a later time to delete.
    """
    old = _read_manifest(folder)
    entries = {} if delete else dict(old)
    written: list[str] = []
    unchanged: list[str] = []
    with _told(folder):
        _sweep(tree, folder)
        for path in sorted(tree, key=_turn):
            changed, size = _put(tree[path], folder, path)
            entries[path] = ManifestEntry(tree[path].digest, size, tree[path].content_type)
            (written if changed else unchanged).append(path)
        deleted = [path for path in sorted(old) if path not in entries and _delete(folder, path)]
        manifest = OutputFile.of(encode_manifest(entries), "application/json")
        _put(manifest, folder, MANIFEST_PATH)
    return WriteReport(tuple(written), tuple(unchanged), tuple(deleted))


def _turn(path: str) -> tuple[int, str]:
    return (_LAST.index(path) + 1 if path in _LAST else 0, path)


def _read_manifest(folder: Path) -> Manifest:
    """What we wrote here last time; nothing if this is not a folder of ours, or its list is damaged."""
    try:
        return decode_manifest((folder / MANIFEST_PATH).read_bytes())
    except (OSError, ValueError):
        return {}


def _put(file: OutputFile, folder: Path, path: str) -> tuple[bool, int]:
    """Whether the file had to be written, and its size."""
    target = _inside(folder, path)
    size = _size_if_same(target, file.digest)
    if size is not None:
        return False, size
    content = file.make()
    temporary = target.with_name(f"{_TEMPORARY}{os.getpid()}-{target.name}")
    with os.fdopen(_create(temporary), "wb") as stream:
        stream.write(content)
    temporary.replace(target)
    return True, len(content)


def _size_if_same(target: Path, digest: str) -> int | None:
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        return None
    return len(content) if hashlib.sha256(content).hexdigest() == digest else None


def _create(target: Path) -> int:
    """A descriptor to write the file by; its folder is made if it is not there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW
    try:
        return os.open(target, flags, 0o666)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        return os.open(target, flags, 0o666)


def _delete(folder: Path, path: str) -> bool:
    """Remove a file of ours, and the folders that it leaves empty; whether there was one."""
    try:
        _inside(folder, path).unlink()
    except (OSError, RenderError):  # gone already, or something else stands there now: not ours
        return False
    for parent in PurePosixPath(path).parents[:-1]:
        with suppress(OSError):
            (folder / parent).rmdir()
    return True


def _inside(folder: Path, path: str) -> Path:
    """Where `path` stands below `folder`; RenderError if that is outside it, or behind a symlink."""
    parts = path.split("/")
    if not path or "\\" in path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise RenderError(f"{path!r}: not a path inside the site")
    target = os.fspath(folder)
    for part in parts:
        target = f"{target}/{part}"
        try:
            if stat.S_ISLNK(os.lstat(target).st_mode):
                raise RenderError(f"{target}: is a symlink; nothing is written through one")
        except FileNotFoundError:  # then nothing stands below it either
            break
    return folder / path


def _sweep(tree: OutputTree, folder: Path) -> None:
    """Remove what an interrupted writer left behind; one that still runs is let alone."""
    for parent in sorted({path.rpartition("/")[0] for path in tree}):
        place = _inside(folder, parent) if parent else folder
        with suppress(FileNotFoundError), os.scandir(place) as found:
            for each in found:
                if each.name.startswith(_TEMPORARY) and _is_left_behind(each.name):
                    Path(each).unlink(missing_ok=True)


def _is_left_behind(name: str) -> bool:
    process = name.removeprefix(_TEMPORARY).partition("-")[0]
    return process.isdecimal() and not _is_other_process(int(process))


def _is_other_process(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RenderError(f"{error.filename or folder}: {error.strerror}") from error
