"""A cState site with the posts that a test is about."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from statusgen.importers import Imported, import_cstate

CONFIG = """\
title: Example Status
baseURL: https://status.example.com
languageCode: en
params:
  categories:
    - name: Web
    - name: Hidden
      untitled: true
  systems:
    - name: API
      category: Web
    - name: Media Proxy
      category: Web
    - name: www.example.com
      category: Hidden
"""


@pytest.fixture
def import_site(tmp_path: Path) -> Callable[..., Imported]:
    """`import_site({"2024-01-02-x.md": "…"}, config="…")`: posts by name below content/issues."""

    def run(
        posts: Mapping[str, str | bytes] | None = None, *, config: str = CONFIG, name: str = "config.yml"
    ) -> Imported:
        files = {f"content/issues/{path}": text for path, text in (posts or {}).items()}
        for path, text in {name: config, **files}.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)
        return import_cstate(tmp_path)

    return run


@pytest.fixture
def import_post(import_site: Callable[..., Imported]) -> Callable[..., tuple[str, list[str]]]:
    """`import_post(body, severity="notice")`: our text of one post, and the notes as `line: message`.

    Header lines not given are those of an hour's outage of the API; None leaves one out.
    """

    def run(
        body: str = "It fails.", *, name: str = "2024-01-02-api.md", **header: str | None
    ) -> tuple[str, list[str]]:
        lines: dict[str, str | None] = {
            "title": "API down",
            "date": "2024-01-02T10:00:00Z",
            "resolved": "true",
            "resolvedWhen": "2024-01-02T11:00:00Z",
            "severity": "down",
            "affected": "[API]",
            "section": "issue",
        }
        lines.update(header)
        head = "\n".join(f"{key}: {value}" for key, value in lines.items() if value is not None)
        imported = import_site({name: f"---\n{head}\n---\n{body}\n"})
        ours = [text for path, text in imported.files.items() if path.startswith("incidents/")]
        notes = [f"{note.line}: {note.message}" for note in imported.notes if note.file.endswith(name)]
        return "".join(ours), notes

    return run
