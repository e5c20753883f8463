"""Files that are written as a whole, and what is swept after writers that were not so lucky."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from statusgen.files import is_inside, replace_file, sweep_folder, sync_folder, temporary_file
from tests.builders import make_leftover

NOBODY = 999999999


def failing_with(code: int) -> Callable[[int], None]:
    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../a", "a/../b", "a//b", "", "a\\b", "a\nb", "a\0b", ".git/config"]
)
def test_paths_that_lead_out_of_a_root_are_not_inside(path: str) -> None:
    """Nor are those of git's own folder, nor those that show otherwise than they are."""
    assert not is_inside(path)


@pytest.mark.parametrize("path", ["index.html", "components/web/index.html", "_headers", "data/days/ü.json"])
def test_paths_of_a_site_are_inside(path: str) -> None:
    """Whatever language they are in."""
    assert is_inside(path)


@pytest.mark.parametrize("sync", [True, False])
def test_a_file_is_replaced_at_once_and_nothing_else_stays(tmp_path: Path, sync: bool) -> None:
    """Who has the old one open reads it to its end; missing folders are made."""
    file = tmp_path / "a" / "b"
    replace_file(file, b"old", sync=sync)
    with file.open("rb") as reader:
        replace_file(file, b"new", sync=sync)
        assert reader.read() == b"old"
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


def test_a_replaced_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    """Those that the umask grants, so that a web server may read it."""
    replace_file(tmp_path / "ours", b"", sync=False)
    (tmp_path / "plain").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_could_not_be_moved_does_not_stay(tmp_path: Path) -> None:
    """A folder in the place of the file: an error, and no litter."""
    (tmp_path / "taken" / "by").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        replace_file(tmp_path / "taken", b"", sync=False)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_no_two_temporary_files_have_one_name(tmp_path: Path) -> None:
    """Two containers may share a folder, a host name and a process number."""
    with temporary_file(tmp_path, b"", sync=False) as one, temporary_file(tmp_path, b"", sync=False) as other:
        pattern = rf"\.statusgen-[A-Za-z0-9-]+\.{os.getpid()}\.[0-9a-f]{{12}}\.tmp"
        assert re.fullmatch(pattern, one.name)
        assert one != other


def test_dead_writers_are_swept_after_and_others_let_alone(tmp_path: Path) -> None:
    """Of another host nobody knows who is alive there, and other names are not ours."""
    dead = make_leftover(tmp_path, process=NOBODY)
    kept = [
        make_leftover(tmp_path, process=os.getpid()),
        make_leftover(tmp_path, process=os.getppid()),
        make_leftover(tmp_path, process=NOBODY, host="elsewhere"),
        tmp_path / f".statusgen-{NOBODY}.tmp",
    ]
    kept[-1].touch()
    sweep_folder(tmp_path)
    assert not dead.exists()
    assert set(tmp_path.iterdir()) == set(kept)


def test_what_is_a_day_old_is_swept_whoever_wrote_it(tmp_path: Path) -> None:
    """Nobody takes a day for one file, and names of containers never come back."""
    old = make_leftover(tmp_path, process=NOBODY, host="elsewhere")
    os.utime(old, (0, 0))
    sweep_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_sweeping_a_folder_that_is_not_there_is_fine(tmp_path: Path) -> None:
    """There is nothing in it."""
    sweep_folder(tmp_path / "none")


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_mount_that_cannot_sync_folders_is_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """What was written to it is written all the same."""
    monkeypatch.setattr(os, "fsync", failing_with(code))
    sync_folder(tmp_path)


def test_a_disk_that_fails_to_sync_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An input/output error is no peculiarity of a mount."""
    monkeypatch.setattr(os, "fsync", failing_with(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        sync_folder(tmp_path)
