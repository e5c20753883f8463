"""A real cState site, from import to page."""

import json
from pathlib import Path

import feedparser
import pytest

from tests.commands import Command, Finished

JENKINS = Path(__file__).parents[3] / "shared" / "corpora" / "cstate-jenkins"
NOW = "2026-11-22T09:35:00Z"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Command, Finished]:
    if not JENKINS.is_dir():
        pytest.skip("the Jenkins site's files are not here (../shared/corpora/cstate-jenkins)")
    command = Command(tmp_path_factory.mktemp("jenkins"))
    return command, command("import", "cstate", str(JENKINS), "--into", ".", code=0)


def test_the_output_passes_lint(imported: tuple[Command, Finished]) -> None:
    """Without a single mistake; hints are allowed."""
    done = imported[0]("lint", "--format", "json", code=0)
    assert [problem for problem in json.loads(done.out) if problem["severity"] == "mistake"] == []


def test_importing_again_changes_nothing(imported: tuple[Command, Finished]) -> None:
    command, first = imported
    files = sorted(Path(command.folder).rglob("*.md"))
    before = [file.read_bytes() for file in files]
    again = command("import", "cstate", str(JENKINS), "--into", ".", code=0)
    assert again.err == first.err
    assert sorted(Path(command.folder).rglob("*.md")) == files
    assert [file.read_bytes() for file in files] == before


@pytest.fixture(scope="module")
def public(imported: tuple[Command, Finished]) -> Path:
    command, _ = imported
    command("build", "--now", NOW, code=0)
    return Path(command.folder) / "public"


def test_every_post_gets_a_page_and_nothing_is_left_open(public: Path) -> None:
    pages = {page.parent.name for page in public.glob("incidents/*/index.html")}
    assert len(pages) == 297
    status = json.loads((public / "status.json").read_text())
    assert status["status"] == "operational"
    assert all(component["incidents"] == [] for component in status["components"].values())


def test_history_reaches_back_to_the_first_post(public: Path) -> None:
    months = sorted(page.parent.name for page in (public / "history").glob("*/index.html"))
    assert months[0].startswith("2020-")


def test_the_feed_is_read_by_a_feed_parser(public: Path) -> None:
    feed = feedparser.parse((public / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.feed.title
    assert len(feed.entries) > 0
