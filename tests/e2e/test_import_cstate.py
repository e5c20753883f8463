"""cState sites, from import to page: a small invented one, and a large real one where it is at hand."""

import json
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest

from tests.commands import Command


@dataclass(frozen=True, slots=True)
class Site:
    folder: Path
    posts: int
    first_month: str


SITES = [
    Site(Path(__file__).parents[1] / "importers" / "site", 5, "2023-03"),
    Site(Path(__file__).parents[3] / "shared" / "corpora" / "cstate-jenkins", 297, "2020-06"),
]
NOW = "2026-11-22T09:35:00Z"


@dataclass(frozen=True, slots=True)
class Brought:
    """A site that was imported into the command's folder."""

    site: Site
    command: Command
    told: str


@pytest.fixture(scope="module", params=SITES, ids=["small", "jenkins"])
def brought(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Brought:
    site: Site = request.param
    if not site.folder.is_dir():
        pytest.skip(f"the site's files are not here ({site.folder.name})")
    command = Command(tmp_path_factory.mktemp("imported"))
    done = command("import", "cstate", str(site.folder), "--into", ".", code=0)
    return Brought(site, command, done.err)


def test_the_output_passes_lint(brought: Brought) -> None:
    """Without a single mistake; hints are allowed."""
    done = brought.command("lint", "--format", "json", code=0)
    assert [problem for problem in json.loads(done.out) if problem["severity"] == "mistake"] == []


def test_importing_again_changes_nothing(brought: Brought) -> None:
    command = brought.command
    files = sorted(Path(command.folder).rglob("*.md"))
    before = [file.read_bytes() for file in files]
    again = command("import", "cstate", str(brought.site.folder), "--into", ".", code=0)
    assert again.err == brought.told
    assert sorted(Path(command.folder).rglob("*.md")) == files
    assert [file.read_bytes() for file in files] == before


@pytest.fixture(scope="module")
def public(brought: Brought) -> Path:
    command = brought.command
    command("build", "--now", NOW, code=0)
    return Path(command.folder) / "public"


def test_every_post_gets_a_page_and_nothing_is_left_open(brought: Brought, public: Path) -> None:
    pages = {page.parent.name for page in public.glob("incidents/*/index.html")}
    assert len(pages) == brought.site.posts
    status = json.loads((public / "status.json").read_text())
    assert status["status"] == "operational"
    assert all(component["incidents"] == [] for component in status["components"].values())


def test_history_reaches_back_to_the_first_post(brought: Brought, public: Path) -> None:
    months = sorted(page.parent.name for page in (public / "history").glob("*/index.html"))
    assert months[0] == brought.site.first_month


def test_the_feed_is_read_by_a_feed_parser(public: Path) -> None:
    feed = feedparser.parse((public / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.feed.title
    assert len(feed.entries) > 0
