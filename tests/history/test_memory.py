"""A store in memory that lies over another one."""

from pathlib import Path

from statusgen.history import MemoryStore, open_store


def test_what_is_written_stays_above(tmp_path: Path) -> None:
    """Added, replaced and deleted for this process alone; below, nothing has changed."""
    below = open_store("state", base=tmp_path)
    for name in ("runs/a", "runs/b", "runs/c"):
        below.add(name, b"below")
    above = MemoryStore(below)
    above.add("runs/d", b"above")
    above.swap("runs/b", b"above", was=b"below")
    above.delete("runs/c")
    names = ["runs/a", "runs/b", "runs/c", "runs/d"]
    assert above.names("runs/") == ["runs/a", "runs/b", "runs/d"]
    assert dict(above.read_each(names)) == {
        "runs/a": b"below",
        "runs/b": b"above",
        "runs/c": None,
        "runs/d": b"above",
    }
    assert dict(below.read_each(names[:3])) == dict.fromkeys(names[:3], b"below")
    assert below.names("runs/") == names[:3]
