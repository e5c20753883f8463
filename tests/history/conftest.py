from pathlib import Path

import pytest

from statusgen.history.store import Store, open_store
from tests.history.memory_store import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    """A new store, in memory."""
    return MemoryStore()


@pytest.fixture(params=["folder", "memory"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A new store, of each sort in turn: what holds for one holds for all."""
    return open_store("state", base=tmp_path) if request.param == "folder" else MemoryStore()
