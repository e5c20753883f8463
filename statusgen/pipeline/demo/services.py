"""Real services on loopback: a healthy one, a slow one, and three kinds of trouble."""

import itertools
import socket
import socketserver
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from statusgen.pipeline.demo.certificates import EXPIRED

HOST = "127.0.0.1"
SLOW_S = 1.2
FAILING_OF_TEN = 3


@dataclass(frozen=True, slots=True)
class Services:
    """The ports on loopback; nothing listens on `closed`."""

    healthy: int
    slow: int
    flaky: int
    expired: int
    banner: int
    closed: int


class _Page(BaseHTTPRequestHandler):
    """Answers every GET with a small page."""

    def do_GET(self) -> None:
        self.answer(200, b"<h1>Welcome to Harbour Hosting</h1>\n")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the demonstration's log is the prober's."""


class _SlowPage(_Page):
    def do_GET(self) -> None:
        time.sleep(SLOW_S)
        super().do_GET()


class _FlakyPage(_Page):
    """Three requests of ten end in an error."""

    requests = itertools.count()

    def do_GET(self) -> None:
        if next(self.requests) % 10 < FAILING_OF_TEN:
            self.answer(503, b"No backend is available\n")
        else:
            super().do_GET()


class _Banner(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"SSH-2.0-HarbourShell\r\n")


@contextmanager
def running_services() -> Iterator[Services]:
    """All of them, until the block ends."""
    with ExitStack() as stack:
        yield Services(
            healthy=stack.enter_context(serving(ThreadingHTTPServer((HOST, 0), _Page))),
            slow=stack.enter_context(serving(ThreadingHTTPServer((HOST, 0), _SlowPage))),
            flaky=stack.enter_context(serving(ThreadingHTTPServer((HOST, 0), _FlakyPage))),
            expired=stack.enter_context(serving(_with_expired_certificate())),
            banner=stack.enter_context(serving(socketserver.ThreadingTCPServer((HOST, 0), _Banner))),
            closed=_closed_port(),
        )


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    """Serve from a thread until the block ends; the port."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _with_expired_certificate() -> ThreadingHTTPServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "expired.pem"
        path.write_text(EXPIRED, encoding="ascii")
        context.load_cert_chain(path)
    server = _QuietServer((HOST, 0), _Page)
    # The handshake belongs to the thread of its connection: a client that hangs in it must not stop accept().
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Clients that refuse an expired certificate hang up: that is what this server is for."""


def _closed_port() -> int:
    with socket.create_server((HOST, 0)) as unused:
        return int(unused.getsockname()[1])
