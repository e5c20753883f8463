"""Connections, one to each asking, and nothing left behind."""

import asyncio
import gc
import resource
import ssl
from dataclasses import replace
from ipaddress import ip_address

import pytest

from statusgen.domain.status import Reason
from statusgen.domain.url import Url
from statusgen.net import (
    BODY_CAP,
    NetFault,
    Network,
    NoRoute,
    Request,
    Resolver,
    Stopwatch,
    Stream,
    Unsendable,
)
from statusgen.net.http import HEADER_CAP
from tests.servers import (
    OK,
    HostileServer,
    endlessly,
    free_port,
    greeting,
    hang,
    html,
    read_request,
    replying,
)


def request_to(port: int, path: str = "/") -> Request:
    return Request(url=Url.parse(f"http://127.0.0.1:{port}{path}"))


def fetch(request: Request, network: Network | None = None) -> tuple[int, bytes, bool]:
    response = asyncio.run((network or Network()).fetch(request))
    return response.status, response.body, response.truncated


@pytest.mark.parametrize("size", [BODY_CAP - 1, BODY_CAP, BODY_CAP + 1])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_read_up_to_the_cap(hostile: HostileServer, size: int, chunked: bool) -> None:
    """By length and in chunks alike."""
    data = b"x" * size
    response = html(data)
    if chunked:
        response = OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n0\r\n\r\n" % (size, data)
    status, body, truncated = fetch(request_to(hostile.serve(replying(response))))
    assert (status, len(body), truncated) == (200, min(size, BODY_CAP), size > BODY_CAP)


def test_a_body_may_end_with_the_connection(hostile: HostileServer) -> None:
    """Without a length, the end is the end."""
    assert fetch(request_to(hostile.serve(replying(OK + b"\r\nto the end")))) == (200, b"to the end", False)


def test_what_follows_the_promised_length_is_not_read(hostile: HostileServer) -> None:
    """Content-Length is believed."""
    port = hostile.serve(replying(OK + b"Content-Length: 2\r\n\r\nok and more"))
    assert fetch(request_to(port)) == (200, b"ok", False)


def test_an_unwanted_body_is_not_waited_for(hostile: HostileServer) -> None:
    """Where only the headers count, an endless body does not matter."""
    port = hostile.serve(endlessly(OK + b"Content-Length: 9\r\n\r\n", b"", every_s=5))
    request = replace(request_to(port), wants_body=lambda status: status != 200)
    assert fetch(request) == (200, b"", False)


def test_a_few_informational_answers_are_passed_over(hostile: HostileServer) -> None:
    """103 Early Hints is normal."""
    port = hostile.serve(replying(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + html(b"ok")))
    assert fetch(request_to(port)) == (200, b"ok", False)


@pytest.mark.parametrize("informational", [b"", b"HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n" * 8])
@pytest.mark.parametrize("spare", [0, 1])
def test_headers_are_read_up_to_their_cap(hostile: HostileServer, informational: bytes, spare: int) -> None:
    """64 KiB before the body, however they arrive: in one piece they would slip through h11."""
    start, end = informational + OK + b"X-Long: ", b"\r\nContent-Length: 2\r\n\r\n"
    head = start + b"a" * (HEADER_CAP + spare - len(start) - len(end)) + end
    port = hostile.serve(replying(head + b"ok"))
    if not spare:
        assert fetch(request_to(port)) == (200, b"ok", False)
        return
    with pytest.raises(NetFault) as raised:
        fetch(request_to(port))
    assert (raised.value.reason, raised.value.detail) == (Reason.TOO_LARGE, "headers of more than 64 KiB")


def test_headers_of_100_kb_in_one_piece_are_too_large(hostile: HostileServer) -> None:
    """The second read completes what the first could not judge."""
    port = hostile.serve(replying(html(b"ok", "X-Long: " + "a" * 100_000)))
    with pytest.raises(NetFault) as raised:
        fetch(request_to(port))
    assert raised.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (b"", "the connection ended without an answer"),
        (b"HTTP/1.1 200 OK\r\nX-A", "the connection ended in the middle of the answer"),
        (OK + b"Content-Length: 9\r\n\r\nshort", "the connection ended in the middle of the answer"),
        (OK + b"Content-Length: x\r\n\r\n", "not HTTP: its head cannot be read"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP: its body cannot be read"),
    ],
)
def test_a_broken_answer_is_told_in_plain_words(hostile: HostileServer, answer: bytes, detail: str) -> None:
    """Operators read it in the log of a run, not programmers of HTTP."""
    with pytest.raises(NetFault) as raised:
        fetch(request_to(hostile.serve(replying(answer))))
    assert raised.value.detail == detail


def test_headers_are_found_in_any_case(hostile: HostileServer) -> None:
    """All of a name's values, in order."""
    port = hostile.serve(replying(html(b"", "X-Thing: a", "x-THING: b\xe4")))
    response = asyncio.run(Network().fetch(request_to(port)))
    assert response.header("X-Thing")[0] == "a"
    assert len(response.header("x-thing")) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("X-A", "a\r\nX-B: b"), ("X-A", "\udcff"), ("X A", "b"), ("X-Ä", "b"), ("X-A", "a\0")]
)
def test_what_http_does_not_allow_is_never_sent(hostile: HostileServer, name: str, value: str) -> None:
    """A header cannot smuggle another one, and the fault does not quote it."""
    port = hostile.serve(hang)
    with pytest.raises(Unsendable) as raised:
        fetch(replace(request_to(port), headers=((name, value),)))
    assert value not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_request_shows_no_headers_and_no_body() -> None:
    """They may hold secrets: not in its repr."""
    request = replace(request_to(1), headers=(("X-Key", "canary"),), body=b"canary")
    assert "canary" not in repr(request)


def test_the_next_address_is_tried_when_one_refuses(hostile: HostileServer) -> None:
    """In the order given, as every client does."""
    port = hostile.serve(replying(html(b"ok")), host="127.0.0.2")
    addresses = (ip_address("127.0.0.3"), ip_address("127.0.0.2"))
    network = Network(resolver=Resolver(hosts={"two.test": addresses}))
    request = Request(url=Url.parse(f"http://two.test:{port}/"))
    assert fetch(request, network) == (200, b"ok", False)


def test_nobody_listening_is_a_connect_fault() -> None:
    """With the address and the system's words in the detail."""
    port = free_port()
    with pytest.raises(NetFault) as raised:
        fetch(request_to(port))
    assert raised.value.reason is Reason.CONNECT
    assert raised.value.detail == f"127.0.0.1 port {port}: Connection refused"


def test_without_a_socket_left_it_is_our_lack() -> None:
    """Too many open files say nothing about the peer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    async def starved() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        try:
            await Stream.connect(ip_address("127.0.0.1"), 1)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    with pytest.raises(NoRoute, match="Too many open files"):
        asyncio.run(starved())


def test_each_request_has_a_connection_of_its_own(hostile: HostileServer) -> None:
    """Nothing warm is shared from check to check."""
    port = hostile.serve(replying(html(b"ok")))

    async def twice() -> None:
        network = Network()
        await network.fetch(request_to(port))
        await network.fetch(request_to(port))

    asyncio.run(twice())
    assert hostile.connections.count(port) == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cancelling_leaves_no_socket_behind(hostile: HostileServer, scheme: str) -> None:
    """A deadline in the middle of anything closes the connection at once (warnings are errors here)."""
    port = hostile.serve(hang)

    async def cancelled() -> None:
        request = Request(url=Url.parse(f"{scheme}://127.0.0.1:{port}/"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await Network().fetch(request)

    asyncio.run(cancelled())
    gc.collect()


def test_settings_are_made_once_for_each_verification() -> None:
    """Loading the system's certificates takes 26 ms: not for every check."""
    network = Network()
    verifying, trusting = network.tls_context(verify=True), network.tls_context(verify=False)
    assert verifying is network.tls_context(verify=True)
    assert (verifying.verify_mode, verifying.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (trusting.verify_mode, trusting.check_hostname) == (ssl.CERT_NONE, False)


@pytest.mark.parametrize("default", [ssl.VERIFY_DEFAULT, ssl.VERIFY_X509_STRICT])
def test_every_interpreter_verifies_alike(monkeypatch: pytest.MonkeyPatch, default: ssl.VerifyFlags) -> None:
    """Python 3.13 has other defaults than 3.12; whether a site is trusted must not hang on that."""
    context = ssl.create_default_context()
    context.verify_flags |= default
    monkeypatch.setattr(ssl, "create_default_context", lambda **_: context)
    flags = Network().tls_context(verify=True).verify_flags
    assert not flags & ssl.VERIFY_X509_STRICT
    assert flags & ssl.VERIFY_X509_PARTIAL_CHAIN


@pytest.mark.parametrize(
    ("method", "length"), [("POST", 1), ("PUT", 1), ("PATCH", 1), ("GET", 0), ("HEAD", 0)]
)
def test_an_empty_body_is_announced_where_one_is_meant(
    hostile: HostileServer, method: str, length: int
) -> None:
    """Strict servers answer 411 to a POST without Content-Length."""
    heard: list[str] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await read_request(reader))
        writer.write(html(b""))

    fetch(replace(request_to(hostile.serve(listen)), method=method))
    assert heard[0].lower().count("\r\ncontent-length: 0\r\n") == length


def test_phases_that_happen_again_add_up() -> None:
    """Two lookups of one chain are one figure; what fails counts nowhere."""
    ticks = iter([0.0, 1.0, 3.0, 10.0, 15.0, 20.0])
    stopwatch = Stopwatch(lambda: next(ticks))
    for _ in range(2):
        with stopwatch.phase("lookup"):
            pass
    with pytest.raises(ValueError, match="fails"), stopwatch.phase("connect"):
        raise ValueError("fails")
    assert stopwatch.phases.lookup == 7000
    assert stopwatch.phases.connect is None


def test_a_server_that_speaks_first_is_no_http(hostile: HostileServer) -> None:
    """A mail server on the wrong port: protocol."""
    with pytest.raises(NetFault) as raised:
        fetch(request_to(hostile.serve(greeting(b"220 mail.example.com ESMTP\r\n"))))
    assert raised.value.reason is Reason.PROTOCOL


def test_a_name_server_has_one_network_for_the_run() -> None:
    """What is loaded and made for it is there for the next check; TLS settings are everybody's."""
    network = Network(resolver=Resolver(hosts={"here.test": (ip_address("127.0.0.1"),)}))
    other = network.through(("192.0.2.53", 53))
    assert network.through(None) is network
    assert network.through(("192.0.2.53", 53)) is other is not network
    assert other.through(("192.0.2.53", 53)) is other
    assert other.name_servers == (("192.0.2.53", 53),)
    assert other.tls_context(verify=False) is network.tls_context(verify=False)
