"""Servers on loopback."""

from collections.abc import Iterator

import pytest

from tests import mail_servers
from tests.mail_servers import Dovecot, Exim, Vsftpd
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


@pytest.fixture(scope="session")
def exim() -> Iterator[Exim]:
    """A real mail server."""
    with mail_servers.exim() as running:
        yield running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real mailbox server."""
    with mail_servers.dovecot() as running:
        yield running


@pytest.fixture(scope="session")
def vsftpd() -> Iterator[Vsftpd]:
    """A real file server."""
    with mail_servers.vsftpd() as running:
        yield running


@pytest.fixture(scope="session")
def sshd() -> Iterator[int]:
    """The port of a real OpenSSH."""
    with mail_servers.sshd() as port:
        yield port
