"""The last good configuration."""

import pytest

from statusgen.history import Store, keep_config, last_config
from tests.history.glass_store import GlassStore


def test_the_last_good_configuration_is_kept(any_store: Store) -> None:
    """The newest one, byte for byte."""
    assert last_config(any_store) is None
    keep_config(any_store, b"site: {name: One}\n")
    keep_config(any_store, "site: {name: Zwölf}\r\n".encode())
    assert last_config(any_store) == "site: {name: Zwölf}\r\n".encode()


def test_an_unchanged_configuration_is_not_written_again(store: GlassStore) -> None:
    """So that a copy of the store has nothing to copy."""
    keep_config(store, b"site: {name: One}\n")
    before = store.contents["config.json"]
    keep_config(store, b"site: {name: One}\n")
    assert store.contents["config.json"] is before


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"sha256": "0", "content": "site: {}"}'])
def test_a_damaged_configuration_is_none(damage: bytes, store: GlassStore) -> None:
    """A page from half a configuration would be worse than none; and it can be replaced."""
    store.contents["config.json"] = damage
    assert last_config(store) is None
    keep_config(store, b"site: {name: One}\n")
    assert last_config(store) == b"site: {name: One}\n"
