"""A store in a folder: what it makes of the disk, and what it refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from statusgen.errors import HistoryError
from statusgen.history.folder import FolderStore


def files_in(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def pid_of_a_dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_reading_a_store_that_is_not_there_creates_nothing(tmp_path: Path) -> None:
    """A missing folder is a new store, and stays missing until something is written."""
    store = FolderStore(tmp_path / "state")
    assert store.names("runs/") == []
    assert store.read("config.json") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [[], [".gitignore"], ["pending/runs"], ["lost+found"]])
def test_the_first_write_makes_a_store(there: list[str], tmp_path: Path) -> None:
    """With format.json, in a folder that is missing, empty or as good as that."""
    for name in there:
        (tmp_path / "state" / name).mkdir(parents=True)
    FolderStore(tmp_path / "state").add("runs/a", b"a")
    assert files_in(tmp_path / "state") == ["format.json", "runs/a"]
    assert (tmp_path / "state" / "format.json").read_bytes() == b'{"format": 1}\n'


@pytest.mark.parametrize("there", ["runs", "days", "config.json", "index.html"])
def test_a_folder_with_other_things_is_no_store(there: str, tmp_path: Path) -> None:
    """Without format.json nobody knows what it is: nothing is read, nothing written."""
    (tmp_path / there).mkdir()
    with pytest.raises(HistoryError, match=rf"holds {there} but no format.json"):
        FolderStore(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_a_newer_store_is_refused_by_its_version(tmp_path: Path) -> None:
    """What a later version wrote is not guessed at."""
    (tmp_path / "format.json").write_text('{"format": 7}')
    with pytest.raises(HistoryError, match=r"has format 7, and this version reads formats up to 1: upgrade"):
        FolderStore(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"format": "1"}', b'{"format": true}', b"\xff"]
)
def test_a_damaged_format_is_refused(content: bytes, tmp_path: Path) -> None:
    """Unreadable is not new: the message says how to mend it."""
    (tmp_path / "format.json").write_bytes(content)
    with pytest.raises(HistoryError, match=r'damaged; nothing was written.*put {"format": 1} into it'):
        FolderStore(tmp_path)
    assert files_in(tmp_path) == ["format.json"]


def test_a_store_that_became_newer_while_open_is_not_written(tmp_path: Path) -> None:
    """The format is looked at again before the first write."""
    store = FolderStore(tmp_path)
    (tmp_path / "format.json").write_text('{"format": 2}')
    with pytest.raises(HistoryError, match="has format 2"):
        store.add("runs/a", b"a")
    assert files_in(tmp_path) == ["format.json"]


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    """Named with what to do, not taken for an empty store."""
    (tmp_path / "state").write_text("")
    with pytest.raises(HistoryError, match=r"state: could not be read: Not a directory; name a folder"):
        FolderStore(tmp_path / "state")


def test_a_file_in_place_of_a_folder_inside_is_an_error(tmp_path: Path) -> None:
    """Neither reading nor writing passes over it."""
    store = FolderStore(tmp_path)
    store.add("runs", b"")
    with pytest.raises(HistoryError, match=r"runs: could not be read"):
        store.names("runs/")
    with pytest.raises(HistoryError, match=r"runs/a: could not be written"):
        store.add("runs/a", b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_an_error(tmp_path: Path) -> None:
    """What may not be read is not empty."""
    (tmp_path / "state").mkdir(mode=0)
    with pytest.raises(HistoryError, match="Permission denied; give the user that runs statusgen the right"):
        FolderStore(tmp_path / "state")


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    """The run is not there in part, and the message says what to do."""
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from statusgen.errors import HistoryError\n"
        "from statusgen.history.folder import FolderStore\n"
        "store = FolderStore(Path(sys.argv[1]))\n"
        "store.add('runs/first', b'1')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    store.add('runs/second', b'2' * 5000)\n"
        "except HistoryError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "runs/second: could not be written: File too large" in done.stdout
    assert files_in(tmp_path) == ["format.json", "runs/first"]


def test_temporary_files_of_dead_writers_are_swept(tmp_path: Path) -> None:
    """At the next write; those of living writers and of other machines stay."""
    with FolderStore(tmp_path)._temporary(b"in the middle") as mine:
        dead = mine.with_name(mine.name.replace(f".{os.getpid()}.", f".{pid_of_a_dead_process()}."))
        dead.write_bytes(b"half")
        elsewhere = mine.with_name(".statusgen-another-machine.1.abcdef.tmp")
        elsewhere.write_bytes(b"half")
        FolderStore(tmp_path).add("runs/b", b"b")
        assert {path.name for path in mine.parent.iterdir()} == {mine.name, elsewhere.name}


def test_temporary_files_that_are_a_day_old_are_swept(tmp_path: Path) -> None:
    """Whoever wrote them: nobody takes a day for one file."""
    FolderStore(tmp_path).add("runs/a", b"a")
    old = tmp_path / ".tmp" / ".statusgen-another-machine.1.abcdef.tmp"
    old.write_bytes(b"half")
    os.utime(old, (0, 0))
    FolderStore(tmp_path).add("runs/b", b"b")
    assert not old.exists()


def test_a_folder_that_became_empty_goes(tmp_path: Path) -> None:
    """A year of deleted runs does not leave a year of empty folders; the next run gets its folder back."""
    store = FolderStore(tmp_path)
    store.add("runs/2026-11-22/a", b"a")
    store.delete("runs/2026-11-22/a")
    assert not (tmp_path / "runs" / "2026-11-22").exists()
    store.add("runs/2026-11-22/b", b"b")
    assert store.names("runs/") == ["runs/2026-11-22/b"]
