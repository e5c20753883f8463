"""gRPC health checks: a real grpcio server, and peers that speak HTTP/2 badly."""

import asyncio
import contextlib
import socket
import ssl
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import StreamEnded
from pydantic import ValidationError

from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from statusgen.probes.grpc_health import code_name, decode_response, encode_request
from tests.asking import ask, ask_one, asked_check
from tests.commands import Command
from tests.servers import (
    Behaviour,
    Certificates,
    HostileServer,
    Nginx,
    free_port,
    greeting,
    hang,
    make_certificates,
)

STATES = {
    "": "SERVING",
    "shop.Checkout": "SERVING",
    "shop.Search": "NOT_SERVING",
    "shop.Stock": "SERVICE_UNKNOWN",
    "shop.Mail": "UNKNOWN",
}


class Guard(grpc.ServerInterceptor):  # type: ignore[misc]
    """Refuses calls whose metadata say so, with the status that they name."""

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        metadata = dict(details.invocation_metadata)
        wanted = metadata.get("x-end-with")
        if wanted is None and metadata.get("authorization", "Bearer right") == "Bearer right":
            return continuation(details)
        code = getattr(grpc.StatusCode, wanted or "UNAUTHENTICATED")
        return grpc.unary_unary_rpc_method_handler(lambda _, context: context.abort(code, "not tödäy"))


@contextlib.contextmanager
def serving(certificate: Path | None = None, *, healthy: bool = True) -> Iterator[int]:
    """A real grpcio server on a port of its own, with the standard health service unless told otherwise."""
    server = grpc.server(ThreadPoolExecutor(2), interceptors=[Guard()])
    if healthy:
        servicer = health.HealthServicer()
        for service, state in STATES.items():
            servicer.set(service, health_pb2.HealthCheckResponse.ServingStatus.Value(state))
        health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    if certificate is None:
        port = server.add_insecure_port("127.0.0.1:0")
    else:
        pem = certificate.read_bytes()
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(pem, pem)]))
    server.start()
    yield port
    server.stop(grace=None).wait(10)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def plain() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def secure(certificates: Certificates) -> Iterator[int]:
    with serving(certificates.good) as port:
        yield port


@pytest.mark.parametrize(
    ("service", "outcome", "detail"),
    [
        ("", Outcome.UP, None),
        ("shop.Checkout", Outcome.UP, None),
        ("shop.Search", Outcome.DOWN, "it says NOT_SERVING"),
        ("shop.Stock", Outcome.DOWN, "it says SERVICE_UNKNOWN"),
        ("shop.Mail", Outcome.DOWN, "it says UNKNOWN"),
        ("shop.Nothing", Outcome.DOWN, "the server does not know this service"),
        ("süß" * 100, Outcome.DOWN, "the server does not know this service"),
    ],
)
def test_a_service_says_how_it_is(plain: int, service: str, outcome: Outcome, detail: str | None) -> None:
    """Serving is up; anything else that it says is down, and not serving."""
    report = ask(asked_check(f"localhost:{plain}", kind="grpc", service=service, tls=False))
    [sample] = report.run.samples
    assert sample.outcome is outcome
    assert sample.latency_ms is not None
    if detail:
        assert sample.reason is Reason.NOT_SERVING
        assert report.details["web"].startswith(detail)


def test_under_tls_the_certificate_counts(secure: int, certificates: Certificates) -> None:
    """HTTP/2 is agreed on in the handshake, and the certificate's end is in the sample."""
    check = asked_check(f"localhost:{secure}", kind="grpc", expect={"certificate_valid_for": "90d"})
    report = ask(check, ca_file=certificates.ca)
    [sample] = report.run.samples
    assert sample.outcome is Outcome.UP
    assert sample.certificate_until is not None
    assert None not in (sample.phases.connect, sample.phases.tls, sample.phases.first_byte)
    assert "the certificate expires" in report.findings[0].message
    assert ask_one(check).reason is Reason.CERTIFICATE_UNTRUSTED
    assert ask_one(asked_check(f"localhost:{secure}", kind="grpc", verify=False)).outcome is Outcome.UP


def test_every_address_is_asked(plain: int) -> None:
    """As for every kind that connects to a host."""
    keys: dict[str, Any] = {"tls": False, "addresses": ["127.0.0.1", "127.0.0.9"]}
    sample = ask_one(asked_check(f"grpc.test:{plain}", kind="grpc", **keys))
    assert (sample.outcome, sample.answered) == (Outcome.PARTIAL, (1, 2))


@pytest.mark.parametrize(
    ("headers", "outcome", "reason"),
    [
        ({"Authorization": "Bearer ${TOKEN}"}, Outcome.UP, None),
        ({"Authorization": "Bearer x${TOKEN}"}, Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED),
        ({"X-Key": "${TOKEN}", "x-end-with": "PERMISSION_DENIED"},
         Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED),
        ({"x-end-with": "PERMISSION_DENIED"}, Outcome.DOWN, Reason.STATUS),
        ({"x-end-with": "UNAUTHENTICATED"}, Outcome.DOWN, Reason.STATUS),
        ({"x-end-with": "UNAVAILABLE"}, Outcome.DOWN, Reason.NOT_SERVING),
        ({"x-end-with": "INTERNAL"}, Outcome.DOWN, Reason.STATUS),
        ({"x-end-with": "UNIMPLEMENTED"}, Outcome.DOWN, Reason.PROTOCOL),
    ],
)  # fmt: skip
def test_how_a_call_ends_is_told_apart(
    plain: int, headers: dict[str, str], outcome: Outcome, reason: Reason | None
) -> None:
    """Refused credentials are ours to mend, if there were any; the rest is the server's."""
    check = asked_check(f"localhost:{plain}", kind="grpc", tls=False, headers=headers)
    report = ask(check, environ={"TOKEN": "right"})
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason) == (outcome, reason)
    assert report.unhappy == (outcome is Outcome.UNKNOWN)
    if reason is Reason.STATUS:
        assert report.details["web"] == f"grpc-status {headers['x-end-with']}: not tödäy"


def test_a_server_without_a_health_service_is_told() -> None:
    """It speaks gRPC, and does not understand the question."""
    with serving(healthy=False) as port:
        report = ask(asked_check(f"localhost:{port}", kind="grpc", tls=False))
    assert report.run.samples[0].reason is Reason.PROTOCOL
    assert report.details["web"] == "the server has no health service (UNIMPLEMENTED)"


@pytest.mark.server
def test_a_server_of_another_protocol_is_told(web: Nginx) -> None:
    """An HTTP/1.1 server, with TLS and without."""
    report = ask(asked_check(f"localhost:{web.good}", kind="grpc"), ca_file=web.certificates.ca)
    assert report.run.samples[0].reason is Reason.PROTOCOL
    assert report.details["web"] == "the peer does not offer HTTP/2 (ALPN)"
    report = ask(asked_check(f"localhost:{web.http}", kind="grpc", tls=False))
    assert report.run.samples[0].reason is Reason.PROTOCOL
    assert report.details["web"] == "not HTTP/2: the answer does not begin like one"


def test_http2_must_be_agreed_on(certificates: Certificates) -> None:
    """A server that knows nothing of ALPN shakes hands, and is no server of gRPC."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_shake_hands, args=(listening, context))
        thread.start()
        report = ask(
            asked_check(f"localhost:{listening.getsockname()[1]}", kind="grpc"), ca_file=certificates.ca
        )
        thread.join(10)
    assert report.run.samples[0].reason is Reason.PROTOCOL
    assert report.details["web"] == "the peer does not offer HTTP/2 (ALPN)"


def _shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    connection.settimeout(10)
    with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as peer:
        peer.recv(1)


# --- Servers by hand ------------------------------------------------------------------------------

SERVING = b"\0\0\0\0\2\x08\x01"
GOOD = [(":status", "200"), ("content-type", "application/grpc+proto")]
OK = [("grpc-status", "0")]


def answering(
    headers: list[tuple[str, str]] = GOOD,
    body: bytes = SERVING,
    trailers: list[tuple[str, str]] | None = None,
) -> Behaviour:
    """Speaks HTTP/2 as it should, and answers a request with this."""

    async def behave(reader: StreamReader, writer: StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False, validate_outbound_headers=False))
        connection.initiate_connection()
        ended = False
        while not ended:
            writer.write(connection.data_to_send())
            ended = any(isinstance(e, StreamEnded) for e in connection.receive_data(await reader.read(65536)))
        connection.send_headers(1, headers)
        for at in range(0, len(body), 16384):
            connection.send_data(1, body[at : at + 16384])
        if trailers is None:
            connection.send_headers(1, OK, end_stream=True)
        elif trailers:
            connection.send_headers(1, trailers, end_stream=True)
        writer.write(connection.data_to_send())
        await writer.drain()
        await reader.read()

    return behave


def frames(*raw: bytes) -> Behaviour:
    """Whatever is asked, these bytes are the answer, and then nothing."""
    return greeting(b"".join(raw))


SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
PING = bytes([0, 0, 8, 6, 0, 0, 0, 0, 0]) + b"whatever"
GOAWAY = bytes([0, 0, 8, 7, 0, 0, 0, 0, 0]) + bytes(4) + (11).to_bytes(4, "big")
RESET = bytes([0, 0, 4, 3, 0, 0, 0, 0, 1]) + (7).to_bytes(4, "big")

BEHAVIOURS = {
    "a good answer": (answering(), None),
    "other fields": (answering(body=b"\0\0\0\0\x0c\x12\x01x\x1d1234\x0a\0\x08\x01"), None),
    "a later enum": (answering(body=b"\0\0\0\0\2\x08\x63"), Reason.NOT_SERVING),
    "an empty message": (answering(body=bytes(5)), Reason.NOT_SERVING),
    "no message": (answering(body=b""), Reason.PROTOCOL),
    "a compressed message": (answering(body=b"\1" + SERVING[1:]), Reason.PROTOCOL),
    "two messages": (answering(body=SERVING * 2), Reason.PROTOCOL),
    "a message that ends too soon": (answering(body=b"\0\0\0\0\3\x0a\x09x"), Reason.PROTOCOL),
    "a number without end": (answering(body=b"\0\0\0\0\x0c\x08" + b"\xff" * 11), Reason.PROTOCOL),
    "no grpc-status": (answering(trailers=[("x", "y")]), Reason.PROTOCOL),
    "no such grpc-status": (answering(trailers=[("grpc-status", "17")]), Reason.PROTOCOL),
    "a page": (answering([(":status", "200"), ("content-type", "text/html")], b"<p>"), Reason.PROTOCOL),
    "another status": (answering([(":status", "502")], b"bad gateway"), Reason.STATUS),
    "a huge body": (answering(body=b"\0" * 65_000), Reason.PROTOCOL),
    "headers without end": (
        frames(SETTINGS, *(bytes([0, 64, 0, kind, 0, 0, 0, 0, 1]) + bytes(16384) for kind in (1, *[9] * 8))),
        Reason.TOO_LARGE,
    ),
    "pings without end": (frames(SETTINGS, PING * 50_000), Reason.TOO_LARGE),
    "settings without end": (frames(SETTINGS * 50_000), Reason.TOO_LARGE),
    "garbage": (frames(b"\xff" * 100), Reason.PROTOCOL),
    "HTTP/1.1": (frames(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), Reason.PROTOCOL),
    "a goodbye": (frames(SETTINGS, GOAWAY), Reason.RESET),
    "a reset of the request": (frames(SETTINGS, RESET), Reason.RESET),
    "silence": (hang, Reason.TIMEOUT),
    "no trailers": (answering(trailers=[]), Reason.TIMEOUT),
}  # fmt: skip


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_any_behaviour_ends_with_its_reason(hostile: HostileServer, name: str) -> None:
    """Whatever the peer does, the check ends in time and says why."""
    behaviour, reason = BEHAVIOURS[name]
    timeout_s = 0.5 if reason is Reason.TIMEOUT else 5
    check = asked_check(f"127.0.0.1:{hostile.serve(behaviour)}", kind="grpc", tls=False, timeout_s=timeout_s)
    assert ask_one(check).reason is reason


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_cut_leaves_nothing_of_a_secret(hostile: HostileServer, attempts: int) -> None:
    """What the server says is shortened after its secrets are gone, whatever the detail goes on with."""
    token = "canary-0123456789-abcdef"
    message = [("grpc-message", "x" * 182 + " " + token), ("grpc-status", "13")]
    other_type = [(":status", "200"), ("content-type", f"{'x' * 25}/{token}")]
    answers = {
        "grpc-status INTERNAL: xxx": answering(trailers=message),
        "not gRPC, but xxx": answering(other_type),
    }
    keys: dict[str, Any] = {"tls": False, "attempts": attempts, "headers": {"x-token": "${TOKEN}"}}
    for told, answer in answers.items():
        check = asked_check(f"127.0.0.1:{hostile.serve(answer)}", kind="grpc", **keys)
        report = ask(check, environ={"TOKEN": token})
        assert told in report.details["web"]
        assert "canary" not in report.details["web"]


def test_an_end_in_the_middle_is_a_reset(hostile: HostileServer) -> None:
    """The connection is cut before the answer, or within it."""

    async def end(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(100)
        writer.write(SETTINGS)
        await asyncio.sleep(0)

    report = ask(asked_check(f"127.0.0.1:{hostile.serve(end)}", kind="grpc", tls=False))
    assert report.run.samples[0].reason is Reason.RESET


def test_a_secret_that_no_header_can_hold_is_not_configured(plain: int) -> None:
    """Nothing is sent, and the secret is not told."""
    check = asked_check(f"localhost:{plain}", kind="grpc", tls=False, headers={"X-Key": "${KEY}"})
    report = ask(check, environ={"KEY": "two\nlines"})
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert "lines" not in repr(report)


def test_without_its_library_a_check_is_not_configured(statusgen: Command, plain: int) -> None:
    """What is missing is named, with what to install; the exit is 1."""
    statusgen.write(
        "checks.yaml",
        "site: {name: A, url: https://status.example.net/}\n"
        f"components: [{{id: api, checks: [{{grpc: 'localhost:{plain}', tls: false}}]}}]\n",
    )
    statusgen.write("without/h2/__init__.py", "raise ImportError('not here')\n")
    done = statusgen("probe", code=1, PYTHONPATH="without")
    assert "pip install 'statusgen[grpc]'" in done.err
    assert "1 unknown" in done.err
    assert "1 up" in statusgen("probe", code=0).err


@pytest.mark.parametrize(
    "keys",
    [
        {"target": "example.com"},
        {"target": "https://example.com:443"},
        {"headers": {"grpc-timeout": "1S"}},
        {"headers": {"Content-Type": "application/json"}},
        {"headers": {"TE": "gzip"}},
        {"service": "x" * 1001},
        {"tls": "yes"},
    ],
)
def test_what_makes_no_sense_is_a_mistake(keys: dict[str, object]) -> None:
    """The target is host:port, and what makes a call one of gRPC is ours to set."""
    with pytest.raises(ValidationError):
        PROBES["grpc"].options.model_validate({"target": "example.com:443", **keys})


def test_nobody_there_is_down() -> None:
    """As for every kind."""
    assert ask_one(asked_check(f"127.0.0.1:{free_port()}", kind="grpc")).reason is Reason.CONNECT


# --- The two messages -----------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["", "a", "shop.Checkout", "ü" * 64, "x" * 1000])
def test_requests_are_what_protobuf_would_write(service: str) -> None:
    """Byte for byte."""
    message = health_pb2.HealthCheckRequest(service=service).SerializeToString()
    assert encode_request(service) == b"\0" + len(message).to_bytes(4, "big") + message


@pytest.mark.parametrize("state", ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"])
def test_responses_are_read_as_protobuf_would(state: str) -> None:
    """Each state, the one that is written as nothing too."""
    message = health_pb2.HealthCheckResponse(status=state).SerializeToString()
    assert decode_response(b"\0" + len(message).to_bytes(4, "big") + message) == state


def test_codes_are_grpcs() -> None:
    """By number and name."""
    for code in grpc.StatusCode:
        assert code_name(str(code.value[0])) == code.name
    for text in ("", "17", "-1", "OK", "٣"):
        with pytest.raises(ValueError, match="no status"):
            code_name(text)
