"""A built site on disk, believed only as far as its manifest vouches for it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from statusgen.domain.manifest import MANIFEST_PATH, Manifest, decode_manifest, in_order
from statusgen.errors import PublishError
from statusgen.files import is_inside


@dataclass(frozen=True, slots=True)
class BuiltSite:
    folder: Path
    manifest: Manifest

    def read(self, path: str) -> bytes:
        """The bytes the manifest promises; PublishError if the folder holds others by now."""
        entry = self.manifest[path]
        try:
            content = (self.folder / path).read_bytes()
        except OSError:
            raise _changed(path) from None
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise _changed(path)
        return content

    def read_manifest(self) -> bytes:
        return _read_manifest(self.folder)

    def in_order(self) -> tuple[str, ...]:
        """Every listed path, in the order in which a reader may meet them."""
        return in_order(self.manifest)

    def generated_at(self) -> datetime:
        """When the site was built, by its own status.json."""
        try:
            status = json.loads(self.read("status.json"))
            return datetime.fromisoformat(status["generated_at"])
        except (KeyError, TypeError, ValueError):
            raise PublishError(f"{self.folder}: its status.json does not say when it was built") from None


def open_site(folder: Path) -> BuiltSite:
    """The site that `build` left in `folder`, every file verified; raises PublishError."""
    try:
        site = BuiltSite(folder, decode_manifest(_read_manifest(folder)))
    except ValueError:
        raise PublishError(f"{folder / MANIFEST_PATH} is damaged; run build again") from None
    for path in site.manifest:
        if not is_inside(path):
            raise PublishError(f"{folder / MANIFEST_PATH} lists {path!r}, which is not inside the site")
        site.read(path)
    return site


def _read_manifest(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST_PATH).read_bytes()
    except OSError:
        raise PublishError(f"{folder} is not a built site (no {MANIFEST_PATH}); run build first") from None


def _changed(path: str) -> PublishError:
    return PublishError(f"the site changed since it was built ({path}); run build again")
