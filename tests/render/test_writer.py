import json
import os
from pathlib import Path

import pytest

from statusgen.domain.output import OutputFile
from statusgen.errors import RenderError
from statusgen.render import write_site
from tests.builders import make_leftover

A_DAY_NS = 86_400 * 10**9


def make_tree(**files: str) -> dict[str, OutputFile]:
    """A tree of text files; `__` in a name is a slash, `_` a dot."""
    return {
        name.replace("__", "/").replace("_", "."): OutputFile.of(text.encode(), "text/plain")
        for name, text in files.items()
    }


def listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_written_and_listed_in_its_manifest(tmp_path: Path) -> None:
    """The manifest has the digest, size and content type of every file."""
    tree = make_tree(index_html="front", components__web__index_html="web")
    report = write_site(tree, tmp_path / "new" / "public")
    assert report.written == ("components/web/index.html", "index.html")
    manifest = json.loads((tmp_path / "new/public/site-manifest.json").read_text())
    assert manifest["index.html"] == {
        "sha256": tree["index.html"].digest,
        "size": 5,
        "content_type": "text/plain",
    }
    assert set(manifest) == set(tree)


def test_what_points_at_the_rest_is_written_last(tmp_path: Path) -> None:
    """A reader never meets a front page whose links lead nowhere yet."""
    tree = make_tree(index_html="front", status_json="{}", zebra_html="z", a__index_html="a")
    assert write_site(tree, tmp_path).written == ("a/index.html", "zebra.html", "status.json", "index.html")


def test_unchanged_files_are_not_touched(tmp_path: Path) -> None:
    """Neither their bytes nor their time; nor are their bytes made."""
    write_site(make_tree(index_html="front", a_html="a"), tmp_path)
    stamp = (tmp_path / "a.html").stat().st_mtime_ns - A_DAY_NS
    for name in ("a.html", "site-manifest.json"):
        os.utime(tmp_path / name, ns=(stamp, stamp))

    def refuse() -> bytes:
        raise AssertionError("made for nothing")

    old = make_tree(a_html="a")["a.html"]
    same = {**make_tree(index_html="front"), "a.html": OutputFile(old.digest, old.content_type, refuse)}
    report = write_site(same, tmp_path)
    assert report.unchanged == ("a.html", "index.html")
    assert report.written == ()
    assert (tmp_path / "a.html").stat().st_mtime_ns == stamp
    assert (tmp_path / "site-manifest.json").stat().st_mtime_ns == stamp


def test_a_file_changed_by_somebody_else_is_put_right(tmp_path: Path) -> None:
    """The disk is compared, not only the last manifest."""
    tree = make_tree(index_html="front")
    write_site(tree, tmp_path)
    (tmp_path / "index.html").write_text("FRONT")
    assert write_site(tree, tmp_path).written == ("index.html",)
    assert (tmp_path / "index.html").read_text() == "front"


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Who has the old one open reads it to its end."""
    write_site(make_tree(index_html="old front"), tmp_path)
    with (tmp_path / "index.html").open() as reader:
        write_site(make_tree(index_html="new"), tmp_path)
        assert reader.read() == "old front"
    assert (tmp_path / "index.html").read_text() == "new"


def test_what_we_wrote_and_no_longer_make_is_deleted(tmp_path: Path) -> None:
    """With the folders it leaves empty; files of others stay."""
    write_site(
        make_tree(index_html="x", incidents__a__index_html="a", incidents__b__index_html="b"), tmp_path
    )
    (tmp_path / "incidents/b/notes.txt").write_text("mine")
    report = write_site(make_tree(index_html="x"), tmp_path)
    assert report.deleted == ("incidents/a/index.html", "incidents/b/index.html")
    assert listing(tmp_path) == {"index.html", "site-manifest.json", "incidents/b/notes.txt"}
    assert not (tmp_path / "incidents/a").exists()


def test_in_a_folder_that_is_not_ours_nothing_is_deleted(tmp_path: Path) -> None:
    """No manifest, or one that is damaged: nothing is known to be ours."""
    (tmp_path / "CNAME").write_text("status.example.net")
    (tmp_path / "site-manifest.json").write_text('{"CNAME": 1}')
    assert write_site(make_tree(index_html="x"), tmp_path).deleted == ()
    assert (tmp_path / "CNAME").exists()


def test_without_delete_everything_stays_ours(tmp_path: Path) -> None:
    """A later write, when the past can be read again, still knows what to delete."""
    write_site(make_tree(index_html="x", old_html="old"), tmp_path)
    assert write_site(make_tree(index_html="y"), tmp_path, delete=False).deleted == ()
    assert (tmp_path / "old.html").exists()
    assert write_site(make_tree(index_html="y"), tmp_path).deleted == ("old.html",)


@pytest.mark.parametrize("path", ["../evil", "/etc/evil", "a//b", "a/./b", "a/../../evil", "", "a\\b", "a/"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    """Whatever an id was, it is told and not followed."""
    tree = {path: OutputFile.of(b"x", "text/plain")}
    with pytest.raises(RenderError, match="not a path inside the site"):
        write_site(tree, tmp_path / "public")
    assert not (tmp_path / "evil").exists()


def test_no_path_of_a_forged_manifest_is_deleted_outside(tmp_path: Path) -> None:
    """The manifest is a file that others can write."""
    victim = tmp_path / "victim"
    victim.write_text("x")
    public = tmp_path / "public"
    public.mkdir()
    entry = {"sha256": "", "size": 1, "content_type": ""}
    (public / "site-manifest.json").write_text(json.dumps({"../victim": entry}))
    assert write_site(make_tree(index_html="x"), public).deleted == ()
    assert victim.exists()


def test_symlinks_are_refused(tmp_path: Path) -> None:
    """A link in the folder may lead anywhere: not written through, not read, not deleted through."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("theirs")
    public = tmp_path / "public"
    public.mkdir()
    (public / "components").symlink_to(outside)
    with pytest.raises(RenderError, match="symlink"):
        write_site(make_tree(components__index_html="ours"), public)
    (public / "components").unlink()
    write_site(make_tree(components__index_html="ours", index_html="x"), public)
    (public / "components/index.html").unlink()
    (public / "components").rmdir()
    (public / "components").symlink_to(outside)
    assert write_site(make_tree(index_html="x"), public).deleted == ()
    assert (outside / "index.html").read_text() == "theirs"


def test_trouble_with_the_disk_names_the_path(tmp_path: Path) -> None:
    """A file stands where a folder must be."""
    (tmp_path / "components").write_text("a file")
    with pytest.raises(RenderError, match="components"):
        write_site(make_tree(components__web__index_html="x"), tmp_path)


def test_leftovers_of_a_killed_writer_are_swept(tmp_path: Path) -> None:
    """Those of one that still runs are not: init does."""
    dead = make_leftover(tmp_path, process=999999999)
    running = make_leftover(tmp_path, process=1)
    write_site(make_tree(a__index_html="x"), tmp_path)
    assert not dead.exists()
    assert running.exists()


def test_without_delete_only_what_is_still_there_is_listed(tmp_path: Path) -> None:
    """A file that somebody removed, changed or replaced would make every publish fail."""
    write_site(
        make_tree(index_html="x", kept_html="k", gone_html="g", changed_html="c", a__b_html="b"), tmp_path
    )
    (tmp_path / "gone.html").unlink()
    (tmp_path / "changed.html").write_text("mine now")
    (tmp_path / "a/b.html").unlink()
    (tmp_path / "a/b.html").symlink_to(tmp_path / "kept.html")
    assert write_site(make_tree(index_html="y"), tmp_path, delete=False).deleted == ()
    assert set(json.loads((tmp_path / "site-manifest.json").read_text())) == {"index.html", "kept.html"}
    assert (tmp_path / "changed.html").read_text() == "mine now"
    assert write_site(make_tree(index_html="y"), tmp_path).deleted == ("kept.html",)
