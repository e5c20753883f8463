import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from statusgen.domain.manifest import MANIFEST_PATH
from statusgen.errors import PublishError
from statusgen.publish.folder import open_folder
from statusgen.publish.site import BuiltSite, open_site
from statusgen.publish.target import Delivery
from tests.builders import make_leftover

BuildSite = Callable[..., Path]


def publish(folder: Path, mirror: Path, *, dry_run: bool = False) -> Delivery:
    return open_folder(str(mirror), Path("/")).deliver(open_site(folder), dry_run=dry_run)


def listing(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_a_new_folder_gets_the_whole_site(build_site: BuildSite, tmp_path: Path) -> None:
    delivery = publish(build_site(), tmp_path / "www" / "status")
    assert listing(tmp_path / "www" / "status") == listing(tmp_path / "public")
    assert delivery.sent == ("components/web/index.html", "feed.xml", "status.json", "index.html")
    assert delivery.unchanged == 0


def test_what_has_not_changed_is_left_alone(build_site: BuildSite, tmp_path: Path) -> None:
    """The untouched file is the same inode with the same time."""
    mirror = tmp_path / "mirror"
    publish(build_site(), mirror)
    before = (mirror / "feed.xml").stat()
    delivery = publish(build_site(minute=5), mirror)
    after = (mirror / "feed.xml").stat()
    assert delivery == Delivery(("status.json",), (), 3)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_same_site_twice_touches_nothing_at_all(build_site: BuildSite, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    publish(build_site(), mirror)
    before = {file: file.stat().st_ino for file in mirror.rglob("*")}
    assert publish(build_site(), mirror) == Delivery((), (), 4)
    assert {file: file.stat().st_ino for file in mirror.rglob("*")} == before


def test_a_file_that_was_tampered_with_is_put_right(build_site: BuildSite, tmp_path: Path) -> None:
    """The target is judged by what it holds, not by what its manifest claims."""
    mirror = tmp_path / "mirror"
    publish(build_site(), mirror)
    (mirror / "feed.xml").write_text("defaced")
    assert publish(build_site(), mirror).sent == ("feed.xml",)
    assert (mirror / "feed.xml").read_text() == "<rss/>"


def test_only_what_the_last_manifest_listed_is_deleted(build_site: BuildSite, tmp_path: Path) -> None:
    """A page that is gone goes, its empty folder too; a stranger's file stays."""
    mirror = tmp_path / "mirror"
    publish(build_site({"components/old/index.html": "old"}), mirror)
    (mirror / ".well-known").mkdir()
    (mirror / ".well-known" / "acme").write_text("challenge")
    delivery = publish(build_site(), mirror)
    assert delivery.deleted == ("components/old/index.html",)
    assert not (mirror / "components" / "old").exists()
    assert (mirror / ".well-known" / "acme").read_text() == "challenge"


def test_a_damaged_manifest_at_the_target_deletes_nothing(build_site: BuildSite, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    publish(build_site({"old.html": "old"}), mirror)
    (mirror / MANIFEST_PATH).write_text("{ damaged")
    assert publish(build_site(), mirror).deleted == ()
    assert (mirror / "old.html").exists()


def test_a_dry_run_says_what_it_would_do_and_does_nothing(build_site: BuildSite, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    publish(build_site({"old.html": "old"}), mirror)
    before = listing(mirror)
    folder = build_site({"new.html": "new"}, minute=5)
    assert publish(folder, mirror, dry_run=True) == Delivery(("new.html", "status.json"), ("old.html",), 3)
    assert listing(mirror) == before
    publish(folder, tmp_path / "other", dry_run=True)
    assert not (tmp_path / "other").exists()


def test_a_link_among_the_folders_does_not_lead_a_write_elsewhere(
    build_site: BuildSite, tmp_path: Path
) -> None:
    mirror, elsewhere = tmp_path / "mirror", tmp_path / "elsewhere"
    mirror.mkdir()
    elsewhere.mkdir()
    (mirror / "components").symlink_to(elsewhere)
    with pytest.raises(PublishError, match="through a symbolic link"):
        publish(build_site(), mirror)
    assert list(elsewhere.iterdir()) == []
    assert listing(mirror) == {}


def test_a_link_among_the_folders_does_not_lead_a_deletion_elsewhere(
    build_site: BuildSite, tmp_path: Path
) -> None:
    mirror, elsewhere = tmp_path / "mirror", tmp_path / "elsewhere"
    publish(build_site({"old/page.html": "old"}), mirror)
    (mirror / "old").rename(elsewhere)
    (mirror / "old").symlink_to(elsewhere)
    with pytest.raises(PublishError, match="through a symbolic link"):
        publish(build_site(), mirror)
    assert (elsewhere / "page.html").exists()


def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(
    build_site: BuildSite, tmp_path: Path
) -> None:
    mirror, precious = tmp_path / "mirror", tmp_path / "precious"
    mirror.mkdir()
    precious.write_text("<rss/>")
    (mirror / "feed.xml").symlink_to(precious)
    publish(build_site({"feed.xml": "<rss>new</rss>"}), mirror)
    assert precious.read_text() == "<rss/>"
    assert not (mirror / "feed.xml").is_symlink()


def test_a_root_that_is_a_link_itself_is_fine(build_site: BuildSite, tmp_path: Path) -> None:
    """Web servers' roots often are: /srv/www/current."""
    (tmp_path / "release").mkdir()
    (tmp_path / "current").symlink_to(tmp_path / "release")
    publish(build_site(), tmp_path / "current")
    assert listing(tmp_path / "release") == listing(tmp_path / "public")


def test_the_built_site_is_no_target_of_its_own(build_site: BuildSite, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="is the built site itself"):
        publish(build_site(), tmp_path / "public")


def test_a_repository_is_no_folder_to_pour_files_into(build_site: BuildSite, tmp_path: Path) -> None:
    """Whoever forgets `git+` is told what to write."""
    for name in ("HEAD", "objects", "refs"):
        (tmp_path / "status.git" / name).mkdir(parents=True)
    with pytest.raises(PublishError, match=r"write git\+"):
        publish(build_site(), tmp_path / "status.git")


def test_a_target_that_is_a_file_is_told_plainly(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "mirror").write_text("not a folder")
    with pytest.raises(PublishError, match=r"mirror.*: (File exists|Not a directory)"):
        publish(build_site(), tmp_path / "mirror")


def test_published_files_can_be_read_by_the_web_server(build_site: BuildSite, tmp_path: Path) -> None:
    """They get the permissions that the umask grants, not those of a private temporary file."""
    publish(build_site(), tmp_path / "mirror")
    (tmp_path / "plain").touch()
    assert (tmp_path / "mirror" / "index.html").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_publish_that_breaks_off_never_leaves_an_index_that_points_nowhere(
    build_site: BuildSite, tmp_path: Path
) -> None:
    """A page that changes under our hands stops it before the front page; the next publish heals it."""
    mirror = tmp_path / "mirror"
    publish(build_site({"old.html": "old"}), mirror)
    front = (mirror / "index.html").read_bytes()
    site = open_site(build_site({"index.html": "new", "zones/a.html": "new", "feed.xml": "new"}, minute=5))
    (site.folder / "zones" / "a.html").write_text("edited after it was verified")
    with pytest.raises(PublishError, match="the site changed"):
        open_folder(str(mirror), Path("/")).deliver(site, dry_run=False)
    assert (mirror / "index.html").read_bytes() == front
    assert (mirror / "old.html").exists()
    (site.folder / "zones" / "a.html").write_text("new")
    publish(site.folder, mirror)
    assert listing(mirror).keys() == {*site.manifest, MANIFEST_PATH}


def test_the_order_on_disk_is_pages_then_status_then_index(build_site: BuildSite, tmp_path: Path) -> None:
    """Read off the times of the files themselves, for a first publish."""
    mirror = tmp_path / "mirror"
    publish(build_site({f"pages/{number}.html": "x" for number in range(20)}), mirror)
    files = sorted((file for file in mirror.rglob("*") if file.is_file()), key=lambda f: f.stat().st_mtime_ns)
    assert [file.name for file in files][-3:] == ["status.json", "index.html", MANIFEST_PATH]


def test_what_a_killed_writer_left_behind_is_swept(build_site: BuildSite, tmp_path: Path) -> None:
    """Only if that process is gone: a living one, and one on another machine, still need their files."""
    mirror = tmp_path / "mirror"
    publish(build_site(), mirror)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, alive, elsewhere = (
        make_leftover(mirror / "components" / "web", process=gone.pid),
        make_leftover(mirror, process=os.getppid()),
        make_leftover(mirror, process=gone.pid, host="another-container"),
    )
    publish(build_site(minute=5), mirror)
    assert not dead.exists()
    assert alive.exists()
    assert elsewhere.exists()


def test_nothing_is_swept_where_a_link_leads_out(build_site: BuildSite, tmp_path: Path) -> None:
    """Even if nothing has to be written there."""
    mirror, elsewhere = tmp_path / "mirror", tmp_path / "elsewhere"
    publish(build_site(), mirror)
    (mirror / "components" / "web").rename(elsewhere)
    (mirror / "components" / "web").symlink_to(elsewhere)
    leftover = make_leftover(elsewhere, process=999999999)
    publish(build_site(minute=5), mirror)
    assert leftover.exists()


def test_a_relative_target_stands_beside_checks_yaml(build_site: BuildSite, tmp_path: Path) -> None:
    site: BuiltSite = open_site(build_site())
    open_folder("./mirror", tmp_path).deliver(site, dry_run=False)
    assert (tmp_path / "mirror" / "index.html").exists()
