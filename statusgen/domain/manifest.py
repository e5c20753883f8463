"""site-manifest.json: what a site consists of, so that a later write or publish knows what was ours."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MANIFEST_PATH = "site-manifest.json"
_LAST = ("status.json", "index.html")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    sha256: str
    size: int
    content_type: str


Manifest = Mapping[str, ManifestEntry]
"""Path below the site's root to entry; the manifest does not list itself."""


def in_order(paths: Iterable[str]) -> tuple[str, ...]:
    """A site's paths as they are to be written, so that nobody meets a front page that leads nowhere yet."""
    return tuple(sorted(paths, key=lambda path: (_LAST.index(path) + 1 if path in _LAST else 0, path)))


def encode_manifest(manifest: Manifest) -> bytes:
    """The same manifest always gives the same bytes."""
    entries = {
        path: {"sha256": entry.sha256, "size": entry.size, "content_type": entry.content_type}
        for path, entry in sorted(manifest.items())
    }
    return json.dumps(entries, indent=0, ensure_ascii=False).encode() + b"\n"


def decode_manifest(content: bytes) -> Manifest:
    """Undo `encode_manifest`; ValueError if it is not one."""
    try:
        return {
            path: ManifestEntry(entry["sha256"], entry["size"], entry["content_type"])
            for path, entry in json.loads(content).items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a site manifest") from error
