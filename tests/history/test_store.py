"""The contract that every store keeps, and how one is opened."""

from pathlib import Path

import pytest

from statusgen.errors import HistoryError
from statusgen.history import Store, open_store


def test_what_was_added_can_be_read(any_store: Store) -> None:
    """Bytes in, the same bytes out, under a name with folders in it."""
    any_store.add("runs/2026-11-22/a.json", b"\0one")
    assert any_store.read("runs/2026-11-22/a.json") == b"\0one"


def test_what_is_not_there_reads_as_none(any_store: Store) -> None:
    """Missing is no error, neither for a name nor for everything below one."""
    assert any_store.read("runs/2026-11-22/a.json") is None
    assert any_store.names("runs/") == []


def test_names_are_those_below_the_prefix_sorted(any_store: Store) -> None:
    """Names come whole, at any depth, and only those asked for."""
    for name in ("runs/b/2", "runs/a/1", "days/x", "runs/b/1"):
        any_store.add(name, b"")
    assert any_store.names("runs/") == ["runs/a/1", "runs/b/1", "runs/b/2"]
    assert any_store.names("runs/b/") == ["runs/b/1", "runs/b/2"]


def test_reading_many_tells_each_with_its_name(any_store: Store) -> None:
    """In whatever order, and None for what is gone."""
    any_store.add("runs/a", b"a")
    assert dict(any_store.read_each(["runs/a", "runs/b"])) == {"runs/a": b"a", "runs/b": None}


def test_adding_the_same_again_is_fine(any_store: Store) -> None:
    """A writer that does not know whether it succeeded may simply repeat itself."""
    any_store.add("runs/a", b"a")
    any_store.add("runs/a", b"a")
    assert any_store.read("runs/a") == b"a"


def test_adding_never_overwrites(any_store: Store) -> None:
    """Other content under a name that is taken is an error, and the first stays."""
    any_store.add("runs/a", b"a")
    with pytest.raises(HistoryError, match=r"runs/a\b.* there already,? with other content"):
        any_store.add("runs/a", b"b")
    assert any_store.read("runs/a") == b"a"


def test_a_swap_needs_the_content_that_it_replaces(any_store: Store) -> None:
    """Two who read the same and both replace it: the second is told, and changes nothing."""
    assert any_store.swap("days/a", b"1", was=None)
    assert any_store.swap("days/a", b"2", was=b"1")
    assert not any_store.swap("days/a", b"3", was=b"1")
    assert not any_store.swap("days/a", b"3", was=None)
    assert any_store.read("days/a") == b"2"


def test_deleting_what_is_gone_is_fine(any_store: Store) -> None:
    """Two who delete the same do not disturb each other; the neighbours stay."""
    any_store.add("runs/a", b"a")
    any_store.add("runs/b", b"b")
    any_store.delete("runs/a")
    any_store.delete("runs/a")
    assert any_store.names("runs/") == ["runs/b"]


def test_a_relative_store_is_below_its_base(tmp_path: Path) -> None:
    """`history.store` resolves beside checks.yaml; an absolute path is as it says."""
    assert open_store("state", base=tmp_path).where == str(tmp_path / "state")
    assert open_store(str(tmp_path / "elsewhere"), base=Path("/nowhere")).where == str(tmp_path / "elsewhere")


@pytest.mark.parametrize("where", ["s3://key:secret@bucket/", "gs://bucket", "az://bucket"])
def test_object_stores_are_said_to_be_unsupported(where: str, tmp_path: Path) -> None:
    """By their scheme alone, for an address may hold a key; and with what to write instead."""
    with pytest.raises(HistoryError) as caught:
        open_store(where, base=tmp_path)
    assert str(caught.value) == (
        f"history.store: object stores are not supported in this version ({where[:2]}://): "
        "name a folder instead, such as 'state'"
    )
