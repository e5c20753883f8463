"""Names that never resolve, among targets that are well: nobody waits for them but they themselves."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.commands import Command, Finished
from tests.name_servers import OddNameServer, answering
from tests.servers import HostileServer, html, replying

HUNG, HEALTHY = 40, 10
SLACK_S = 10.0
"""For starting Python on a busy machine. One after the other they would take more than a minute."""


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """A name server that takes every question and answers none."""
    with OddNameServer() as server:
        yield f"127.0.0.1:{server.port}"


@pytest.fixture(scope="module")
def speaking() -> Iterator[str]:
    """One for which every name is on loopback."""
    with OddNameServer(answering("127.0.0.1")) as server:
        yield f"127.0.0.1:{server.port}"


@pytest.fixture(scope="module")
def web(hostile: HostileServer) -> int:
    return hostile.serve(replying(html(b"ok")))


def make_project(statusgen: Command, *, silent: str, speaking: str, web: int, probing: str) -> None:
    """Fifty checks: forty of names that the silent server would know."""
    hung = [
        {"id": f"hung-{n}", "http": f"http://hung-{n}.test:{web}/", "resolver": silent} for n in range(HUNG)
    ]
    good = [
        {"id": f"good-{n}", "http": f"http://good-{n}.test:{web}/", "resolver": speaking}
        for n in range(HEALTHY)
    ]
    statusgen.write(
        "checks.yaml",
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {probing}\n"
        f"components: [{{id: web, name: Web, checks: {json.dumps([*hung, *good])}}}]\n",
    )


def timed(statusgen: Command) -> tuple[Finished, float]:
    """The whole process: a thread that hangs would hold up its end."""
    started = time.monotonic()
    done = statusgen("probe", "--json", code=0)
    return done, time.monotonic() - started


def said(done: Finished, kind: str) -> set[tuple[str, str | None, int]]:
    """What the samples of these checks say: outcome, reason and tries."""
    samples = [sample for sample in json.loads(done.out)["samples"] if sample["check"].startswith(kind)]
    assert len(samples) == (HUNG if kind == "hung" else HEALTHY)
    return {(sample["outcome"], sample.get("reason"), sample.get("tries", 1)) for sample in samples}


def test_every_try_of_a_hung_name_ends_on_time(
    statusgen: Command, silent: str, speaking: str, web: int
) -> None:
    """Three tries of half a second, with their waits between; the others are up at the first."""
    probing = "{timeout: 500ms, tries: 3, waits: [100ms, 200ms]}"
    make_project(statusgen, silent=silent, speaking=speaking, web=web, probing=probing)
    done, took_s = timed(statusgen)
    assert said(done, "good") == {("up", None, 1)}
    assert said(done, "hung") == {("down", "lookup", 3)}
    assert took_s < 3 * 0.5 + 0.3 + SLACK_S


def test_the_deadline_ends_all_tries(statusgen: Command, silent: str, speaking: str, web: int) -> None:
    """Far more tries than there is time for: the run ends, and what is unfinished is unknown."""
    probing = "{timeout: 10s, tries: 10, waits: [10s], deadline: 1s}"
    make_project(statusgen, silent=silent, speaking=speaking, web=web, probing=probing)
    done, took_s = timed(statusgen)
    assert said(done, "good") == {("up", None, 1)}
    assert {(outcome, reason) for outcome, reason, _ in said(done, "hung")} == {("unknown", "deadline")}
    assert took_s < 1 + SLACK_S
