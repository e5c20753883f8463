"""WebSocket checks: a real server, and some that misbehave."""

import base64
import contextlib
import hashlib
import re
import ssl
import struct
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus

import pytest
from pydantic import ValidationError
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from tests.asking import ask, ask_one, asked_check
from tests.servers import (
    Certificates,
    HostileServer,
    free_port,
    html,
    make_certificates,
    read_request,
    redirect,
    replying,
)

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG, FIN = 0x1, 0x8, 0x9, 0xA, 0x80


def talk(connection: ServerConnection) -> None:
    """Welcomes, then answers each text with itself; `close` is closed, `silence` is what follows it."""
    connection.send("welcome")
    for message in connection:
        assert isinstance(message, str)
        if message == "close":
            connection.close(1011, "overloaded")
        elif message == "binary":
            connection.send(b"\xff\x00pong")
        elif message != "silence":
            connection.send(f"echo {message}")


def guard(connection: ServerConnection, request: Request) -> Response | None:
    """Lets only those into /private who have the token."""
    if request.path == "/private" and request.headers.get("Authorization") != "Bearer right":
        return connection.respond(HTTPStatus.UNAUTHORIZED, "who are you?")
    if request.path == "/gone":
        return connection.respond(HTTPStatus.GONE, "gone")
    return None


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The `websockets` package's server on a port of its own."""
    with serve(talk, "127.0.0.1", 0, process_request=guard, ssl=context, subprotocols=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join(10)


@pytest.fixture(scope="module")
def plain() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secure(certificates: Certificates) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good)
    with serving(context) as port:
        yield port


def test_a_handshake_is_enough(plain: int) -> None:
    """Nothing is sent and nothing waited for."""
    sample = ask_one(asked_check(f"ws://localhost:{plain}/", kind="websocket"))
    assert sample.outcome is Outcome.UP
    assert sample.latency_ms is not None
    assert None not in (sample.phases.connect, sample.phases.first_byte)


def test_under_tls_the_certificate_counts(secure: int, certificates: Certificates) -> None:
    """wss:// is verified as https:// is, and the certificate's end is in the sample."""
    check = asked_check(
        f"wss://localhost:{secure}/", kind="websocket", expect={"certificate_valid_for": "90d"}
    )
    trusting = ask(check, ca_file=certificates.ca)
    assert trusting.run.samples[0].outcome is Outcome.UP
    assert trusting.run.samples[0].certificate_until is not None
    assert "the certificate expires" in trusting.findings[0].message
    assert ask_one(check).reason is Reason.CERTIFICATE_UNTRUSTED
    careless = asked_check(f"wss://localhost:{secure}/", kind="websocket", verify=False)
    assert ask_one(careless).outcome is Outcome.UP


@pytest.mark.parametrize(
    ("send", "message", "reason"),
    [
        (None, "welcome", None),
        (None, "w*me", None),
        ("ping", "echo ping", None),  # the welcome is passed over
        ("${WORD}", "echo secret", None),
        ("binary", "*pong", None),
        ("ping", "echo pong", Reason.BODY),
        ("silence", "echo*", Reason.BODY),
        ("close", "echo*", Reason.RESET),
    ],
)
def test_a_message_must_come(plain: int, send: str | None, message: str, reason: Reason | None) -> None:
    """The first that fits will do; what comes instead is told."""
    check = asked_check(
        f"ws://localhost:{plain}/",
        kind="websocket",
        timeout_s=1 if reason is Reason.BODY else 5,  # it waits for what does not come
        send=send,
        expect={"message": message},
    )
    report = ask(check, environ={"WORD": "secret"})
    assert report.run.samples[0].reason is reason
    if reason is Reason.BODY:
        assert "the last message is" in report.details["web"]
    if reason is Reason.RESET:
        assert report.details["web"] == "it closed the WebSocket with code 1011 (overloaded)"


def test_a_server_that_says_nothing_is_a_timeout(hostile: HostileServer) -> None:
    """It shook hands, and no message came."""
    port = hostile.serve(speaking(b"", stay=True))
    check = asked_check(f"ws://127.0.0.1:{port}/", kind="websocket", timeout_s=0.4, expect={"message": "*"})
    report = ask(check)
    assert report.run.samples[0].reason is Reason.TIMEOUT
    assert report.details["web"] == "no message came"


@pytest.mark.parametrize(
    ("path", "headers", "outcome", "reason"),
    [
        ("private", {"Authorization": "Bearer ${TOKEN}"}, Outcome.UP, None),
        ("private", {"Authorization": "Bearer x${TOKEN}"}, Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED),
        ("private", {}, Outcome.DOWN, Reason.STATUS),
        ("gone", {"Authorization": "Bearer ${TOKEN}"}, Outcome.DOWN, Reason.STATUS),
    ],
)
def test_refused_credentials_are_ours_to_mend(
    plain: int, path: str, headers: dict[str, str], outcome: Outcome, reason: Reason | None
) -> None:
    """As with http: an expired token is not their outage; without one a refusal is."""
    check = asked_check(f"ws://localhost:{plain}/{path}", kind="websocket", headers=headers)
    report = ask(check, environ={"TOKEN": "right"})
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason) == (outcome, reason)
    assert report.unhappy == (reason is Reason.CREDENTIALS_REFUSED)


def test_a_secret_that_is_no_text_is_not_sent(hostile: HostileServer) -> None:
    """A message of text is UTF-8 (RFC 6455, 5.6); what the environment has need not be."""
    port = hostile.serve(speaking(b""))
    report = ask(
        asked_check(f"ws://127.0.0.1:{port}/", kind="websocket", send="${WORD}"),
        environ={"WORD": b"\xe9t\xe9".decode("utf-8", "surrogateescape")},
    )
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert report.details["web"] == "what is to be sent, its secrets filled in, is not UTF-8"
    assert hostile.connections.count(port) == 0


def test_with_a_secret_missing_nobody_is_asked(hostile: HostileServer) -> None:
    """Not even for a handshake: what is to be sent after it cannot be."""
    port, before = hostile.serve(speaking(b"")), len(hostile.connections)
    report = ask(asked_check(f"ws://127.0.0.1:{port}/", kind="websocket", send="${NOTHING}"))
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert report.findings[0].message == "the secret NOTHING is unset or empty"
    assert len(hostile.connections) == before


@pytest.mark.parametrize("answer", [html(b"hello"), redirect("/elsewhere"), redirect("ws://other.test/")])
def test_any_other_status_is_down(hostile: HostileServer, answer: bytes) -> None:
    """A page or a redirect is no WebSocket."""
    report = ask(asked_check(f"ws://127.0.0.1:{hostile.serve(replying(answer))}/", kind="websocket"))
    assert report.run.samples[0].reason is Reason.STATUS
    assert report.details["web"].endswith(", expected 101")


# --- Servers by hand ------------------------------------------------------------------------------


def speaking(
    frames: bytes, *, accept: str = "", headers: str = "", stay: bool = False
) -> Callable[[StreamReader, StreamWriter], Awaitable[None]]:
    """Shakes hands as RFC 6455 says, or with another `accept`; the frames come with the last byte of it."""

    async def behave(reader: StreamReader, writer: StreamWriter) -> None:
        request = await read_request(reader)
        found = re.search(r"sec-websocket-key: (\S+)", request, re.IGNORECASE)
        assert found
        digest = hashlib.sha1((found[1] + GUID).encode()).digest()
        answered = accept or base64.b64encode(digest).decode()
        head = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
            f"Sec-WebSocket-Accept: {answered}\r\n{headers}\r\n"
        )
        writer.write(head.encode() + frames)
        await writer.drain()
        if stay:
            await reader.read()

    return behave


def frame(opcode: int, payload: bytes = b"", *, length: int | None = None) -> bytes:
    """One frame as a server sends it, perhaps with a length that is not true."""
    size = len(payload) if length is None else length
    if size < 126:
        return bytes([opcode, size]) + payload
    return bytes([opcode, 127]) + struct.pack(">Q", size) + payload


MISBEHAVIOUR = {
    "another key's answer": (speaking(b"", accept="s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), Reason.PROTOCOL),
    "an extension": (
        speaking(b"", headers="Sec-WebSocket-Extensions: permessage-deflate\r\n"),
        Reason.PROTOCOL,
    ),
    "a subprotocol": (speaking(b"", headers="Sec-WebSocket-Protocol: chat\r\n"), Reason.PROTOCOL),
    "garbage": (speaking(b"\xff\xff\xff\xff" * 4), Reason.PROTOCOL),
    "a masked frame": (speaking(bytes([FIN | TEXT, 0x81]) + b"\0\0\0\0a"), Reason.PROTOCOL),
    "no UTF-8": (speaking(frame(FIN | TEXT, b"\xff\xfe")), Reason.PROTOCOL),
    "an end": (speaking(b""), Reason.RESET),
    "half a frame": (speaking(frame(FIN | TEXT, b"pon", length=4)), Reason.RESET),
    "a goodbye": (speaking(frame(FIN | CLOSE, struct.pack(">H", 1001))), Reason.RESET),
    "a ping and a goodbye": (
        speaking(frame(FIN | PING) + frame(FIN | CLOSE, struct.pack(">H", 1000))),
        Reason.RESET,
    ),
    "a huge frame": (
        speaking(frame(FIN | TEXT, b"x" * 1_000_000, length=2**40), stay=True),
        Reason.TOO_LARGE,
    ),
    "endless fragments": (speaking(frame(TEXT) + frame(0) * 500_000, stay=True), Reason.TOO_LARGE),
    "a flood of pings": (speaking(frame(FIN | PING, b"!" * 100) * 10_000, stay=True), Reason.TOO_LARGE),
    "a flood of messages": (speaking(frame(FIN | TEXT, b"no") * 65, stay=True), Reason.BODY),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_ends_with_its_reason(hostile: HostileServer, name: str) -> None:
    """Whatever comes after the handshake, the check ends, and says why."""
    behaviour, reason = MISBEHAVIOUR[name]
    check = asked_check(
        f"ws://127.0.0.1:{hostile.serve(behaviour)}/", kind="websocket", expect={"message": "pong"}
    )
    sample = ask_one(check)
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, reason)


def test_a_server_that_says_goodbye_at_once_hears_nothing(hostile: HostileServer) -> None:
    """What was to be sent cannot be: that is no success."""
    port = hostile.serve(speaking(frame(FIN | CLOSE, struct.pack(">H", 1013))))
    report = ask(asked_check(f"ws://127.0.0.1:{port}/", kind="websocket", send="hello"))
    assert report.run.samples[0].reason is Reason.RESET


def test_pings_and_fragments_are_understood(hostile: HostileServer) -> None:
    """A message may come in pieces, with a ping between them."""
    frames = frame(FIN | PING, b"?") + frame(TEXT, b"po") + frame(FIN | PONG) + frame(FIN, b"ng")
    port = hostile.serve(speaking(frames, stay=True))
    check = asked_check(f"ws://127.0.0.1:{port}/", kind="websocket", expect={"message": "pong"})
    assert ask_one(check).outcome is Outcome.UP


def test_a_subprotocol_that_was_offered_is_fine(hostile: HostileServer) -> None:
    """Whoever needs one says so in the headers."""
    port = hostile.serve(speaking(b"", headers="Sec-WebSocket-Protocol: chat\r\n"))
    check = asked_check(
        f"ws://127.0.0.1:{port}/", kind="websocket", headers={"Sec-WebSocket-Protocol": "soap, chat"}
    )
    assert ask_one(check).outcome is Outcome.UP


def test_goodbye_is_said_and_not_waited_for(hostile: HostileServer) -> None:
    """A masked close frame with code 1000 (RFC 6455, 5.5.1), and then the end."""
    heard: list[bytes] = []

    async def listen(reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await speaking(b"")(reader, writer)
            heard.append(await reader.read())

    port = hostile.serve(listen)
    assert ask_one(asked_check(f"ws://127.0.0.1:{port}/", kind="websocket")).outcome is Outcome.UP
    hostile.serve(listen)  # one more turn of the server's loop
    [goodbye] = heard
    mask, payload = goodbye[2:6], goodbye[6:]
    assert goodbye[:2] == bytes([FIN | CLOSE, 0x80 | 2])
    assert bytes(a ^ b for a, b in zip(mask, payload, strict=False)) == struct.pack(">H", 1000)


def test_a_websocket_goes_by_way_of_a_proxy(hostile: HostileServer) -> None:
    """Through a tunnel, even without TLS (RFC 6455, 4.1)."""
    asked: list[str] = []

    async def tunnel(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append(await read_request(reader))
        writer.write(b"HTTP/1.1 200 Fine\r\n\r\n")
        await speaking(frame(FIN | TEXT, b"pong"), stay=True)(reader, writer)

    check = asked_check(
        "ws://chat.test/socket",
        kind="websocket",
        proxy=f"http://127.0.0.1:{hostile.serve(tunnel)}",
        expect={"message": "pong"},
    )
    assert ask_one(check).outcome is Outcome.UP
    assert asked[0].startswith("CONNECT chat.test:80 HTTP/1.1")


@pytest.mark.parametrize(
    "keys",
    [
        {"target": "https://example.com/"},
        {"target": "example.com:443"},
        {"target": "wss://"},
        {"target": "ws://example.com/", "headers": {"Sec-WebSocket-Key": "x"}},
        {"target": "ws://example.com/", "headers": {"Connection": "close"}},
    ],
)
def test_what_makes_no_sense_is_a_mistake(keys: dict[str, object]) -> None:
    """Only ws:// and wss:// are targets, and the handshake's own headers are ours."""
    with pytest.raises(ValidationError, match=r"ws://|host name|own to set"):
        PROBES["websocket"].options.model_validate(keys)


def test_nobody_there_is_down() -> None:
    """As for every kind."""
    assert ask_one(asked_check(f"ws://127.0.0.1:{free_port()}/", kind="websocket")).reason is Reason.CONNECT
