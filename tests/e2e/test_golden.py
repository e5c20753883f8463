"""Whole sites, byte for byte: one small scenario a story, refreshed with `pytest --update-golden`."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from statusgen.domain.samples import Controls, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason
from statusgen.history import open_store, record_run
from tests.commands import Command

# Style and script are the user's to replace; plain ones keep the files small and their diffs about the story.
PLAIN = {"style.css.j2": "body{margin:2em}", "script.js.j2": '"use strict"'}
GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("scenario", sorted(path.name for path in GOLDEN.iterdir() if path.is_dir()))
def test_the_site_is_what_it_was(scenario: str, statusgen: Command, *, update_golden: bool) -> None:
    """Each scenario: checks.yaml, posts, the samples of `story.json` and its now make exactly these files."""
    folder = GOLDEN / scenario
    shutil.copytree(folder / "project", statusgen.folder, dirs_exist_ok=True)
    for name, text in PLAIN.items():
        statusgen.write(f"site_templates/{name}", text)
    story = json.loads((folder / "story.json").read_text(encoding="utf-8"))
    store = open_store("state", base=Path(statusgen.folder))
    for run in _runs(story["samples"]):
        record_run(store, run)
    statusgen("build", "--now", story["now"], code=story.get("exit", 0))
    made = _files(Path(statusgen.folder, "public"))
    if update_golden:
        shutil.rmtree(folder / "expected", ignore_errors=True)
        for name, content in made.items():
            path = folder / "expected" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    expected = _files(folder / "expected")
    assert sorted(made) == sorted(expected)
    for name, content in made.items():
        assert content.decode() == expected[name].decode(), name


def _runs(series: list[dict[str, Any]]) -> Iterator[Run]:
    """One run for each time and place in any of the series; `every_min` apart, from `from` to `to`, both
    included."""
    runs: dict[tuple[datetime, str], list[Sample]] = {}
    for entry in series:
        at, end = (datetime.fromisoformat(entry[name]) for name in ("from", "to"))
        while at <= end:
            runs.setdefault((at, entry.get("location", "main")), []).append(_sample(entry))
            at += timedelta(minutes=entry.get("every_min", 5))
    for moment, location in sorted(runs):
        samples = tuple(runs[moment, location])
        yield Run(at=moment, location=location, samples=samples, controls=Controls.OK)


def _sample(entry: dict[str, Any]) -> Sample:
    outcome = Outcome(entry.get("outcome", "up"))
    return Sample(
        check=entry["check"],
        component=entry["check"].rpartition("-")[0],
        outcome=outcome,
        reason=Reason(entry["reason"]) if "reason" in entry else None,
        terms=Terms(valid_for_s=1800),
        answered=tuple(entry["answered"]) if "answered" in entry else None,
        latency_ms=None if outcome is Outcome.DOWN else entry.get("latency_ms", 84.2),
        busy=entry.get("busy", False),
        failing=tuple(entry.get("failing", ())),
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
