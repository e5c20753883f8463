"""Bring an existing status page along: an importer's files, stored without treading on anybody's."""

from collections.abc import Callable, Mapping
from pathlib import Path

from statusgen.errors import UsageError
from statusgen.importers import Imported, import_cstate
from statusgen.pipeline.report import Report

IMPORTERS: Mapping[str, Callable[[Path], Imported]] = {"cstate": import_cstate}


def import_site(kind: str, source: Path, into: Path, report: Report) -> None:
    """Read the site at `source` and write our files below `into`; say what could not be brought as it was.

    A file that stands there with other content stays as it is and is named: somebody may have edited it.
    """
    imported = IMPORTERS[kind](source)
    for note in imported.notes:
        report.say(f"{note.file}:{note.line}: {note.message}")
    kept = [name for name, text in imported.files.items() if not _store(into / name, text)]
    for name in kept:
        report.say(f"kept as it is, it differs from what would be imported: {into / name}")
    stored = len(imported.files) - len(kept)
    report.say(f"{into}: {stored} files imported, {len(kept)} kept, {len(imported.notes)} notes")


def _store(path: Path, text: str) -> bool:
    """True if the file now has this text."""
    try:
        if path.exists():
            return path.read_bytes() == text.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return True
