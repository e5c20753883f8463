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
    in_order,
)
from statusgen.domain.output import OutputFile, OutputTree
from statusgen.errors import RenderError
from statusgen.files import is_inside, replace_file, sweep_folder


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Paths below the folder, in the order in which they were dealt with."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]


def write_site(tree: OutputTree, folder: Path, *, delete: bool = True) -> WriteReport:
    """Make `folder` hold `tree`; RenderError, naming the path, where it cannot.

    Without `delete` what the tree lacks stays and, if nobody changed it, stays listed as ours: a later write
    may delete it.
    """
    old = _read_manifest(folder)
    entries = {} if delete else _kept(old, tree, folder)
    written: list[str] = []
    unchanged: list[str] = []
    with _told(folder):
        _sweep(tree, folder)
        for path in in_order(tree):
            changed, size = _put(tree[path], folder, path)
            entries[path] = ManifestEntry(tree[path].digest, size, tree[path].content_type)
            (written if changed else unchanged).append(path)
        gone = sorted(old.keys() - entries.keys()) if delete else ()
        deleted = [path for path in gone if _delete(folder, path)]
        manifest = OutputFile.of(encode_manifest(entries), "application/json")
        _put(manifest, folder, MANIFEST_PATH)
    return WriteReport(tuple(written), tuple(unchanged), tuple(deleted))


def _kept(old: Manifest, tree: OutputTree, folder: Path) -> dict[str, ManifestEntry]:
    """What the tree lacks and is there as it was listed: by hand, files may have gone or changed."""
    return {path: old[path] for path in old.keys() - tree.keys() if _is_there(old[path], folder, path)}


def _is_there(entry: ManifestEntry, folder: Path, path: str) -> bool:
    try:
        return _size_if_same(_inside(folder, path), entry.sha256) is not None
    except (OSError, RenderError):  # whatever stands there is none of ours
        return False


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
    replace_file(target, content, sync=False)
    return True, len(content)


def _size_if_same(target: Path, digest: str) -> int | None:
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        return None
    return len(content) if hashlib.sha256(content).hexdigest() == digest else None


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
    if not is_inside(path):
        raise RenderError(f"{path!r}: not a path inside the site")
    target = os.fspath(folder)
    for part in path.split("/"):
        target = f"{target}/{part}"
        try:
            if stat.S_ISLNK(os.lstat(target).st_mode):
                raise RenderError(f"{target}: is a symlink; nothing is written through one")
        except FileNotFoundError:  # then nothing stands below it either
            break
    return folder / path


def _sweep(tree: OutputTree, folder: Path) -> None:
    """Remove what an interrupted writer left behind."""
    for parent in sorted({path.rpartition("/")[0] for path in tree} | {""}):
        sweep_folder(_inside(folder, parent) if parent else folder)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RenderError(f"{error.filename or folder}: {error.strerror}") from error
