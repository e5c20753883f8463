"""Real and hostile servers on loopback, for tests and benchmarks."""

import asyncio
import contextlib
import gzip
import ipaddress
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
"""Where Debian's nginx is; None if it is not installed."""

_LOOPBACK = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "::1")


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


# --- Certificates ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """Files with certificate and key in PEM; `ca` is what must be trusted for `good` to be."""

    ca: Path
    good: Path
    expired: Path
    self_signed: Path
    wrong_name: Path


@dataclass(frozen=True)
class Signed:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_certificates(folder: Path) -> Certificates:
    """An own authority and four leaves; `good` is for localhost, *.test and loopback, for 60 days."""
    now = datetime.now(UTC)
    ca = sign("statusgen test authority", names=(), until=now + timedelta(days=365), authority=True)
    names = ("localhost", "*.test")
    leaves = {
        "good": sign("localhost", names=names, until=now + timedelta(days=60, hours=1), issuer=ca),
        "expired": sign("localhost", names=names, until=now - timedelta(days=1), issuer=ca),
        "self_signed": sign("localhost", names=names, until=now + timedelta(days=60)),
        "wrong_name": sign("elsewhere.test", names=("a.b.test",), until=now + timedelta(days=60), issuer=ca),
    }
    files = {name: _write(folder / f"{name}.pem", leaf) for name, leaf in leaves.items()}
    return Certificates(ca=_write(folder / "ca.pem", ca, with_key=False), **files)


def make_certificate(folder: Path, *names: str) -> None:
    """`leaf.pem`, made out to the names, and `ca.pem`, which must be trusted for it to be."""
    until = datetime.now(UTC) + timedelta(days=60)
    ca = sign("statusgen test authority", names=(), until=until, authority=True)
    _write(folder / "ca.pem", ca, with_key=False)
    _write(folder / "leaf.pem", sign(names[0], names=names, until=until, issuer=ca))


def sign(
    name: str,
    *,
    names: tuple[str, ...],
    until: datetime,
    issuer: Signed | None = None,
    authority: bool = False,
) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=400))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        addresses = () if "localhost" not in names else _LOOPBACK
        alternatives: list[x509.GeneralName] = [x509.DNSName(each) for each in names]
        alternatives += [x509.IPAddress(ipaddress.ip_address(each)) for each in addresses]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return Signed(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _write(path: Path, signed: Signed, *, with_key: bool = True) -> Path:
    pem = signed.certificate.public_bytes(serialization.Encoding.PEM)
    if with_key:
        pem += signed.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    path.write_bytes(pem)
    return path


# --- nginx ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nginx:
    """A running nginx: `http` is plain, the others speak TLS with the certificate of that name."""

    certificates: Certificates
    http: int
    good: int
    expired: int
    self_signed: int
    wrong_name: int

    @property
    def ports(self) -> tuple[int, ...]:
        return self.http, self.good, self.expired, self.self_signed, self.wrong_name


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[Nginx]:
    """Debian's nginx on free ports of 127.0.0.1, with its files in `folder`; ends with the block."""
    certificates = make_certificates(folder)
    web = Nginx(certificates, *(free_port() for _ in range(5)))
    config = folder / "nginx.conf"
    config.write_text(_nginx_config(folder, web))
    command = [NGINX or "nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        for port in web.ports:
            wait_for_port(port)
        yield web
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def one_nginx(folder: Path, address: str, port: int) -> Iterator[None]:
    """Debian's nginx with one plain site at a given place, until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nginx.conf"
    config.write_text(_nginx_file(folder, _nginx_server(port, address=address)))
    command = [NGINX or "nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_for_port(port, address=address)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for_port(port: int, *, address: str = "127.0.0.1", patience_s: float = 10) -> None:
    """Return once something listens there; OSError if nothing does in time."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _nginx_config(folder: Path, web: Nginx) -> str:
    certificates = web.certificates
    served = [
        (web.good, certificates.good),
        (web.expired, certificates.expired),
        (web.self_signed, certificates.self_signed),
        (web.wrong_name, certificates.wrong_name),
    ]
    sites = [_nginx_server(web.http), *(_nginx_server(port, certificate) for port, certificate in served)]
    return _nginx_file(folder, *sites)


def _nginx_file(folder: Path, *sites: str) -> str:
    return f"""
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type text/html;
    {"".join(sites)}
}}
"""


def _nginx_server(port: int, certificate: Path | None = None, *, address: str = "127.0.0.1") -> str:
    ssl = f"ssl_certificate {certificate}; ssl_certificate_key {certificate};" if certificate else ""
    return f"""
    server {{
        listen {address}:{port} backlog=4096 {"ssl" if certificate else ""};
        {ssl}
        location = / {{ return 200 "Sign in. version: 42\\n"; }}
        location = /health {{
            default_type application/json;
            return 200 '{{"status": "ok", "queue": {{"depth": 7}}}}';
        }}
        location = /error {{ return 500 "broken"; }}
        location = /moved {{ return 302 /; }}
        location = /loop {{ return 302 /loop; }}
        location = /private {{
            if ($http_authorization != "Bearer right") {{ return 401; }}
            return 200 "in";
        }}
    }}"""


# --- Servers that misbehave -----------------------------------------------------------------------

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"


async def read_request(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")


def replying(response: bytes) -> Behaviour:
    """Reads the request's head, sends these bytes, ends."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(response)
        await writer.drain()

    return behave


def endlessly(start: bytes, again: bytes, *, every_s: float = 0.0) -> Behaviour:
    """Reads the request's head, sends `start`, then `again` for ever."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(start)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(every_s)

    return behave


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, and says nothing until the peer leaves."""
    await reader.read()


def greeting(banner: bytes) -> Behaviour:
    """Speaks first, then waits until the peer leaves."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(banner)
        await writer.drain()
        await reader.read()

    return behave


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers a request with RST."""
    await read_request(reader)
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def html(body: bytes, *headers: str) -> bytes:
    """A whole 200 response."""
    lines = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return OK + lines.encode() + b"\r\n" + body


def redirect(location: str, status: int = 302) -> bytes:
    """A whole redirect."""
    return f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def gzip_bomb(size: int = 64 * 1024 * 1024) -> bytes:
    return gzip.compress(b"\0" * size, mtime=0)


@contextlib.contextmanager
def black_hole(*, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """A port from which nothing comes back: its queue is full, so Linux drops whoever knocks."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(3):
            knocking = stack.enter_context(socket.socket())
            knocking.setblocking(False)
            knocking.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


class HostileServer:
    """A thread with an event loop that serves any behaviour on a port of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self.connections: list[int] = []
        """The ports that were connected to, in order."""

    def __enter__(self) -> "HostileServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def serve(self, behaviour: Behaviour, *, host: str = "127.0.0.1", port: int = 0) -> int:
        """Serve it until the end; the port, chosen freely unless given."""
        return asyncio.run_coroutine_threadsafe(self._serve(behaviour, host, port), self._loop).result(10)

    async def _serve(self, behaviour: Behaviour, host: str, port: int) -> int:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections.append(writer.get_extra_info("sockname")[1])
            try:
                with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                    await behaviour(reader, writer)
                    writer.close()
                    await writer.wait_closed()
            finally:
                writer.transport.abort()

        server = await asyncio.start_server(handle, host, port, backlog=1024)
        self._servers.append(server)
        served: int = server.sockets[0].getsockname()[1]
        return served

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # aborted transports close in the loop's next rounds
