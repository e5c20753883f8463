"""Peers that do what none should: each ends in time, with an answer from the fixed vocabulary."""

import gzip
import random
import resource
import time
from dataclasses import dataclass

import pytest

from statusgen.domain.samples import Sample
from statusgen.domain.status import Outcome, Reason
from tests.asking import ask, asked_check
from tests.servers import (
    OK,
    Behaviour,
    HostileServer,
    endlessly,
    free_port,
    greeting,
    gzip_bomb,
    hang,
    html,
    redirect,
    replying,
    reset,
)

TIMEOUT_S = 1.0


@dataclass(frozen=True)
class Case:
    name: str
    behaviour: Behaviour
    outcome: Outcome
    reason: Reason | None = None
    scheme: str = "http"


UP, DOWN = Outcome.UP, Outcome.DOWN

CASES = (
    Case("healthy", replying(html(b"hello")), UP),
    Case("500", replying(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), DOWN, Reason.STATUS),
    Case(
        "drip body", endlessly(OK + b"Content-Length: 9999\r\n\r\n", b".", every_s=0.1), DOWN, Reason.TIMEOUT
    ),
    Case("drip header", endlessly(OK + b"X-A: ", b"a", every_s=0.1), DOWN, Reason.TIMEOUT),
    Case("endless 1xx", endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), DOWN, Reason.PROTOCOL),
    Case("drip 1xx", endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n", every_s=0.3), DOWN, Reason.TIMEOUT),
    Case("endless body", endlessly(OK + b"\r\n", b"x" * 65536), UP),
    Case("hang after connect", hang, DOWN, Reason.TIMEOUT),
    Case("hang in TLS", hang, DOWN, Reason.TIMEOUT, scheme="https"),
    Case("garbage for TLS", greeting(b"\x00garbage\r\n\r\n"), DOWN, Reason.TLS, scheme="https"),
    Case("reset", reset, DOWN, Reason.RESET),
    Case("garbage", replying(bytes(range(256)) * 4), DOWN, Reason.PROTOCOL),
    Case("no answer", replying(b""), DOWN, Reason.RESET),
    Case("lying length", replying(OK + b"Content-Length: 100\r\n\r\nshort"), DOWN, Reason.RESET),
    Case("negative length", replying(OK + b"Content-Length: -1\r\n\r\nshort"), DOWN, Reason.PROTOCOL),
    Case("cut chunks", replying(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), DOWN, Reason.RESET),
    Case("bad chunks", replying(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), DOWN, Reason.PROTOCOL),
    Case("header flood", endlessly(OK, b"X-Flood: " + b"a" * 1000 + b"\r\n"), DOWN, Reason.TOO_LARGE),
    Case("gzip bomb", replying(html(gzip_bomb(), "Content-Encoding: gzip")), UP),
    Case(
        "stacked encodings",
        replying(html(gzip.compress(gzip_bomb()), "Content-Encoding: gzip", "Content-Encoding: gzip")),
        DOWN,
        Reason.PROTOCOL,
    ),
    Case("unasked encoding", replying(html(b"\x0b", "Content-Encoding: br")), DOWN, Reason.PROTOCOL),
    Case("not gzip", replying(html(b"plain", "Content-Encoding: gzip")), DOWN, Reason.PROTOCOL),
    Case("redirect loop", replying(redirect("/")), DOWN, Reason.REDIRECT),
    Case("redirect to a file", replying(redirect("file:///etc/passwd")), DOWN, Reason.REDIRECT),
    Case("redirect to metadata", replying(redirect("http://169.254.169.254/latest/")), DOWN, Reason.REDIRECT),
    Case("redirect to nonsense", replying(redirect("http://[::")), DOWN, Reason.REDIRECT),
    Case(
        "redirect with an endless body",
        endlessly(redirect("ftp://x/").replace(b"h: 0", b"h: 9"), b"x", every_s=2),
        DOWN,
        Reason.REDIRECT,
    ),
)


@pytest.fixture(scope="module")
def samples(hostile: HostileServer) -> dict[str, Sample]:
    """All cases asked in one run, which must be over in time and must not eat the machine."""
    checks = [
        asked_check(
            f"{case.scheme}://127.0.0.1:{hostile.serve(case.behaviour)}/",
            check_id=case.name,
            timeout_s=TIMEOUT_S,
        )
        for case in CASES
    ]
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    report = ask(*checks)
    assert time.monotonic() - started < TIMEOUT_S + 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 60 * 1024
    return {sample.check: sample for sample in report.run.samples}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_behaviour_ends_in_time_with_its_reason(case: Case, samples: dict[str, Sample]) -> None:
    """Whatever a peer does, the answer is of the vocabulary and comes in time."""
    sample = samples[case.name]
    assert (sample.outcome, sample.reason) == (case.outcome, case.reason)


def test_a_refused_port_is_a_connect_failure(hostile: HostileServer) -> None:
    """Nobody listens: down, connect, and no latency to remember."""
    sample = ask(asked_check(f"http://127.0.0.1:{free_port()}/")).run.samples[0]
    assert (sample.outcome, sample.reason, sample.latency_ms) == (Outcome.DOWN, Reason.CONNECT, None)


def test_what_was_measured_before_a_timeout_is_kept(samples: dict[str, Sample]) -> None:
    """A peer that hangs in TLS has been connected to: that phase is known, and the handshake is not."""
    phases = samples["hang in TLS"].phases
    assert phases.connect is not None
    assert phases.tls is None


def test_random_answers_never_raise(hostile: HostileServer) -> None:
    """Bytes by chance, beginning like HTTP or not, always give an answer of the vocabulary."""
    chance = random.Random(20261122)
    starts = (
        b"",
        b"HTTP/1.1 200 OK\r\n",
        OK + b"Content-Length: 5\r\n\r\n",
        b"HTTP/1.1 ",
        OK + b"Content-Encoding: gzip\r\n\r\n",
    )
    ports = [
        hostile.serve(replying(chance.choice(starts) + chance.randbytes(chance.randint(0, 200))))
        for _ in range(100)
    ]
    expect = {"json": {"$.a[0]": "< 3"}, "body_matches": "x+y"}
    checks = [asked_check(f"http://127.0.0.1:{port}/", check_id=f"c{port}", expect=expect) for port in ports]
    samples = ask(*checks).run.samples
    assert len(samples) == 100
    assert {sample.outcome for sample in samples} == {Outcome.DOWN}
