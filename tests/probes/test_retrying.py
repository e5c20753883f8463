"""Confirmation is really spaced, whatever is asked; and the witness comes after it."""

import asyncio
from dataclasses import replace

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network
from statusgen.probes import Answer, Options, Probe
from statusgen.probes.attempt import Attempt
from statusgen.probes.runner import ProbeReport, run_checks
from tests.asking import AT, asked_check
from tests.servers import Behaviour, HostileServer, html, read_request, replying

WAITS = (2, 10, 30)


class FakeClock:
    """Time passes by sleeping only; whoever is asked notes when."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def noting(self, times: list[float], *, answers: tuple[bool, ...] = ()) -> Behaviour:
        """A server that notes when it is asked, and answers as told, the last word for ever."""

        async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            turn = min(len(times), len(answers) - 1)
            times.append(self.now)
            if answers and answers[turn]:
                writer.write(html(b"ok"))
                await writer.drain()

        return behave


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def run(check: Check, clock: FakeClock, *, controls: tuple[str, ...] = ()) -> ProbeReport:
    return asyncio.run(
        run_checks(
            [replace(check, tries=4, waits_s=WAITS)],
            probing=Probing(controls=controls, timeout_s=2),
            location="main",
            at=AT,
            secrets=Secrets({}),
            network=Network(),
            sleep=clock.sleep,
            strict=True,
        )
    )


@pytest.mark.parametrize("attempts", [1, 3])
def test_each_try_comes_after_its_wait(hostile: HostileServer, clock: FakeClock, attempts: int) -> None:
    """A server that drops all it is asked is asked at 0, 2, 12 and 42 seconds, each time all attempts."""
    times: list[float] = []
    port = hostile.serve(clock.noting(times))
    (sample,) = run(asked_check(f"http://127.0.0.1:{port}/", attempts=attempts), clock).run.samples
    assert (sample.outcome, sample.reason, sample.tries) == (Outcome.DOWN, Reason.RESET, 4)
    assert times == [at for at in (0, 2, 12, 42) for _ in range(attempts)]


def test_where_some_attempts_succeed_there_is_no_second_try(hostile: HostileServer, clock: FakeClock) -> None:
    """Else the retries would hide the partial failure that the attempts are there to see."""
    times: list[float] = []
    port = hostile.serve(clock.noting(times, answers=(False, True)))
    (sample,) = run(asked_check(f"http://127.0.0.1:{port}/", attempts=3), clock).run.samples
    assert (sample.outcome, sample.answered, sample.tries) == (Outcome.PARTIAL, (2, 3), 1)
    assert (times, clock.now) == ([0, 0, 0], 0)


def test_a_second_try_that_succeeds_in_part_is_partial(hostile: HostileServer, clock: FakeClock) -> None:
    """All failed at first, so it was asked again; what it finds then counts."""
    times: list[float] = []
    port = hostile.serve(clock.noting(times, answers=(False, False, True, False)))
    (sample,) = run(asked_check(f"http://127.0.0.1:{port}/", attempts=2), clock).run.samples
    assert (sample.outcome, sample.answered, sample.tries) == (Outcome.PARTIAL, (1, 2), 2)
    assert times == [0, 0, 2, 2]


@pytest.mark.parametrize(
    ("answers", "controls", "outcome", "reason"),
    [
        ((True, False), Controls.SILENT, Outcome.UNKNOWN, Reason.PROBER_OFFLINE),
        ((False, True), Controls.OK, Outcome.DOWN, Reason.RESET),
        ((True, True), Controls.OK, Outcome.DOWN, Reason.RESET),
        ((False, False), Controls.SILENT, Outcome.UNKNOWN, Reason.PROBER_OFFLINE),
    ],
)
def test_the_witness_has_the_last_word_after_the_last_retry(
    hostile: HostileServer,
    clock: FakeClock,
    answers: tuple[bool, ...],
    controls: Controls,
    outcome: Outcome,
    reason: Reason,
) -> None:
    """Controls are asked at the start and at 42 seconds, when the fourth try has failed."""
    asked: list[float] = []
    control = f"http://127.0.0.1:{hostile.serve(clock.noting(asked, answers=answers))}/"

    async def after_the_first_control(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        while not asked:
            await asyncio.sleep(0.005)

    port = hostile.serve(after_the_first_control)
    report = run(asked_check(f"http://127.0.0.1:{port}/"), clock, controls=(control,))
    assert asked == [0, 42]
    assert report.run.controls is controls
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason, sample.tries) == (outcome, reason, 4)


def test_the_witness_is_asked_once_where_all_is_well(hostile: HostileServer, clock: FakeClock) -> None:
    """On a good day a control sees one request a run."""
    asked: list[float] = []
    control = f"http://127.0.0.1:{hostile.serve(clock.noting(asked, answers=(True,)))}/"
    port = hostile.serve(replying(html(b"ok")))
    assert (
        run(asked_check(f"http://127.0.0.1:{port}/"), clock, controls=(control,)).run.controls is Controls.OK
    )
    assert asked == [0]


def test_what_a_bug_says_is_told_without_secrets() -> None:
    """A fault of our own quotes what it stumbled over."""

    async def stumble(check: Check, attempt: Attempt) -> Answer:
        raise ValueError(f"nobody thought of {attempt.prober.secrets.fill('${TOKEN}')!r}")

    fake = Probe(name="fake", options=Options, ask=stumble, hosts=lambda check, secrets: ())
    check = Check(id="web", component="web", kind="fake", options=Options(target="x"), tries=1)
    running = run_checks(
        [check],
        probing=Probing(),
        location="main",
        at=AT,
        secrets=Secrets({"TOKEN": "correct horse\nbattery"}),
        kinds={"fake": fake},
    )
    report = asyncio.run(running)
    said = "a fault in statusgen itself: ValueError while asking fake: nobody thought of '***'"
    assert report.details == {"web": said}
    assert [finding.message for finding in report.findings] == [said]
