"""A project with one real service on loopback."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.commands import Command


@dataclass(slots=True)
class Service:
    """A web server whose answer a test may change at any time."""

    port: int = 0
    status: int = 200
    body: bytes = b"Welcome\n"
    seen: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture
def service() -> Iterator[Service]:
    answer = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer.seen.append(dict(self.headers))
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    answer.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield answer
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def project(statusgen: Command, service: Service) -> Command:
    """checks.yaml with a component `web` on the service, and `phone`, run by hand."""
    statusgen.write("checks.yaml", checks_yaml(service))
    return statusgen


def checks_yaml(service: Service, *, check: str = "", probing: str = "", rest: str = "") -> str:
    """`check` are more keys of the check, `probing` of its section, `rest` whole further lines."""
    return (
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {{tries: 1, timeout: 2s, controls: ['{service.url}']{', ' if probing else ''}{probing}}}\n"
        "components:\n"
        f"  - {{id: web, name: Web, checks: [{{http: '{service.url}'{', ' if check else ''}{check}}}]}}\n"
        "  - {id: phone, name: Phone}\n"
        f"{rest}"
    )
