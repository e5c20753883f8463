"""Several processes ask what one would ask, and nothing that happens to them loses the run."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import SupportsIndex

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls, Sample
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network
from statusgen.probes import Answer, Options, Probe
from statusgen.probes.attempt import Attempt, Prober
from statusgen.probes.retrying import Asker, Result
from statusgen.probes.runner import probe, run_checks
from statusgen.probes.workers import CHECKS_PER_WORKER, count_workers, working
from tests.asking import AT, asked_check
from tests.servers import Nginx, free_port

Asking = Callable[[Check, Attempt], Awaitable[Answer]]

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or threading.active_count() > 1,
    reason="forks on Linux and the BSDs only, while there is one thread",
)


def make_checks(count: int) -> list[Check]:
    return [
        Check(id=f"check-{n}", component="web", kind="fake", options=Options(target="web.test"), tries=1)
        for n in range(count)
    ]


def make_asker(asking: Asking, *, secrets: Secrets | None = None, strict: bool = False) -> Asker:
    fake = Probe(name="fake", options=Options, ask=asking, hosts=lambda check, secrets: ("127.0.0.1",))
    prober = Prober(Network(), secrets or Secrets({}), AT, turns=asyncio.Semaphore(1000))
    return Asker(prober=prober, kinds={"fake": fake}, strict=strict)


def ask(asker: Asker, checks: Sequence[Check], *, turns: int = 1000, count: int = 2) -> list[Result]:
    """What so many workers tell."""
    told: list[Result] = []
    with working(asker, checks, turns=turns, count=count) as ask_all:
        asyncio.run(ask_all(told.append))
    return told


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def name_process(check: Check, attempt: Attempt) -> Answer:
    await asyncio.sleep(0)
    return Answer(outcome=Outcome.UP, detail=str(os.getpid()))


def test_every_check_is_asked_once_and_by_another_process() -> None:
    """Three workers share ten checks as evenly as it goes; this process asks none of them."""
    told = ask(make_asker(name_process), make_checks(10), count=3)
    assert sorted(each.check for each in told) == sorted(each.id for each in make_checks(10))
    processes = [each.answer.detail for each in told]
    assert sorted(map(processes.count, set(processes))) == [3, 3, 4]
    assert str(os.getpid()) not in processes


def test_one_is_no_worker() -> None:
    """A short list is asked right here."""
    told = ask(make_asker(name_process), make_checks(3), count=1)
    assert {each.answer.detail for each in told} == {str(os.getpid())}


def test_workers_share_the_turns() -> None:
    """`concurrency` holds for the run, however many processes it has."""
    under_way: list[str] = []

    async def crowd(check: Check, attempt: Attempt) -> Answer:
        under_way.append(check.id)
        most = len(under_way)
        await asyncio.sleep(0.05)
        under_way.remove(check.id)
        return Answer(outcome=Outcome.UP, detail=str(most))

    told = ask(make_asker(crowd), make_checks(20), turns=6)
    assert max(int(each.answer.detail) for each in told) == 3


@pytest.mark.parametrize(
    ("die", "how"),
    [
        (lambda: os._exit(3), "exit code 3"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "killed by signal 9"),
    ],
    ids=["exit", "kill"],
)
def test_what_a_dying_worker_leaves_is_unknown_and_told_once(die: Callable[[], None], how: str) -> None:
    """Nobody's outage: the rest of its share is unknown, with one finding; other answers stand."""

    async def one_dies(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(0.1 if check.id == "check-2" else 0)
        if check.id == "check-2":
            die()
        return Answer(outcome=Outcome.UP)

    checks = make_checks(2 * 4)
    told = {each.check: each.answer for each in ask(make_asker(one_dies), checks)}
    assert set(told) == {check.id for check in checks}
    assert all(told[f"check-{n}"].outcome is Outcome.UP for n in (1, 3, 5, 7))
    lost = told["check-2"]
    assert (lost.outcome, lost.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)
    assert how in lost.detail
    findings = [finding for answer in told.values() for finding in answer.findings]
    assert len(findings) == 1
    assert findings[0].unhappy
    assert how in findings[0].message


def test_a_bug_in_a_worker_is_named_and_shows_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    """Tracebacks may hold secrets; the finding says what it was."""

    async def buggy(check: Check, attempt: Attempt) -> Answer:
        raise KeyError("surprise")

    told = ask(make_asker(buggy, strict=True), make_checks(4))
    assert {each.answer.reason for each in told} == {Reason.PROBER_ERROR}
    assert "ExceptionGroup" in told[0].answer.detail
    assert capfd.readouterr() == ("", "")


class Unspeakable(str):
    """A text that cannot be told, and whose complaint quotes it."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[object, ...]:
        raise ValueError(f"cannot tell {self}")


def test_the_last_word_of_a_worker_brings_its_secrets() -> None:
    """The fault that ends it may quote one that it has told nobody of yet."""
    secrets = Secrets({"TOKEN": "canary-0123456789"})

    async def stumble(check: Check, attempt: Attempt) -> Answer:
        return Answer(outcome=Outcome.UP, detail=Unspeakable(attempt.prober.secrets.fill("${TOKEN}")))

    told = ask(make_asker(stumble, secrets=secrets), make_checks(2))
    said = secrets.redact(told[0].answer.detail)
    assert said == "the process that asked it ended first (ValueError: cannot tell ***)"


def test_the_end_of_a_worker_is_told_at_a_check_that_is_not_private() -> None:
    """Of a private one nothing but its name may be told; where there are no others, it has to do."""

    async def die(check: Check, attempt: Attempt) -> Answer:
        os._exit(3)

    for private, teller in ({"check-0"}, "check-2"), ({"check-0", "check-2"}, "check-0"):
        checks = [replace(check, private=check.id in private) for check in make_checks(4)]
        told = {each.check: each.answer.findings for each in ask(make_asker(die), checks)}
        assert [check for check in ("check-0", "check-2") if told[check]] == [teller]


def test_a_worker_that_takes_its_time_to_die_holds_up_nobody() -> None:
    """This process goes on listening to the others meanwhile."""

    async def linger(check: Check, attempt: Attempt) -> Answer:
        os.closerange(3, 256)  # so that its pipe ends before it does
        time.sleep(0.8)
        os._exit(3)

    async def longest_pause(asking: Coroutine[object, object, None]) -> float:
        task, longest_s = asyncio.create_task(asking), 0.0
        while not task.done():
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest_s = max(longest_s, time.monotonic() - before)
        return longest_s

    told: list[Result] = []
    with working(make_asker(linger), make_checks(2), turns=10, count=2) as ask_all:
        assert asyncio.run(longest_pause(ask_all(told.append))) < 0.6
    assert "exit code 3" in told[0].answer.detail


def test_no_worker_outlives_the_block(tmp_path: Path) -> None:
    """Whatever they are at: a run that ends early leaves nobody behind."""

    async def hang(check: Check, attempt: Attempt) -> Answer:
        (tmp_path / check.id).write_text(str(os.getpid()))
        await asyncio.sleep(30)
        return Answer(outcome=Outcome.UP)

    async def wait_for_both() -> None:
        async with asyncio.timeout(10):
            while sum(1 for path in tmp_path.iterdir() if path.read_text()) < 2:
                await asyncio.sleep(0.01)

    with working(make_asker(hang), make_checks(2), turns=10, count=2):
        asyncio.run(wait_for_both())
    processes = [int(path.read_text()) for path in tmp_path.iterdir()]
    assert not any(map(is_running, processes))


def test_what_a_worker_filled_in_is_never_seen_again() -> None:
    """Its secrets become this process's, which takes them out of everything that it shows."""
    secrets = Secrets({"TOKEN": "hunter2-hunter2"})

    async def reveal(check: Check, attempt: Attempt) -> Answer:
        return Answer(outcome=Outcome.DOWN, detail=f"refused {attempt.prober.secrets.fill('${TOKEN}')}")

    told = ask(make_asker(reveal, secrets=secrets), make_checks(2))
    assert {secrets.redact(each.answer.detail) for each in told} == {"refused ***"}


def test_the_lag_of_every_loop_counts() -> None:
    """A worker that is blocked shows in the run's lag, although the loop of this process is idle."""

    async def block(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(0.01)
        time.sleep(0.2)
        await asyncio.sleep(0.01)
        return Answer(outcome=Outcome.UP)

    asker = make_asker(block)
    ask(asker, make_checks(2))
    lag_ms = asker.prober.meter.lag_ms
    assert lag_ms is not None
    assert lag_ms >= 100


def test_short_lists_and_threads_are_left_to_one_process() -> None:
    """What forking would not speed up, or might lock up for ever."""
    assert count_workers(2 * CHECKS_PER_WORKER - 1) == 1
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert count_workers(100_000) == 1
    stop.set()
    thread.join(10)


def test_there_are_no_more_workers_than_processors() -> None:
    """More of them would only take each other's time."""
    assert count_workers(100_000) <= len(os.sched_getaffinity(0))


needs_two_processors = pytest.mark.skipif(count_workers(100_000) < 2, reason="needs two processors")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and never says anything; no thread of ours behind it."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as server:
        yield server.getsockname()[1]


@pytest.mark.server
@needs_two_processors
def test_a_long_run_is_what_one_process_would_make_of_it(web: Nginx) -> None:
    """The same samples in the same order, but for the times; and progress hears of each."""
    paths = ("", "error", "moved")
    checks = [
        asked_check(f"http://127.0.0.1:{web.http}/{paths[n % 3]}", check_id=f"check-{n}")
        for n in range(2 * CHECKS_PER_WORKER)
    ]
    probing = Probing(controls=(f"http://127.0.0.1:{web.http}/",))
    told: list[Sample] = []
    long = probe(checks, probing=probing, location="main", at=AT, secrets=Secrets({}), progress=told.append)
    alone = asyncio.run(
        run_checks(checks, probing=probing, location="main", at=AT, secrets=Secrets({}), strict=True)
    )
    assert [(each.check, each.outcome, each.reason) for each in long.run.samples] == [
        (each.check, each.outcome, each.reason) for each in alone.run.samples
    ]
    assert (long.details, long.findings) == (alone.details, alone.findings)
    assert sorted(each.check for each in told) == sorted(check.id for check in checks)
    assert long.run.controls is Controls.OK
    assert long.run.lag_ms is not None


@needs_two_processors
def test_what_failed_without_controls_is_doubted_on_the_whole() -> None:
    """The witness is questioned once for all workers."""
    nobody = f"http://127.0.0.1:{free_port()}/"
    checks = [asked_check(nobody, check_id=f"check-{n}") for n in range(2 * CHECKS_PER_WORKER)]
    report = probe(checks, probing=Probing(controls=(nobody,)), location="main", at=AT, secrets=Secrets({}))
    assert report.run.controls is Controls.SILENT
    assert {each.reason for each in report.run.samples} == {Reason.PROBER_OFFLINE}


@needs_two_processors
def test_the_deadline_holds_for_workers(silent_port: int) -> None:
    """What they have not told by then is unknown, and nobody waits for them."""
    target = f"http://127.0.0.1:{silent_port}/"
    checks = [asked_check(target, check_id=f"check-{n}", timeout_s=30) for n in range(2 * CHECKS_PER_WORKER)]
    started = time.monotonic()
    report = probe(checks, probing=Probing(deadline_s=0.5), location="main", at=AT, secrets=Secrets({}))
    assert time.monotonic() - started < 5
    assert {each.reason for each in report.run.samples} == {Reason.DEADLINE}


CHECKS_YAML = "site: {{name: Example, url: https://status.example.com/}}\ncomponents:\n{components}"


def long_list(port: int) -> str:
    checks = "".join(
        f"  - {{id: c{n}, name: C{n}, checks: [{{http: 'http://127.0.0.1:{port}/', timeout: 60s}}]}}\n"
        for n in range(2 * CHECKS_PER_WORKER)
    )
    return CHECKS_YAML.format(components=checks)


@needs_two_processors
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_who_ends_the_command_ends_its_workers(
    sent: signal.Signals, tmp_path: Path, silent_port: int
) -> None:
    """Ctrl-C and a supervisor's SIGTERM leave no process behind."""
    (tmp_path / "checks.yaml").write_text(long_list(silent_port))
    command = [sys.executable, "-m", "statusgen", "probe", "--dry-run"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + 20
        workers: list[int] = []
        while len(workers) < 2 and time.monotonic() < until:
            time.sleep(0.05)
            workers = [int(each) for each in children.read_text().split()]
        assert len(workers) >= 2
        process.send_signal(sent)
        assert process.wait(10) == 128 + sent
    assert not any(map(is_running, workers))
