from pathlib import Path

import pytest

from statusgen.history import MemoryStore, Store, open_store
from tests.history.glass_store import GlassStore

SORTS = ("folder", "memory", "memory over a folder", "glass")


@pytest.fixture
def store() -> GlassStore:
    """A new store that can be looked into."""
    return GlassStore()


@pytest.fixture(params=SORTS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A new store, of each sort in turn: what holds for one holds for all."""
    folder = open_store("state", base=tmp_path)
    stores: tuple[Store, ...] = (folder, MemoryStore(), MemoryStore(folder), GlassStore())
    return dict(zip(SORTS, stores, strict=True))[request.param]
