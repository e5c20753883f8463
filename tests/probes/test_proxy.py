"""Checks by way of a proxy: a real tinyproxy before a real nginx, and proxies that misbehave."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from statusgen.probes.redirects import written_out
from tests.asking import ask, ask_one, asked_check
from tests.commands import Command
from tests.servers import (
    HostileServer,
    Nginx,
    free_port,
    hang,
    html,
    read_request,
    redirect,
    replying,
    wait_for_port,
)

TINYPROXY = shutil.which("tinyproxy", path="/usr/bin:/usr/sbin:/usr/local/bin")
PASSWORD = "correct-horse-7"

needs_tinyproxy = pytest.mark.skipif(
    TINYPROXY is None and not os.environ.get("CI"),
    reason="tinyproxy is not installed (Debian: apt-get install tinyproxy)",
)


@contextlib.contextmanager
def tinyproxy(folder: Path, *lines: str) -> Iterator[int]:
    """Debian's tinyproxy with these lines of configuration; the port, and `log` in the folder."""
    port = free_port()
    config = folder / "tinyproxy.conf"
    basic = [f"Port {port}", "Listen 127.0.0.1", "Timeout 5", f'LogFile "{folder}/log"', "LogLevel Connect"]
    config.write_text("\n".join([*basic, *lines, ""]))
    process = subprocess.Popen([TINYPROXY or "tinyproxy", "-d", "-c", str(config)], stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[int]:
    """A proxy that lets everybody in."""
    with tinyproxy(folder) as port:
        yield port


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A proxy that wants a user and a password."""
    with tinyproxy(tmp_path_factory.mktemp("guarded"), f"BasicAuth prober {PASSWORD}") as port:
        yield port


def by_way_of(port: int, target: str, *, login: str = "", **keys: object) -> Check:
    return asked_check(target, proxy=f"http://{login}127.0.0.1:{port}", **keys)  # type: ignore[arg-type]


@needs_tinyproxy
@pytest.mark.server
def test_plain_http_goes_by_way_of_the_proxy(web: Nginx, proxy: int, folder: Path) -> None:
    """The proxy is asked in absolute form, and what it brings is the target's own answer."""
    check = by_way_of(proxy, f"http://localhost:{web.http}/", expect={"body_contains": "Sign in"})
    assert ask_one(check).outcome is Outcome.UP
    assert f"GET http://localhost:{web.http}/" in (folder / "log").read_text()


@needs_tinyproxy
@pytest.mark.server
def test_https_goes_through_a_tunnel(web: Nginx, proxy: int, folder: Path) -> None:
    """The handshake is with the target: its certificate is seen, and each phase is timed."""
    check = by_way_of(proxy, f"https://localhost:{web.good}/health", expect={"json": {"$.status": "ok"}})
    sample = ask_one(check, ca_file=web.certificates.ca)
    assert sample.outcome is Outcome.UP
    assert sample.certificate_until is not None
    assert None not in (sample.phases.connect, sample.phases.tls, sample.phases.first_byte)
    assert f"CONNECT localhost:{web.good}" in (folder / "log").read_text()


@needs_tinyproxy
@pytest.mark.server
def test_a_bad_certificate_is_seen_through_a_tunnel(web: Nginx, proxy: int) -> None:
    """A proxy takes nothing away from what TLS promises."""
    check = by_way_of(proxy, f"https://localhost:{web.expired}/")
    assert ask_one(check, ca_file=web.certificates.ca).reason is Reason.CERTIFICATE_EXPIRED


@needs_tinyproxy
@pytest.mark.server
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_proxy_gets_its_credentials(web: Nginx, guarded: int, scheme: str) -> None:
    """User and password of the proxy's URL let us in, over both schemes."""
    port = web.http if scheme == "http" else web.good
    check = by_way_of(guarded, f"{scheme}://localhost:{port}/", login="prober:${PROXY_PASSWORD}@")
    report = ask(check, environ={"PROXY_PASSWORD": PASSWORD}, ca_file=web.certificates.ca)
    assert report.run.samples[0].outcome is Outcome.UP


@needs_tinyproxy
@pytest.mark.server
@pytest.mark.parametrize("login", ["", "prober:wrong@", "prober:${PROXY_PASSWORD}@"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_lets_us_not_in_is_ours_to_mend(
    web: Nginx, guarded: int, scheme: str, login: str
) -> None:
    """407, or the 401 of this one, says nothing about the target: unknown, a finding, exit 1."""
    port = web.http if scheme == "http" else web.good
    check = by_way_of(guarded, f"{scheme}://localhost:{port}/", login=login)
    report = ask(check, environ={"PROXY_PASSWORD": "not-it"}, ca_file=web.certificates.ca)
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED)
    assert report.unhappy
    assert "the proxy" in report.findings[0].message


@needs_tinyproxy
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_target_that_the_proxy_cannot_reach_is_down(proxy: int, scheme: str) -> None:
    """Nobody listens there; through a tunnel that is told as what it is."""
    report = ask(by_way_of(proxy, f"{scheme}://127.0.0.1:{free_port()}/"))
    [sample] = report.run.samples
    reason = Reason.CONNECT if scheme == "https" else Reason.STATUS
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, reason)
    assert "status 500" in report.details["web"]


@needs_tinyproxy
@pytest.mark.server
def test_a_proxy_that_forbids_the_target_is_our_trouble(tmp_path: Path, web: Nginx) -> None:
    """A port that the proxy does not tunnel to is blocked from here, and not down."""
    with tinyproxy(tmp_path, "ConnectPort 443") as port:
        report = ask(by_way_of(port, f"https://localhost:{web.good}/"))
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.BLOCKED)
    assert "does not let us connect" in report.findings[0].message


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_reached_says_nothing_about_the_target(scheme: str) -> None:
    """Our way out is closed: unknown and told, and not the target's outage."""
    report = ask(by_way_of(free_port(), f"{scheme}://localhost/"))
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)
    assert report.findings[0].message.startswith("the proxy cannot be reached")


def test_a_proxy_that_takes_no_connection_in_time_is_our_trouble_too() -> None:
    """A full backlog drops what comes: half of the time is for the proxy, then it is to blame."""
    with socket.socket() as listening, contextlib.ExitStack() as filling:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):  # more than a backlog of none holds
            client = filling.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listening.getsockname())
        report = ask(by_way_of(listening.getsockname()[1], "http://localhost/", timeout_s=0.6))
    assert report.run.samples[0].reason is Reason.PROBER_ERROR
    assert report.findings[0].message.startswith(
        "the proxy cannot be reached within 0.3 s: still connecting to 127.0.0.1 port "
    )


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", Outcome.DOWN, Reason.CONNECT),
        (b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 3\r\n\r\nlow", Outcome.DOWN, Reason.CONNECT),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", Outcome.UNKNOWN, Reason.BLOCKED),
        (b"HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", Outcome.UNKNOWN, Reason.BLOCKED),
        (b"HTTP/1.1 407 Let me see\r\n\r\n", Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Outcome.UNKNOWN, Reason.PROBER_ERROR),
        (b"", Outcome.UNKNOWN, Reason.PROBER_ERROR),
        (b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0-OpenSSH_9.2\r\n", Outcome.UNKNOWN, Reason.PROBER_ERROR),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, Outcome.UNKNOWN, Reason.PROBER_ERROR),
        (b"HTTP/1.1 200 OK\r\n\r\n", Outcome.DOWN, Reason.RESET),
    ],
)
def test_what_a_proxy_says_to_connect_is_told_apart(
    hostile: HostileServer, said: bytes, outcome: Outcome, reason: Reason
) -> None:
    """What it says of the target is the target's; what it says of itself, or of us, is ours."""
    sample = ask_one(by_way_of(hostile.serve(replying(said)), "https://shop.test/"))
    assert (sample.outcome, sample.reason) == (outcome, reason)


def test_a_proxy_that_hangs_ends_in_time(hostile: HostileServer) -> None:
    """It took the connection and says nothing: as the target would be that it waits for."""
    sample = ask_one(by_way_of(hostile.serve(hang), "https://shop.test/", timeout_s=0.3))
    assert sample.reason is Reason.TIMEOUT


def test_the_name_is_the_proxys_to_look_up(hostile: HostileServer) -> None:
    """What nobody here can resolve can be asked all the same, and the right host is asked for."""
    seen: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(html(b"fine"))

    check = by_way_of(hostile.serve(answer), "http://user:pw@nowhere.invalid/path?q=1", login="p:secret@")
    assert ask_one(check).outcome is Outcome.UP
    [request] = seen
    assert request.startswith("GET http://nowhere.invalid/path?q=1 HTTP/1.1\r\n")
    assert "host: nowhere.invalid\r\n" in request.lower()
    assert request.count("Proxy-Authorization: Basic cDpzZWNyZXQ=") == 1


def test_the_target_never_sees_what_is_for_the_proxy(hostile: HostileServer) -> None:
    """Through the tunnel goes the target's own request, without the proxy's password."""
    seen: list[str] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        seen.append((await reader.read(65536)).hex())

    ask(by_way_of(hostile.serve(tunnel), "https://u:w@shop.test/", login="p:secret@"))
    connect, hello = seen
    assert connect.startswith("CONNECT shop.test:443 HTTP/1.1\r\nHost: shop.test:443\r\n")
    assert "\r\nAuthorization" not in connect
    assert b"secret".hex() not in hello
    assert b"shop.test".hex() in hello  # SNI


@pytest.mark.server
def test_the_environment_chooses_no_proxy(statusgen: Command, web: Nginx, hostile: HostileServer) -> None:
    """http_proxy and its kin change nothing: a proxy is what checks.yaml asks for."""
    trap = f"http://127.0.0.1:{hostile.serve(replying(b'HTTP/1.1 418 Trapped' + bytes(2)))}"
    before = len(hostile.connections)
    statusgen.write(
        "checks.yaml",
        "site: {name: A, url: https://status.example.net/}\n"
        f"components: [{{id: web, checks: [{{http: 'http://127.0.0.1:{web.http}/'}}]}}]\n",
    )
    names = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    done = statusgen("probe", code=0, **dict.fromkeys(names, trap))
    assert "1 up" in done.err
    assert len(hostile.connections) == before


@pytest.mark.parametrize(
    "location", ["http://10.0.0.7/", "http://2130706433/", "http://localhost./", "http://[::1]/"]
)
def test_redirects_to_private_addresses_are_refused(hostile: HostileServer, location: str) -> None:
    """A proxy may stand where private addresses lead somewhere: those that are written out are refused."""
    port = hostile.serve(replying(redirect(location)))
    assert ask_one(by_way_of(port, "http://shop.test/")).reason is Reason.REDIRECT


def test_redirects_to_names_are_the_proxys_to_look_up(hostile: HostileServer) -> None:
    """Of a name nothing is known here; the proxy is asked for it as well."""
    pages = iter([redirect("http://other.test/next"), html(b"fine")])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(next(pages))

    assert ask_one(by_way_of(hostile.serve(answer), "http://shop.test/")).outcome is Outcome.UP


@pytest.mark.parametrize(
    ("host", "address"),
    [("shop.test", None), ("127.1", "127.0.0.1"), ("0xa9fea9fe", "169.254.169.254"), ("::1", "::1"),
     ("a.localhost", "127.0.0.1"), ("0x7f.example.com", None)],
)  # fmt: skip
def test_an_address_can_be_written_in_many_ways(host: str, address: str | None) -> None:
    """The resolver of C, which proxies use, takes more for an address than Python does."""
    assert [str(each) for each in written_out(host)] == ([address] if address else [])


def test_nothing_of_the_proxys_password_is_told(hostile: HostileServer) -> None:
    """Neither it nor the form that it is sent in, whatever a proxy echoes."""
    port = hostile.serve(replying(b"HTTP/1.1 200 \r\nProxy-Echo: cHJvYmVyOnMzY3JldC9jYW5hcnk=\r\n\r\n"))
    check = by_way_of(
        port,
        "http://shop.test/",
        login="prober:${PW}@",
        expect={"header": {"Proxy-Echo": "nothing"}},
    )
    report = ask(check, environ={"PW": "s3cret%2Fcanary"})
    assert report.run.samples[0].reason is Reason.HEADER
    told = repr(report)
    assert "***" in told
    for form in ("s3cret", "canary", "cHJvYmVyOnMzY3JldC9jYW5hcnk"):
        assert form not in told


@pytest.mark.parametrize(
    ("proxy_url", "environ", "said"),
    [
        ("${PROXY}", {}, "the secret PROXY is unset or empty"),
        ("${PROXY}", {"PROXY": "https://proxy.test/"}, "must be a URL that begins with http://"),
        ("http://${PROXY}/", {"PROXY": "two words"}, "has no valid host name"),
    ],
)
def test_a_secret_that_makes_no_proxy_is_not_configured(
    proxy_url: str, environ: dict[str, str], said: str
) -> None:
    """What it holds is judged when it is known: ours to mend, and nobody is asked."""
    report = ask(asked_check("http://shop.test/", proxy=proxy_url), environ=environ)
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert said in report.findings[0].message


@pytest.mark.parametrize(
    "keys",
    [
        {"proxy": "proxy.test:3128"},
        {"proxy": "socks5://proxy.test"},
        {"proxy": "https://proxy.test"},
        {"headers": {"Proxy-Authorization": "Basic cDpzZWNyZXQ="}},  # a tunnel's end would get it
        {"proxy": "http://proxy.test", "every_address": True},
        {"proxy": "http://proxy.test", "addresses": ["192.0.2.1"]},
        {"proxy": "http://proxy.test", "resolver": "192.0.2.53"},
    ],
)
def test_what_makes_no_sense_is_a_mistake(keys: dict[str, object]) -> None:
    """Only HTTP proxies, and who looks names up is one of the two."""
    with pytest.raises(ValidationError, match=r"'proxy'|begins with http://|own to set"):
        PROBES["http"].options.model_validate({"target": "https://shop.test/", **keys})


def test_several_attempts_go_by_way_of_the_proxy(hostile: HostileServer) -> None:
    """Asking often is no matter of addresses."""
    port = hostile.serve(replying(html(b"fine")))
    assert ask_one(by_way_of(port, "http://shop.test/", attempts=3)).answered == (3, 3)
