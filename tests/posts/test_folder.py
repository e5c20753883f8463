"""The folder of posts."""

import os
from pathlib import Path

import pytest

from statusgen.posts import LoadedPosts, load_posts
from tests.reading import COMPONENTS, DUBLIN, NOW, post_text

POST = post_text("## 2026-11-20 09:20 investigating\n\nCards fail.")


def load(folder: Path) -> LoadedPosts:
    return load_posts(folder, zone=DUBLIN, components=COMPONENTS, now=NOW)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(loaded: LoadedPosts) -> list[str]:
    return [str(problem) for problem in loaded.problems]


def test_no_folder_holds_no_posts(tmp_path: Path) -> None:
    """A page may do without any."""
    assert load(tmp_path / "incidents") == LoadedPosts(load(tmp_path).posts)
    assert load(tmp_path).posts.incidents == ()


def test_subfolders_are_read(tmp_path: Path) -> None:
    """Problems name a file by its path, with forward slashes."""
    write(tmp_path, old__2025__cards=POST.replace("title", "titel"))
    loaded = load(tmp_path)
    assert [post.file for post in loaded.posts.incidents] == ["incidents/old/2025/cards.md"]
    assert told(loaded)[0].startswith("incidents/old/2025/cards.md:1:1: ")


def test_some_names_are_no_posts(tmp_path: Path) -> None:
    """README in any case, what begins with an underscore or a dot, what is no markdown."""
    for name in (
        "README.md",
        "readme.MD",
        "_template.md",
        ".hidden.md",
        "notes.txt",
        "_old/a.md",
        ".git/b.md",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("no header", encoding="utf-8")
    assert load(tmp_path) == LoadedPosts(load(tmp_path).posts)
    assert load(tmp_path).posts.incidents == ()


def test_links_are_refused(tmp_path: Path) -> None:
    """A post cannot show what lies elsewhere on the machine; neither can a folder."""
    outside = tmp_path / "outside"
    write(outside, secret=POST)
    folder = tmp_path / "incidents"
    folder.mkdir()
    (folder / "a.md").symlink_to(outside / "secret.md")
    (folder / "b").symlink_to(outside, target_is_directory=True)
    (folder / "c.md").symlink_to(tmp_path / "nowhere")
    loaded = load(folder)
    assert loaded.posts.incidents == ()
    assert [(problem.file, problem.code) for problem in loaded.problems] == [
        ("incidents/a.md", "SG213"),
        ("incidents/b", "SG213"),
        ("incidents/c.md", "SG213"),
    ]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe would be waited for without end."""
    os.mkfifo(tmp_path / "pipe.md")
    assert told(load(tmp_path)) == ["incidents/pipe.md:1:1: not a file: NOT ON THE PAGE [SG213]"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """The others are loaded."""
    write(tmp_path, a=POST, b=POST)
    (tmp_path / "a.md").chmod(0)
    loaded = load(tmp_path)
    assert [post.id for post in loaded.posts.incidents] == ["b"]
    assert "Permission denied" in told(loaded)[0]


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    """It is no reason to stop."""
    (tmp_path / "incidents").write_text("", encoding="utf-8")
    loaded = load(tmp_path / "incidents")
    assert [problem.file for problem in loaded.problems] == ["incidents"]


def test_a_name_that_is_no_text_is_told_legibly(tmp_path: Path) -> None:
    """File systems allow names that no encoding does."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text(POST, encoding="utf-8")
    loaded = load(tmp_path)
    assert [(post.id, post.file) for post in loaded.posts.incidents] == [("caf", "incidents/caf.md")]


def test_an_id_twice_is_told_and_numbered(tmp_path: Path) -> None:
    """The first file keeps it; no number is given that somebody else has."""
    other = POST.replace("title", "id: cards\ntitle")
    write(tmp_path, a=other, b=other, c=other, d=POST.replace("title", "id: cards-2\ntitle"))
    loaded = load(tmp_path)
    assert {post.file[-4]: post.id for post in loaded.posts.incidents} == {
        "a": "cards",
        "b": "cards-3",
        "c": "cards-4",
        "d": "cards-2",
    }
    hint = "(write another 'id:') [SG216]"
    assert told(loaded) == [
        f"incidents/{file}.md:1:1: incidents/a.md has the id 'cards' already; '{used}' is used {hint}"
        for file, used in (("b", "cards-3"), ("c", "cards-4"))
    ]


def test_each_kind_is_newest_first(tmp_path: Path) -> None:
    """By what it is about."""
    write(
        tmp_path,
        a=post_text("## 2026-11-18 09:20 investigating"),
        b=post_text("## 2026-11-20 09:20 investigating"),
        c=post_text("## 2026-11-19 09:20 investigating", header="started: 2026-11-01 09:20"),
    )
    assert [post.id for post in load(tmp_path).posts.incidents] == ["b", "a", "c"]
