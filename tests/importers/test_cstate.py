import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from statusgen.errors import StatusgenError
from statusgen.importers import Imported, import_cstate

ImportSite = Callable[..., Imported]
POST = """\
---
title: T
date: 2024-01-02T10:00:00Z
resolved: true
resolvedWhen: 2024-01-02T11:00:00Z
severity: down
affected: [API]
section: issue
---
Text
"""
SMALL = Path(__file__).parent / "site"
JENKINS = Path(__file__).parents[3] / "shared" / "corpora" / "cstate-jenkins"


def test_every_post_keeps_the_last_part_of_its_address_as_its_id(import_site: ImportSite) -> None:
    """cState has it at /issues/<name>/."""
    imported = import_site({"a.md": POST, "2023/b.md": POST, "bundle/index.md": POST, "_index.md": POST})
    assert sorted(imported.files) == [
        "checks.yaml",
        "incidents/a.md",
        "incidents/b.md",
        "incidents/bundle.md",
    ]
    assert "id: b\n" in imported.files["incidents/b.md"]


def test_a_name_that_cannot_be_an_id_is_changed_and_noted(import_site: ImportSite) -> None:
    """Of two that want the same id, the one whose name it is gets it."""
    imported = import_site(
        {"API Down.md": POST, "api-down.md": POST, "x.md": POST.replace("title", "slug: Y.z\ntitle")}
    )
    assert sorted(imported.files)[1:] == [
        "incidents/api-down-2.md",
        "incidents/api-down.md",
        "incidents/y-z.md",
    ]
    assert [(note.line, note.message.split()[0], note.message.split()[-4]) for note in imported.notes] == [
        (1, "'API", "api-down-2"),
        (2, "'Y.z'", "y-z"),
    ]


def test_pages_that_are_no_issues_stay_behind(import_site: ImportSite) -> None:
    imported = import_site(
        {"about.md": POST.replace("section: issue", "section: page"), "logo.png": b"\x89PNG"}
    )
    assert list(imported.files) == ["checks.yaml"]
    assert [str(note) for note in imported.notes] == [
        "content/issues/about.md:8: left out: a page of section 'page', not an issue"
    ]


def test_a_bad_post_stops_no_other(import_site: ImportSite) -> None:
    imported = import_site(
        {
            "bad.md": "---\n{{{: [\n---\n\x00",
            "empty.md": "",
            "toml.md": '+++\ndate = not a date\ntitle = "T"\n+++\n',
            "good.md": POST,
        }
    )
    assert [path for path in imported.files if path != "checks.yaml"] == ["incidents/good.md"]
    assert {note.file.rpartition("/")[2] for note in imported.notes} == {"bad.md", "empty.md", "toml.md"}


@pytest.mark.parametrize(
    ("config", "message"),
    [(None, "is not a cState site"), ("title: [", "config.yml:"), ("title: T\n\tbaseURL: x", "config.yml:")],
)
def test_without_settings_that_can_be_read_there_is_no_site(
    tmp_path: Path, config: str | None, message: str
) -> None:
    """Told in one line, with exit code 2."""
    if config is not None:
        (tmp_path / "config.yml").write_text(config)
    with pytest.raises(StatusgenError, match=message) as told:
        import_cstate(tmp_path)
    assert told.value.exit_code == 2


def test_settings_in_broken_toml_are_told_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("title = ")
    with pytest.raises(StatusgenError, match=r"config\.toml cannot be read"):
        import_cstate(tmp_path)


def test_a_small_site_is_told_of_in_full() -> None:
    """All that was interpreted, and nothing else."""
    imported = import_cstate(SMALL)
    assert sorted(imported.files) == [
        "checks.yaml",
        "incidents/2023-03-14-orders-lost.md",
        "incidents/2023-06-02-maintenance-catalogue.md",
        "incidents/2023-11-19-covers.md",
        "incidents/2024-02-29-leap-day.md",
        "incidents/2024-05-01-holiday.md",
    ]
    assert [str(note) for note in imported.notes] == (SMALL / "told.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def jenkins() -> Imported:
    if not JENKINS.is_dir():
        pytest.skip("the Jenkins site's files are not here (../shared/corpora/cstate-jenkins)")
    return import_cstate(JENKINS)


def test_of_a_real_site_every_post_arrives(jenkins: Imported) -> None:
    assert len(jenkins.files) == 1 + 297
    assert not [note for note in jenkins.notes if "left out: " in note.message and "issues" in note.file]


def test_of_a_real_site_everything_odd_is_noted(jenkins: Imported) -> None:
    """The 513 references to components it does not list, and the eight ends before their starts."""
    messages = [note.message for note in jenkins.notes]
    assert sum("is not among the systems" in message for message in messages) == 513
    assert sum(message.startswith("resolved before it started") for message in messages) == 8
    for note in jenkins.notes:
        assert 1 <= note.line <= len((JENKINS / note.file).read_text().splitlines())


def test_the_same_site_gives_the_same_bytes(jenkins: Imported) -> None:
    again = import_cstate(JENKINS)
    assert digest(again) == digest(jenkins)
    assert again.notes == jenkins.notes


def digest(imported: Imported) -> str:
    return hashlib.sha256(repr(sorted(imported.files.items())).encode()).hexdigest()
