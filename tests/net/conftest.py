"""Servers on loopback."""

from collections.abc import Iterator

import pytest

from tests.servers import HostileServer


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    """Servers that behave as told."""
    with HostileServer() as server:
        yield server
