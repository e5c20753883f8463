"""Peers that do what none should: each ends in time, with an answer from the fixed vocabulary."""

import asyncio
import gzip
import json
import random
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

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
    read_request,
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
ERROR = b"HTTP/1.1 500 Oops\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"

THIRTEEN = (
    Case(
        "drip body", endlessly(OK + b"Content-Length: 9999\r\n\r\n", b".", every_s=0.1), DOWN, Reason.TIMEOUT
    ),
    Case("drip header", endlessly(OK + b"X-A: ", b"a", every_s=0.1), DOWN, Reason.TIMEOUT),
    Case("endless 1xx", endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), DOWN, Reason.PROTOCOL),
    Case("endless body", endlessly(OK + b"\r\n", b"x" * 65536), UP),
    Case("hang after connect", hang, DOWN, Reason.TIMEOUT),
    Case("hang in TLS", hang, DOWN, Reason.TIMEOUT, scheme="https"),
    Case("reset", reset, DOWN, Reason.RESET),
    Case("garbage", replying(bytes(range(256)) * 4), DOWN, Reason.PROTOCOL),
    Case("lying length", replying(OK + b"Content-Length: 100\r\n\r\nshort"), DOWN, Reason.RESET),
    Case("header flood", endlessly(OK, b"X-Flood: " + b"a" * 1000 + b"\r\n"), DOWN, Reason.TOO_LARGE),
    Case("gzip bomb", replying(html(gzip_bomb(), "Content-Encoding: gzip")), UP),
    Case(
        "stacked encodings",
        replying(html(gzip.compress(gzip_bomb()), "Content-Encoding: gzip", "Content-Encoding: gzip")),
        DOWN,
        Reason.PROTOCOL,
    ),
    Case("redirect loop", replying(redirect("/")), DOWN, Reason.REDIRECT),
)
"""What was measured to outlive other probers, or to eat the machine that they run on."""

MORE = (
    Case("healthy", replying(html(b"hello")), UP),
    Case("500", replying(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), DOWN, Reason.STATUS),
    Case("drip body of an error", endlessly(ERROR + b"\r\n", b".", every_s=0.1), DOWN, Reason.STATUS),
    Case(
        "error in an unasked encoding",
        replying(ERROR + b"Content-Encoding: br\r\n\r\nx"),
        DOWN,
        Reason.STATUS,
    ),
    Case("drip 1xx", endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n", every_s=0.3), DOWN, Reason.TIMEOUT),
    Case("endless 1xx head", endlessly(b"HTTP/1.1 102 P\r\n", b"A: b\r\n" * 1000), DOWN, Reason.TOO_LARGE),
    Case("endless chunk size", endlessly(OK + CHUNKED, b"0" * 9999), DOWN, Reason.TOO_LARGE),
    Case("endless trailers", endlessly(OK + CHUNKED + b"0\r\n", b"A: b\r\n" * 1000), DOWN, Reason.TOO_LARGE),
    Case("endless tiny chunks", endlessly(OK + CHUNKED, b"1\r\nx\r\n" * 10_000), UP),
    Case(
        "endless tiny chunks under an error",
        endlessly(ERROR + CHUNKED, b"1\r\nx\r\n" * 10_000),
        DOWN,
        Reason.STATUS,
    ),
    Case("endless members of gzip", endlessly(GZIPPED, gzip.compress(b"") * 1000), UP),
    Case(
        "cut gzip",
        replying(html(gzip.compress(b"hello")[:-9], "Content-Encoding: gzip")),
        DOWN,
        Reason.PROTOCOL,
    ),
    Case("endless bytes after gzip", endlessly(GZIPPED + gzip.compress(b""), b"x" * 65536), UP),
    Case("garbage for TLS", greeting(b"\x00garbage\r\n\r\n"), DOWN, Reason.TLS, scheme="https"),
    Case("no answer", replying(b""), DOWN, Reason.RESET),
    Case("negative length", replying(OK + b"Content-Length: -1\r\n\r\nshort"), DOWN, Reason.PROTOCOL),
    Case("cut chunks", replying(OK + CHUNKED + b"5\r\nhel"), DOWN, Reason.RESET),
    Case("bad chunks", replying(OK + CHUNKED + b"zz\r\n"), DOWN, Reason.PROTOCOL),
    Case("unasked encoding", replying(html(b"\x0b", "Content-Encoding: br")), DOWN, Reason.PROTOCOL),
    Case("not gzip", replying(html(b"plain", "Content-Encoding: gzip")), DOWN, Reason.PROTOCOL),
    Case("redirect to a file", replying(redirect("file:///etc/passwd")), DOWN, Reason.REDIRECT),
    Case("redirect to metadata", replying(redirect("http://169.254.169.254/latest/")), DOWN, Reason.REDIRECT),
    Case("redirect into a zone", replying(redirect("http://[fe80::1%25eth0]/")), DOWN, Reason.REDIRECT),
    Case("redirect to a neighbour", replying(redirect("http://[fe80::1]/")), DOWN, Reason.REDIRECT),
    Case("redirect to nonsense", replying(redirect("http://[::")), DOWN, Reason.REDIRECT),
    Case(
        "redirect with an endless body",
        endlessly(redirect("ftp://x/").replace(b"h: 0", b"h: 9"), b"x", every_s=2),
        DOWN,
        Reason.REDIRECT,
    ),
)

CASES = THIRTEEN + MORE


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
    for _ in range(3):  # a machine that has other things to do may be late, but not each time
        started = time.monotonic()
        report = ask(*checks)
        took_s = time.monotonic() - started
        if took_s < TIMEOUT_S + 0.5:
            break
    assert took_s < TIMEOUT_S + 0.5
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


MEASURED = """
import resource, subprocess, sys
code = subprocess.call([sys.executable, "-m", "statusgen", *sys.argv[1:]], timeout=60)
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""Runs the command and tells how much memory it took at most: of its own, and not of who started it."""
STARTING_S = 15  # what starting two interpreters may take on a busy machine


def test_the_whole_process_stays_small_and_ends_in_time(hostile: HostileServer, tmp_path: Path) -> None:
    """The real command, asking all thirteen at once: below 100 MB, whatever they send."""
    checks = "".join(
        f"      - {{id: {case.name.replace(' ', '-').lower()}, "
        f"http: '{case.scheme}://127.0.0.1:{hostile.serve(case.behaviour)}/'}}\n"
        for case in THIRTEEN
    )
    (tmp_path / "checks.yaml").write_text(
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {{tries: 1, timeout: {TIMEOUT_S:g}s}}\n"
        f"components:\n  - id: hostile\n    checks:\n{checks}"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "-C", str(tmp_path), "probe", "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    took_s = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    found = [(sample["outcome"], sample.get("reason")) for sample in json.loads(done.stdout)["samples"]]
    assert found == [(case.outcome.value, case.reason and case.reason.value) for case in THIRTEEN]
    (peak_kib,) = [int(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("peak ")]
    assert peak_kib < 100 * 1000
    assert took_s < TIMEOUT_S + 0.5 + STARTING_S


# --- Answers by chance ------------------------------------------------------------------------------

STATUS_LINES = (
    *[b"HTTP/1.1 200 OK"] * 6,
    b"HTTP/1.0 200 OK",
    b"HTTP/1.1 200",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 206 Partial",
    b"HTTP/1.1 301 Moved",
    b"HTTP/1.1 304 Not Modified",
    b"HTTP/1.1 401 Who",
    b"HTTP/1.1 500 \xff\xfe",
    b"HTTP/1.1 599 ",
    b"HTTP/1.1 999 Beyond",
    b"HTTP/1.1 000 Nothing",
    b"HTTP/1.1 20 OK",
    b"HTTP/1.1 2000 OK",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 101 Switching",
    b"HTTP/2 200",
    b"HTTP/1.1 OK 200",
    b"http/1.1 200 OK",
    b"ICY 200 OK",
)
HEADERS = (
    b"Content-Type: text/html; charset=idna",
    b"Content-Type: text/html; charset=utf-7",
    b"Content-Type: text/html; charset=\xff",
    b"Content-Type: application/json; charset=unicode_escape",
    b"Content-Type:",
    b"Content-Encoding: gzip",
    b"Content-Encoding: deflate",
    b"Content-Encoding: br, gzip",
    b"Content-Encoding: identity",
    b"Content-Encoding: ,",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: \x0bchunked",
    b"Content-Length: 0",
    b"Content-Length: 5, 5",
    b"Content-Length: 99999999999999999999",
    b"Content-Length: 0x10",
    b"Location: /",
    b"Location: \xff\xfe://",
    b"Location: //[",
    b"Location: http://\xe2\x80\xae/",
    b"Location: http://xn--a/",
    b"X-Nul: a\x00b",
    b" folded: onto nothing",
    b"no colon at all",
    b": no name",
    b"X-Long: " + b"a" * 60_000,
    b"Connection: upgrade",
    b"X-Ok: yes",
)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"[1, 2, 3]",
    b'{"a": null}',
    b'{"a": [NaN, Infinity, -Infinity]}',
    b'{"a": [1e999, -0.0]}',
    b'{"a": [' + b"9" * 5000 + b"]}",
    b'{"a": {"0": 1}, "a": [0]}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'"\\ud800"',
    b"\xef\xbb\xbf{}",
    b"\x00" * 300,
    b"\xff\xfe\x00\xd8",
    b"x" * 300_000 + b"y",
    gzip.compress(b'{"a": [2]}'),
    gzip.compress(b"x" * 1_000_000)[:-9],
    zlib.compress(b"deflated"),
    b"5\r\nhello\r\n0\r\n\r\n",
    b"5;ext=\xff\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
    b"ffffffffffffffffff\r\n",
)
EXPECTATIONS: tuple[dict[str, object], ...] = (
    {},
    {"json": {"$.a[0]": "< 3", "$.b": "absent"}},
    {"json": {"$": "exists"}},
    {"body_matches": "(x+)+y$"},
    {"body_contains": "hello", "header": {"X-Ok": "y*", "Content-Type": "*"}},
    {"status": ["1xx", "2xx", "3xx", "4xx", "5xx"], "latency_below": "5s", "certificate_valid_for": "1d"},
)
VOCABULARY = {UP, DOWN, Outcome.DEGRADED}


def random_response(chance: random.Random) -> bytes:
    """A response put together by chance, of parts that each broke somebody once; then perhaps damaged."""
    head = [chance.choice(STATUS_LINES), *chance.sample(HEADERS, chance.randint(0, 4))]
    body = chance.choice(BODIES)
    if chance.random() < 0.5:
        head.append(b"Content-Length: %d" % len(body))
    response = chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n")).join([*head, b"", body])
    if chance.random() < 0.3:  # cut somewhere
        response = response[: chance.randint(0, len(response))]
    if chance.random() < 0.3:  # and some bytes of the beginning changed
        damaged = bytearray(response)
        for _ in range(min(len(damaged), chance.randint(1, 8))):
            damaged[chance.randrange(min(len(damaged), 200))] = chance.randrange(256)
        response = bytes(damaged)
    return chance.choice((response, response, response, chance.randbytes(chance.randint(0, 300))))


def test_five_hundred_random_responses_never_raise(hostile: HostileServer) -> None:
    """No exception, and a result of the vocabulary for every check."""
    chance = random.Random(20261122)
    responses = [random_response(chance) for _ in range(500)]

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = (await read_request(reader)).split()[1].removeprefix("/")
        writer.write(responses[int(number)] if number.isdigit() else html(b"moved here"))
        await writer.drain()

    port = hostile.serve(behave)
    checks = [
        asked_check(
            f"http://127.0.0.1:{port}/{number}",
            check_id=str(number),
            timeout_s=5,
            expect=chance.choice(EXPECTATIONS),
        )
        for number in range(len(responses))
    ]
    report = ask(*checks)
    assert [sample.check for sample in report.run.samples] == [check.id for check in checks]
    assert {sample.outcome for sample in report.run.samples} <= VOCABULARY
    found = {sample.reason for sample in report.run.samples}
    assert found >= {
        None,
        Reason.STATUS,
        Reason.PROTOCOL,
        Reason.RESET,
        Reason.JSON,
        Reason.BODY,
        Reason.REDIRECT,
    }
