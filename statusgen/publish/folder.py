"""A target that is a folder: another disk, a mounted share, a web server's root."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from statusgen.domain.manifest import MANIFEST_PATH, Manifest, decode_manifest
from statusgen.errors import PublishError
from statusgen.files import is_inside, replace_file, sweep_folder
from statusgen.publish.site import BuiltSite
from statusgen.publish.target import Delivery, HopelessError


def open_folder(address: str, base: Path) -> "FolderTarget":
    return FolderTarget(base / Path(address).expanduser())


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """Files are replaced one by one and atomically, what readers meet first last; then come deletions."""

    root: Path

    def deliver(self, site: BuiltSite, *, dry_run: bool) -> Delivery:
        try:
            return self._deliver(site, dry_run=dry_run)
        except OSError as error:
            place = error.filename or self.root
            raise PublishError(f"{place}: {error.strerror or error}") from error

    def _deliver(self, site: BuiltSite, *, dry_run: bool) -> Delivery:
        root = self.root.resolve()
        if root == site.folder.resolve():
            raise HopelessError(f"{self.root} is the built site itself")
        if all((root / name).exists() for name in ("HEAD", "objects", "refs")):
            raise HopelessError(f"{self.root} is a git repository: write git+{self.root}#BRANCH")
        changed = [path for path in site.in_order() if not self._holds(path, site)]
        gone = sorted(path for path in self._last_manifest() if self._is_surplus(path, site))
        for path in (*changed, *gone):
            self._refuse_way_out(root, path)
        if not dry_run:
            self._write(site, changed, gone)
        return Delivery(tuple(changed), tuple(gone), len(site.manifest) - len(changed))

    def _write(self, site: BuiltSite, changed: list[str], gone: list[str]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self._sweep(site)
        for path in changed:
            replace_file(self.root / path, site.read(path), sync=True)
        for path in gone:
            self._delete(path)
        manifest = site.read_manifest()
        if changed or gone or _content(self.root / MANIFEST_PATH) != manifest:
            replace_file(self.root / MANIFEST_PATH, manifest, sync=True)

    def _sweep(self, site: BuiltSite) -> None:
        """Take away what writers that were killed left behind."""
        root = self.root.resolve()
        for folder in {(self.root / path).parent for path in (*site.manifest, MANIFEST_PATH)}:
            if folder.resolve().is_relative_to(root):
                sweep_folder(folder)

    def _holds(self, path: str, site: BuiltSite) -> bool:
        content = _content(self.root / path)
        return content is not None and hashlib.sha256(content).hexdigest() == site.manifest[path].sha256

    def _last_manifest(self) -> Manifest:
        """What was ours here; nothing, if that cannot be told."""
        try:
            return decode_manifest(_content(self.root / MANIFEST_PATH) or b"{}")
        except ValueError:
            return {}

    def _is_surplus(self, path: str, site: BuiltSite) -> bool:
        listed = path in site.manifest or path == MANIFEST_PATH
        return not listed and is_inside(path) and os.path.lexists(self.root / path)

    def _refuse_way_out(self, root: Path, path: str) -> None:
        """A symbolic link among the folders must not lead a write, or a deletion, elsewhere."""
        if not (self.root / path).parent.resolve().is_relative_to(root):
            raise HopelessError(f"{self.root / path} leads out of {self.root} through a symbolic link")

    def _delete(self, path: str) -> None:
        file = self.root / path
        file.unlink(missing_ok=True)
        for parent in file.parents:
            if parent == self.root or any(parent.iterdir()):
                return
            parent.rmdir()


def _content(file: Path) -> bytes | None:
    """None where there is no such file, or a symbolic link: that one is replaced, never followed."""
    return file.read_bytes() if file.is_file() and not file.is_symlink() else None
