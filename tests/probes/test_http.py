"""http checks against a real nginx, and what they send."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from statusgen.probes.judgement import judge_certificate
from tests.asking import AT, ask, ask_one, asked_check
from tests.builders import utc
from tests.servers import HostileServer, Nginx, html, read_request, redirect, replying

pytestmark = pytest.mark.server


class Recorder:
    """Answers every request with the same bytes and keeps the requests' heads."""

    def __init__(self, response: bytes = html(b"ok")) -> None:
        self.requests: list[str] = []
        self._response = response

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(await read_request(reader))
        writer.write(self._response)
        await writer.drain()


EXPECTATIONS = [
    ("/", {}, Outcome.UP, None),
    ("/", {"status": 200, "body_contains": "Sign in", "body_matches": "version: [0-9]+"}, Outcome.UP, None),
    ("/", {"status": [204, "3xx"]}, Outcome.DOWN, Reason.STATUS),
    ("/", {"body_contains": "Sign out"}, Outcome.DOWN, Reason.BODY),
    ("/", {"body_matches": "version: [a-z]+"}, Outcome.DOWN, Reason.BODY),
    ("/", {"header": {"content-type": "text/html*"}}, Outcome.UP, None),
    ("/", {"header": {"Content-Type": "text/plain*"}}, Outcome.DOWN, Reason.HEADER),
    ("/", {"header": {"X-Missing": "*"}}, Outcome.DOWN, Reason.HEADER),
    ("/", {"json": {"$.status": "ok"}}, Outcome.DOWN, Reason.JSON),
    ("/", {"latency_below": "0.001ms"}, Outcome.DEGRADED, Reason.LATENCY),
    ("/", {"latency_below": "1m"}, Outcome.UP, None),
    ("/health", {"json": {"$.status": "ok", "$.queue.depth": "< 100"}}, Outcome.UP, None),
    ("/health", {"json": {"$.queue.depth": "> 100"}}, Outcome.DOWN, Reason.JSON),
    ("/error", {}, Outcome.DOWN, Reason.STATUS),
    ("/error", {"status": "5xx"}, Outcome.UP, None),
    ("/moved", {}, Outcome.UP, None),
    ("/moved", {"status": 302}, Outcome.UP, None),
    ("/moved", {"status": ["2xx"], "body_contains": "Sign in"}, Outcome.UP, None),
    ("/loop", {}, Outcome.DOWN, Reason.REDIRECT),
]


@pytest.mark.parametrize(("path", "expect", "outcome", "reason"), EXPECTATIONS)
def test_a_response_is_judged_by_what_is_expected(
    web: Nginx, path: str, expect: dict[str, object], outcome: Outcome, reason: Reason | None
) -> None:
    """Each expectation that does not hold has its own reason; without any, a 2xx is up."""
    sample = ask_one(asked_check(f"http://127.0.0.1:{web.http}{path}", expect=expect))
    assert (sample.outcome, sample.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        ("expired", Reason.CERTIFICATE_EXPIRED),
        ("self_signed", Reason.CERTIFICATE_UNTRUSTED),
        ("wrong_name", Reason.CERTIFICATE_NAME),
    ],
)
def test_an_invalid_certificate_is_down_with_its_own_reason(web: Nginx, port: str, reason: Reason) -> None:
    """Expired, untrusted and made out to another name are told apart."""
    target = f"https://localhost:{getattr(web, port)}/"
    sample = ask_one(asked_check(target), ca_file=web.certificates.ca)
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, reason)


def test_an_unverified_certificate_may_be_anything(web: Nginx) -> None:
    """`verify: false` asks on, and still knows when the certificate ends."""
    sample = ask_one(asked_check(f"https://localhost:{web.self_signed}/", verify=False))
    assert sample.outcome is Outcome.UP
    assert sample.certificate_until is not None


def test_phases_add_up_to_the_latency(web: Nginx) -> None:
    """Lookup, connection, handshake and first byte are measured apart and within the whole."""
    sample = ask_one(asked_check(f"https://localhost:{web.good}/"), ca_file=web.certificates.ca)
    phases = sample.phases
    assert phases.lookup is not None
    assert phases.connect is not None
    assert phases.tls is not None
    assert phases.first_byte is not None
    assert sample.latency_ms is not None
    assert phases.lookup + phases.connect + phases.tls + phases.first_byte <= sample.latency_ms


def test_a_certificate_that_ends_soon_is_a_finding_and_no_outage(web: Nginx) -> None:
    """It is about us: told to the operator, and the service stays up."""
    expect = {"certificate_valid_for": "9999d"}
    check = asked_check(f"https://localhost:{web.good}/", expect=expect)
    report = ask(check, ca_file=web.certificates.ca)
    assert report.run.samples[0].outcome is Outcome.UP
    assert "the certificate expires on" in report.findings[0].message
    assert not report.unhappy


def test_a_certificate_that_lasts_is_no_finding(web: Nginx) -> None:
    """Exactly as long as asked for is long enough."""
    check = asked_check(f"https://localhost:{web.good}/")
    until = ask_one(check, ca_file=web.certificates.ca).certificate_until
    assert until is not None
    enough = (until - AT) // timedelta(seconds=1)
    for seconds, findings in ((enough, 0), (enough + 1, 1)):
        expect = {"certificate_valid_for": f"{seconds}s"}
        check = asked_check(f"https://localhost:{web.good}/", expect=expect)
        assert len(ask(check, ca_file=web.certificates.ca).findings) == findings


def test_refused_credentials_are_our_fault_and_not_an_outage(web: Nginx) -> None:
    """401 to a check with a token: unknown and a finding that makes the process unhappy."""
    check = asked_check(f"http://127.0.0.1:{web.http}/private", headers={"Authorization": "Bearer ${TOKEN}"})
    report = ask(check, environ={"TOKEN": "expired-token"})
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED)
    assert report.unhappy
    assert ask_one(check, environ={"TOKEN": "right"}).outcome is Outcome.UP


@pytest.mark.parametrize("back", [False, True])
def test_who_did_not_get_our_credentials_does_not_refuse_them(hostile: HostileServer, back: bool) -> None:
    """401 after a redirect to another origin, or from there back to us, is theirs: the status is wrong."""
    refusing = b"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n"
    first: list[str] = []

    async def here(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first.append(await read_request(reader))
        writer.write(redirect(f"http://127.0.0.1:{there}/") if len(first) == 1 else refusing)
        await writer.drain()

    port = hostile.serve(here)
    elsewhere = redirect(f"http://127.0.0.1:{port}/") if back else refusing
    there = hostile.serve(Recorder(elsewhere))
    sample = ask_one(asked_check(f"http://127.0.0.1:{port}/", headers={"X-Api-Key": "abc"}))
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.STATUS)
    assert "abc" in first[0]


@pytest.mark.parametrize(
    ("response", "detail"),
    [
        (b"HTTP/1.1 101 Over\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "unasked (status 101)"),
        (redirect("http://[::"), "it is not a valid URL"),
        (redirect("http://[fe80::1%25eth0]/"), "within a zone"),
    ],
)
def test_odd_answers_are_told_in_plain_words(hostile: HostileServer, response: bytes, detail: str) -> None:
    """And not in those of the libraries that met them."""
    report = ask(asked_check(f"http://127.0.0.1:{hostile.serve(replying(response))}/"))
    assert detail in report.details["web"]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-11-20 12:00", "the certificate expired on 2026-11-20"),
        ("2026-11-24 12:00", "the certificate expires on 2026-11-24, in 2 days (wanted: 14)"),
    ],
)
def test_a_certificate_that_has_ended_is_said_to_have(until: str, said: str) -> None:
    """Where it need not be valid, it may still be wanted for so many days more."""
    check = asked_check("https://localhost/", verify=False)
    (finding,) = judge_certificate(check, utc(until), at=AT, valid_for_s=14 * 86400)
    assert finding.message == said


def test_a_refusal_that_is_expected_is_up(web: Nginx) -> None:
    """`status: [401]` asks for it, with credentials or without."""
    target = f"http://127.0.0.1:{web.http}/private"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert ask_one(asked_check(target, headers=headers, expect={"status": [401]})).outcome is Outcome.UP


def test_a_refusal_without_credentials_is_an_outage(web: Nginx) -> None:
    """A page that suddenly asks everybody to log in is down for everybody."""
    sample = ask_one(asked_check(f"http://127.0.0.1:{web.http}/private"))
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.STATUS)


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}, {"TOKEN": "  "}])
def test_a_missing_secret_asks_nobody(hostile: HostileServer, environ: dict[str, str]) -> None:
    """Unset or empty, as in a fork: unknown, a finding, and no connection is made."""
    port = hostile.serve(Recorder())
    check = asked_check(f"http://127.0.0.1:{port}/?key=${{TOKEN}}")
    report = ask(check, environ=environ)
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.NOT_CONFIGURED)
    assert report.unhappy
    assert port not in hostile.connections


def test_a_secret_that_does_not_fit_is_not_configured(hostile: HostileServer) -> None:
    """A line break in a token cannot be sent; its text is in no detail and no finding."""
    port = hostile.serve(Recorder())
    check = asked_check(f"http://127.0.0.1:{port}/", headers={"X-Token": "${TOKEN}"})
    report = ask(check, environ={"TOKEN": "first\nsecond"})
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert "second" not in str(report)


def test_what_is_configured_is_sent(hostile: HostileServer) -> None:
    """Method, path, headers and user info arrive; nothing is compressed, nothing kept open."""
    recorder = Recorder()
    port = hostile.serve(recorder)
    target = f"http://user:${{PASS}}@localhost:{port}/login?next=/ä b"
    ask_one(asked_check(target, method="head", headers={"X-Number": 5}), environ={"PASS": "p@ss"})
    request = recorder.requests[0]
    assert request.startswith("HEAD /login?next=/%C3%A4%20b HTTP/1.1\r\n")
    for line in (
        f"Host: localhost:{port}",
        "X-Number: 5",
        "Accept-Encoding: identity",
        "Connection: close",
        "User-Agent: statusgen/",
    ):
        assert line in request


def test_a_body_is_sent_as_the_environment_has_it(hostile: HostileServer) -> None:
    """It need not be UTF-8."""
    bodies: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        bodies.append(await reader.read(3))
        writer.write(html(b"ok"))

    check = asked_check(f"http://127.0.0.1:{hostile.serve(take)}/", method="post", body="${TOKEN}")
    sample = ask_one(check, environ={"TOKEN": b"\xe9t\xe9".decode("utf-8", "surrogateescape")})
    assert (sample.outcome, bodies) == (Outcome.UP, [b"\xe9t\xe9"])


def test_user_info_becomes_basic_authorization(hostile: HostileServer) -> None:
    """A password in the target is sent as every browser would."""
    recorder = Recorder()
    port = hostile.serve(recorder)
    ask_one(asked_check(f"http://user:${{PASS}}@127.0.0.1:{port}/"), environ={"PASS": "secret"})
    assert f"Basic {base64.b64encode(b'user:secret').decode()}" in recorder.requests[0]


def test_a_basic_authorization_that_is_echoed_is_in_no_detail(hostile: HostileServer) -> None:
    """Secrets are found in what was made of them, too."""
    made = base64.b64encode(b"user:canary-1234").decode()
    port = hostile.serve(Recorder(html(b"", f"X-Echo: {made}")))
    check = asked_check(f"http://user:${{PASS}}@127.0.0.1:{port}/", expect={"header": {"X-Echo": "other"}})
    report = ask(check, environ={"PASS": "canary-1234"})
    assert report.details["web"] == "header X-Echo is '***', expected 'other'"


@pytest.mark.parametrize("expect", [{"header": {"X-Echo": "other"}}, {"json": {"$.echo": "other"}}])
def test_no_cut_leaves_a_piece_of_a_secret(hostile: HostileServer, expect: dict[str, object]) -> None:
    """Long values are shown in short, and wherever that cuts, secrets were out before."""
    secret = "Ab3-cD7_eF9%gH2"
    checks = []
    for before in range(60, 82):
        said = "." * before + secret
        port = hostile.serve(Recorder(html(json.dumps({"echo": said}).encode(), f"X-Echo: {said}")))
        checks.append(
            asked_check(
                f"http://127.0.0.1:{port}/",
                check_id=f"after-{before}",
                headers={"X-Key": "${KEY}"},
                expect=expect,
            )
        )
    details = ask(*checks, environ={"KEY": secret}).details
    assert len(details) == len(checks)
    assert all(len(detail) < 140 for detail in details.values())
    pieces = [secret[at : at + 3] for at in range(len(secret) - 2)]
    assert [detail for detail in details.values() if any(piece in detail for piece in pieces)] == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_configured_headers_never_reach_another_origin(hostile: HostileServer, status: int) -> None:
    """A redirect to another port is another origin: it gets a plain request."""
    there = Recorder()
    here = Recorder(redirect(f"http://127.0.0.1:{hostile.serve(there)}/", status))
    port = hostile.serve(here)
    headers = {"X-Api-Key": "${KEY}", "Cookie": "session=1"}
    sample = ask_one(asked_check(f"http://127.0.0.1:{port}/", headers=headers), environ={"KEY": "canary"})
    assert sample.outcome is Outcome.UP
    assert "canary" in here.requests[0]
    assert "canary" not in there.requests[0]
    assert "Cookie" not in there.requests[0]


def test_secrets_are_in_no_detail(hostile: HostileServer) -> None:
    """Even a server that echoes our token does not get it into the log."""
    port = hostile.serve(Recorder(html(b"{}", "X-Echo: canary-1234")))
    check = asked_check(
        f"http://127.0.0.1:{port}/", headers={"X-Key": "${KEY}"}, expect={"header": {"X-Echo": "other"}}
    )
    report = ask(check, environ={"KEY": "canary-1234"})
    assert report.run.samples[0].reason is Reason.HEADER
    assert "canary-1234" not in str(report)
    assert "***" in report.details["web"]


@pytest.mark.parametrize("shown", range(8, 24))
def test_half_a_secret_is_in_no_detail_either(hostile: HostileServer, shown: int) -> None:
    """A value is cut after 80 characters, wherever in a secret that may be."""
    secret = "canary-1234567890-abcdefg"
    said = "x" * (80 - shown) + secret + "y" * 80
    port = hostile.serve(Recorder(html(b'{"echo": "%s"}' % said.encode(), f"X-Echo: {said}")))
    keys: dict[str, Any] = {"headers": {"X-Key": "${KEY}"}, "timeout_s": 10}
    header = asked_check(f"http://127.0.0.1:{port}/", expect={"header": {"X-Echo": "other"}}, **keys)
    body = asked_check(f"http://127.0.0.1:{port}/", expect={"json": {"$.echo": "other"}}, **keys)
    for check in (header, body):
        detail = ask(check, environ={"KEY": secret}).details["web"]
        assert "canary" not in detail
        assert "x***" in detail


WRONG = [
    ({"target": "ftp://example.com/"}, "must be a URL that begins with http:// or https://"),
    ({"target": "https:///path"}, "has no host name"),
    ({"target": "https://exa mple.com/"}, "has no valid host name"),
    ({"target": "https://[::/"}, "is not a valid URL"),
    ({"target": "https://example.com:99999/"}, "is not a valid URL"),
    ({"method": "GET IT"}, "is not a method"),
    ({"headers": {"X Y": "1"}}, "is not a header name"),
    ({"headers": {"X-Y": "a\nb"}}, "characters that a header must not"),
    ({"headers": {"Content-Length": "1"}}, "statusgen's own to set"),
    ({"expect": {"status": "9xx"}}, "a status is a number from 100 to 599"),
    ({"expect": {"status": True}}, "a status is a number from 100 to 599"),
    ({"expect": {"status": 42}}, "a status is a number from 100 to 599"),
    ({"expect": {"status": []}}, "at least 1 item"),
    ({"expect": {"body_matches": "(?=x)"}}, "look-around and back-references are not supported"),
    ({"expect": {"body_matches": r"(a)\1"}}, "look-around and back-references are not supported"),
    ({"expect": {"body_matches": "("}}, "not a pattern that can be used here"),
    ({"expect": {"json": {"a.b": 1}}}, "is not a path"),
    ({"expect": {"json": {"$.a": "< many"}}}, "needs a number"),
    ({"expect": {"latency_below": "fast"}}, "is not a duration"),
    ({"expect": {"latency_below": "0s"}}, "must be longer than nothing"),
    ({"addresses": ["example.com"]}, "is not an IP address"),
    ({"attempts": 0}, "greater than or equal to 1"),
    ({"attempts": 21}, "less than or equal to 20"),
    ({"redirects": 6}, "less than or equal to 5"),
    ({"timout": "5s"}, "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("keys", "message"), WRONG)
def test_a_mistake_is_told_plainly_and_echoes_nothing(keys: dict[str, object], message: str) -> None:
    """Every wrong value has a message fit for a user; pydantic's own echo of the input is off."""
    with pytest.raises(ValidationError) as raised:
        PROBES["http"].options.model_validate({"target": "https://example.com/", **keys})
    assert message in str(raised.value)
    assert "input_value" not in str(raised.value)


@pytest.mark.parametrize(
    "target",
    ["${URL}", "https://${HOST}/", "https://a.test:${PORT}/", "https://${USER}:${PASS}@a.test/?k=${KEY}"],
)
def test_a_secret_may_stand_anywhere_in_a_target(target: str) -> None:
    """What it holds is judged when it is known."""
    PROBES["http"].options.model_validate({"target": target})


def test_the_example_of_the_format_is_valid() -> None:
    """Every key that the format shows for http is understood."""
    PROBES["http"].options.model_validate(
        {
            "target": "https://panel.example.com/login",
            "method": "GET",
            "headers": {"Authorization": "Bearer ${PANEL_TOKEN}"},
            "expect": {
                "status": [200, 204, "3xx"],
                "body_contains": "Sign in",
                "body_matches": "version: [0-9]+",
                "json": {"$.status": "ok", "$.queue.depth": "< 100"},
                "header": {"Content-Type": "text/html*"},
                "latency_below": "800ms",
                "certificate_valid_for": "14d",
            },
            "every_address": True,
            "addresses": ["192.0.2.1", "192.0.2.2"],
            "attempts": 5,
            "show_addresses": False,
        }
    )
