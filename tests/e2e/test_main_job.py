"""`statusgen run` from nothing to a published page, as a cron job does it."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import feedparser

from tests.commands import Command
from tests.e2e.conftest import Service, checks_yaml


def status_of(project: Command) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(project.read("public/status.json"))
    return loaded


def test_a_healthy_service_is_operational(project: Command) -> None:
    """Probe, store, judge, render: one run makes one file and a green page."""
    done = project("run", code=0)
    assert "1 up" in done.err
    assert status_of(project)["status"] == "operational"
    (run,) = Path(project.folder, "state", "runs").rglob("*.json")
    sample = json.loads(run.read_text())["samples"][0]
    assert sample["check"] == "web-http"
    assert sample["outcome"] == "up"
    assert sample["latency_ms"] > 0
    assert done.out == ""


def test_a_service_that_is_down_is_a_result(project: Command, service: Service) -> None:
    """A failing target is on the page, and exit 0 all the same; --fail-on changes that."""
    service.status = 500
    project("run", code=0)
    page = status_of(project)
    assert page["status"] == "major_outage"
    assert "Web" in str(page["headline"])
    assert project("run", "--fail-on", "major_outage", code=1).err.count("--fail-on") == 1
    service.status = 200
    project("run", "--fail-on", "major_outage", code=0)


def test_an_offline_prober_knows_nothing(project: Command, service: Service) -> None:
    """No control answers: the failure is recorded as unknown, and the page is not green."""
    offline = checks_yaml(service).replace(f":{service.port}/", ":9/")
    project.write("checks.yaml", offline)
    done = project("run", code=0)
    assert "none of the controls answered" in done.err
    assert status_of(project)["status"] == "unknown"


def test_the_same_inputs_and_now_give_the_same_bytes(project: Command) -> None:
    """A second build with the same --now writes nothing; another folder gets identical files."""
    project("run", code=0)
    now = str(status_of(project)["generated_at"])
    project("build", "--now", now, code=0)
    again = project("build", "--now", now, code=0)
    assert "0 written" in again.err
    project("build", "--now", now, "--output", "other", code=0)
    first, second = (_files(Path(project.folder, name)) for name in ("public", "other"))
    assert first == second


def test_a_build_in_the_past_knows_nothing_later(project: Command) -> None:
    """--now before the first run: no sample, no green."""
    project("run", code=0)
    project("build", "--now", "2020-01-01T00:00:00Z", code=0)
    page = status_of(project)
    assert page["status"] == "unknown"
    assert page["checked_at"] is None


def test_an_incident_by_command_reaches_page_and_feed(project: Command) -> None:
    """new, update, resolve: three updates, three feed items with stable ids."""
    project("incident", "new", "Web: one page in five fails", "--component", "web=partial", code=0)
    project(
        "incident", "update", "-m", "We found it", "--state", "identified", "--next-update", "30m", code=0
    )
    project("run", code=0)
    page = status_of(project)
    assert page["status"] == "partial_outage"
    assert page["headline"] == "Web: one page in five fails"
    project("incident", "resolve", "-m", "Fixed", code=0)
    project("run", code=0)
    assert status_of(project)["status"] == "operational"
    feed = feedparser.parse(Path(project.folder, "public", "feed.xml").read_bytes())
    assert not feed.bozo
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len(set(ids)) == 3
    assert all(entry_id.startswith("tag:status.example.net,") for entry_id in ids)
    assert project("lint", code=0).out == ""


def test_status_json_says_when_it_grows_old(project: Command) -> None:
    """checked_at, next_check_by, late_after and stale_after follow each other."""
    project("run", code=0)
    page = status_of(project)
    times = [
        datetime.fromisoformat(str(page[name]))
        for name in ("checked_at", "next_check_by", "late_after", "stale_after")
    ]
    assert times == sorted(times)
    assert (times[1] - times[0]).total_seconds() == 300
    assert (times[3] - times[0]).total_seconds() == 1800


def test_publish_sends_what_was_built(project: Command, service: Service) -> None:
    """run --publish serves each target of checks.yaml; the same bytes arrive."""
    project.write("checks.yaml", checks_yaml(service, rest="publish: [{to: ./mirror}]\n"))
    project("run", "--publish", code=0)
    assert _files(Path(project.folder, "mirror")) == _files(Path(project.folder, "public"))
    assert "0 sent" in project("publish", code=0).err


def test_probe_writes_the_run_as_data(project: Command) -> None:
    """--json goes to stdout, words to stderr; --dry-run stores nothing."""
    done = project("probe", "--json", "--dry-run", code=0)
    assert json.loads(done.out)["samples"][0]["outcome"] == "up"
    assert not Path(project.folder, "state").exists()


def test_the_data_are_the_bytes_that_are_stored(project: Command) -> None:
    """So the digest of what --json writes is the one in the name of the file."""
    out = project("probe", "--json", code=0).out.encode()
    (stored,) = Path(project.folder, "state").glob("runs/**/*.json")
    assert stored.read_bytes() == out
    assert hashlib.sha256(out).hexdigest().startswith(stored.stem.rpartition("-")[2])


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
