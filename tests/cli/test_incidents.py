"""`incident new`, `update`, `resolve` and `list`: nobody types a timestamp."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands import Command

PROJECT = """\
site: {name: Example, url: https://status.example.net/, timezone: Europe/Dublin}
components: [{id: checkout, name: Checkout}, {id: api, name: API, formerly: [rest]}]
"""


@pytest.fixture
def project(statusgen: Command) -> Command:
    statusgen.write("checks.yaml", PROJECT)
    return statusgen


def posts(project: Command) -> list[Path]:
    return sorted(Path(project.folder, "incidents").glob("*.md"))


def test_new_writes_a_post_that_lint_accepts(project: Command) -> None:
    """Title with colon and hash, two components, a promise: all of it parses back."""
    arguments = ("--component", "checkout=partial", "--component", "rest slow", "--next-update", "30m")
    project("incident", "new", "Checkout: one card in five fails #1", *arguments, "-m", "We look.", code=0)
    (post,) = posts(project)
    text = post.read_text(encoding="utf-8")
    assert "title: Checkout: one card in five fails #1\n" in text
    assert "api" in text
    assert "next update" in text
    assert project("lint", code=0).out == ""


def test_two_incidents_of_one_title_get_two_files(project: Command) -> None:
    """Nothing is ever overwritten."""
    for _ in range(2):
        project("incident", "new", "Checkout fails", "--component", "checkout=down", code=0)
    assert len(posts(project)) == 2
    assert project("lint", code=0).out == ""


def test_update_and_resolve_pick_the_only_open_one(project: Command) -> None:
    """Three updates in one file, the last one ends it."""
    project("incident", "new", "Checkout fails", "--component", "checkout=down", code=0)
    project("incident", "update", "-m", "Half of it is back", "--component", "checkout=partial", code=0)
    listed = project("incident", "list", code=0).out
    assert listed.split("\t")[1] == "investigating"
    project("incident", "resolve", "-m", "All is well", code=0)
    assert project("incident", "list", code=0).out == ""
    assert "resolved" in project("incident", "list", "--all", code=0).out
    (post,) = posts(project)
    assert post.read_text(encoding="utf-8").count("\n## ") == 3


def test_with_two_open_ones_it_asks_which(project: Command) -> None:
    """Both are named, nothing is written; exit 2."""
    for title in ("Checkout fails", "API is slow"):
        project("incident", "new", title, "--component", "api=slow", code=0)
    before = [post.read_bytes() for post in posts(project)]
    told = project("incident", "resolve", code=2).err
    assert all(post.stem in told for post in posts(project))
    assert [post.read_bytes() for post in posts(project)] == before
    project("incident", "resolve", posts(project)[0].stem, code=0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--component", "chekout=down"), "chekout"),
        (("--component", "checkout=wobbly"), "wobbly"),
        (("--component", "checkout"), "ID=STATUS"),
        (("--next-update", "soon"), "soon"),
        (("--next-update", "27:99"), "27:99"),
        (("--started", "yesterday"), "yesterday"),
        (("--started", "0001-01-01 00:00"), "year"),
        (("--started", "2099-01-01 00:00"), "future"),
        (("--next-update", "99999999999999d"), "longer"),
    ],
)
def test_a_mistake_writes_nothing(project: Command, arguments: tuple[str, ...], said: str) -> None:
    """Exit 2, the mistake is named, no file appears."""
    assert said in project("incident", "new", "Checkout fails", *arguments, code=2).err
    assert posts(project) == []


def test_backdating(project: Command) -> None:
    """--started 40m is forty minutes ago: the incident began before its first update."""
    project("incident", "new", "Checkout fails", "--component", "checkout=down", "--started", "40m", code=0)
    started = project("incident", "list", code=0).out.split("\t")[2]
    ago = datetime.now(UTC) - datetime.fromisoformat(f"{started}:00+00:00")
    # Dublin is an hour ahead of UTC in summer.
    assert ago < timedelta(minutes=42)


def test_nothing_open_says_what_to_do(project: Command) -> None:
    """resolve without an open incident: exit 2."""
    assert "no incident is open" in project("incident", "resolve", code=2).err


def test_an_update_that_says_nothing_is_refused(project: Command) -> None:
    """A heading without anything under it helps nobody."""
    project("incident", "new", "Checkout fails", "--component", "checkout=down", code=0)
    assert "nothing to tell" in project("incident", "update", code=2).err
