"""Debian's servers of the protocols that speak in lines, on free ports of 127.0.0.1, for tests.

Each runs as root with all its files in a folder of its own, and ends with the block that started it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import Certificates, free_port, make_certificates, wait_for_port


@dataclass(frozen=True)
class Exim:
    """`smtp` offers STARTTLS, `smtps` begins with TLS, `expired` offers it with an expired certificate."""

    certificates: Certificates
    smtp: int
    smtps: int
    expired: int


@dataclass(frozen=True)
class Dovecot:
    """`imap` and `pop3` offer TLS, the others begin with it."""

    certificates: Certificates
    imap: int
    imaps: int
    pop3: int
    pop3s: int


@dataclass(frozen=True)
class Vsftpd:
    """`ftp` offers TLS, `ftps` begins with it, `plain` knows none."""

    certificates: Certificates
    ftp: int
    ftps: int
    plain: int


@contextlib.contextmanager
def exim() -> Iterator[Exim]:
    program = find_program("exim4", package="exim4-daemon-light")
    with _folder() as folder:
        server = Exim(make_certificates(folder), free_port(), free_port(), free_port())
        spool = folder / "spool"
        spool.mkdir()
        spool.chmod(0o777)  # it gives up being root before it writes there
        config = folder / "exim.conf"
        config.write_text(f"""
keep_environment =
primary_hostname = localhost
spool_directory = {spool}
log_file_path = {spool}/%slog
pid_file_path = {spool}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {server.smtp} : {server.smtps} : {server.expired}
tls_on_connect_ports = {server.smtps}
tls_advertise_hosts = *
tls_certificate = {folder}/${{if ={{$received_port}}{{{server.expired}}}{{expired}}{{good}}}}.pem
smtp_banner = localhost ESMTP Exim of the tests
""")
        with _running([program, "-bdf", "-C", str(config)], folder, server.smtp, server.smtps):
            yield server


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    program = find_program("dovecot", package="dovecot-imapd dovecot-pop3d")
    with _folder() as folder:
        server = Dovecot(make_certificates(folder), *(free_port() for _ in range(4)))
        config = folder / "dovecot.conf"
        config.write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <{server.certificates.good}
ssl_key = <{server.certificates.good}
passdb {{
  driver = static
  args = nopassword=y
}}
{_dovecot_service("imap", server.imap, server.imaps)}
{_dovecot_service("pop3", server.pop3, server.pop3s)}
""")
        ports = (server.imap, server.imaps, server.pop3, server.pop3s)
        with _running([program, "-F", "-c", str(config)], folder, *ports):
            yield server


def _dovecot_service(name: str, plain: int, encrypted: int) -> str:
    return f"""
service {name}-login {{
  inet_listener {name} {{
    port = {plain}
  }}
  inet_listener {name}s {{
    port = {encrypted}
    ssl = yes
  }}
}}"""


@contextlib.contextmanager
def vsftpd() -> Iterator[Vsftpd]:
    with _folder() as folder, contextlib.ExitStack() as servers:
        server = Vsftpd(make_certificates(folder), free_port(), free_port(), free_port())
        servers.enter_context(_vsftpd(folder, server.ftp, "ssl_enable=YES"))
        servers.enter_context(_vsftpd(folder, server.ftps, "ssl_enable=YES", "implicit_ssl=YES"))
        servers.enter_context(_vsftpd(folder, server.plain))
        yield server


@contextlib.contextmanager
def _vsftpd(folder: Path, port: int, *settings: str) -> Iterator[None]:
    program = find_program("vsftpd", package="vsftpd")
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    config = folder / f"vsftpd-{port}.conf"
    lines = (
        "listen=YES",
        "listen_address=127.0.0.1",
        f"listen_port={port}",
        "background=NO",
        f"secure_chroot_dir={empty}",
        "seccomp_sandbox=NO",
        f"rsa_cert_file={folder}/good.pem",
        "ssl_ciphers=HIGH",
        *settings,
    )
    config.write_text("\n".join(lines) + "\n")
    with _running([program, str(config)], folder, port):
        yield


@contextlib.contextmanager
def sshd() -> Iterator[int]:
    """OpenSSH, with a new key: its port."""
    program = find_program("sshd", package="openssh-server")
    Path("/run/sshd").mkdir(exist_ok=True)  # it insists on that very one
    with _folder() as folder:
        port, key = free_port(), folder / "key"
        making = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
        subprocess.run(making, check=True, timeout=10)
        config = folder / "sshd.conf"
        config.write_text(f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {key}\nPidFile none\nUsePAM no\n")
        with _running([program, "-D", "-e", "-f", str(config)], folder, port):
            yield port


def find_program(name: str, *, package: str) -> str:
    """Where Debian's server is. A test skips, saying so, where it cannot run; in CI nothing is skipped."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is not None and os.geteuid() == 0:
        return found
    lack = "needs root" if found else f"is not installed (Debian: apt-get install {package})"
    if os.environ.get("CI"):
        pytest.fail(f"{name} {lack}")
    pytest.skip(f"{name} {lack}")


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """One that may be entered by the users that servers become, as pytest's own may not."""
    with tempfile.TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextlib.contextmanager
def _running(command: list[str], folder: Path, *ports: int) -> Iterator[None]:
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        for port in ports:
            wait_for_port(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):  # those that still serve a connection
            os.killpg(process.pid, signal.SIGKILL)
