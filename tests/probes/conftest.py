"""Servers on loopback."""

from collections.abc import Iterator

import pytest

from tests.servers import HostileServer, Nginx, nginx


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """A real nginx."""
    with nginx(tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    """Servers that behave as told."""
    with HostileServer() as server:
        yield server
