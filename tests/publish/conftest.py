"""A built site to publish, and real git repositories to publish to."""

import json
import subprocess
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from statusgen.domain.manifest import MANIFEST_PATH, ManifestEntry, encode_manifest

BuildSite = Callable[..., Path]
Git = Callable[..., str]

PAGES = {
    "index.html": "<h1>All fine</h1>",
    "components/web/index.html": "<h1>Web</h1>",
    "feed.xml": "<rss/>",
}


@pytest.fixture
def build_site(tmp_path: Path) -> BuildSite:
    """`build_site({"index.html": "…"}, minute=5)`: the pages of PAGES, changed as told (None: left out)."""

    def build(changes: Mapping[str, str | None] | None = None, *, minute: int = 0) -> Path:
        folder = tmp_path / "public"
        status = json.dumps({"generated_at": f"2026-11-22T09:{minute:02d}:00Z"})
        pages = {**PAGES, "status.json": status, **(changes or {})}
        contents = {path: text.encode() for path, text in pages.items() if text is not None}
        for path, content in contents.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        entries = {
            path: ManifestEntry(sha256(content).hexdigest(), len(content), "text/html")
            for path, content in contents.items()
        }
        (folder / MANIFEST_PATH).write_bytes(encode_manifest(entries))
        return folder

    return build


@pytest.fixture
def git() -> Git:
    """`git("log", at=repository)`: what git prints; fails the test if git does."""

    def run(*arguments: str, at: Path) -> str:
        command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.net", "-C", str(at)]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run


@pytest.fixture
def bare(tmp_path: Path, git: Git) -> Path:
    """An empty bare repository, as a forge has it after "new repository"."""
    repository = tmp_path / "remote.git"
    repository.mkdir()
    git("init", "--quiet", "--bare", "--initial-branch=main", at=repository)
    return repository
