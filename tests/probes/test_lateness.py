"""What a busy prober adds is not held against the peer."""

import asyncio
import time
from itertools import chain, count, repeat

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Sample
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network, Stopwatch
from statusgen.probes import Answer, Options, Probe
from statusgen.probes.attempt import Attempt, Prober
from statusgen.probes.judgement import judge_latency
from statusgen.probes.lateness import is_busy, surely_ms
from statusgen.probes.options import HostOptions
from statusgen.probes.pacing import LagMeter
from statusgen.probes.runner import run_checks
from tests.asking import AT


class Lagging(LagMeter):
    """A meter of a loop that was late by so much."""

    def __init__(self, lag_ms: float) -> None:
        super().__init__()
        self._lag_ms = lag_ms

    def worst_ms(self, since: float) -> float:
        return self._lag_ms


def attempt_of(took_ms: float, *, lag_ms: float) -> Attempt:
    """One that has taken so long, in a loop that was late by so much."""
    prober = Prober(Network(), Secrets({}), AT, turns=asyncio.Semaphore(1), meter=Lagging(lag_ms))
    times = chain([0.0], repeat(took_ms / 1000))
    return Attempt(prober, stopwatch=Stopwatch(lambda: next(times)))


@pytest.mark.parametrize(
    ("latency_ms", "lag_ms", "busy"),
    [(5, 9, False), (5, 11, True), (100, 10, False), (300, 29, False), (300, 31, True), (5000, 400, False)],
)
def test_a_lag_counts_from_ten_milliseconds_and_a_tenth_of_the_latency(
    latency_ms: float, lag_ms: float, busy: bool
) -> None:
    """A few milliseconds are usual, and a second among ten changes little."""
    assert is_busy(latency_ms, lag_ms) is busy


def test_of_a_busy_probers_figure_every_wait_may_have_been_its_own() -> None:
    """What is left after that is the peer's; of a figure that can be trusted all is."""
    assert surely_ms(1000, 150) == 250
    assert surely_ms(1000, 50) == 1000


@pytest.mark.parametrize(
    ("took_ms", "lag_ms", "outcome"),
    [
        (900, 5, Outcome.DEGRADED),  # theirs
        (900, 100, Outcome.UP),  # 400 ms at the least
        (900, 80, Outcome.DEGRADED),  # less than a tenth
        (5000, 600, Outcome.DEGRADED),  # 2 s at the least
    ],
)
def test_slow_because_the_prober_was_busy_is_not_degraded(
    took_ms: float, lag_ms: float, outcome: Outcome
) -> None:
    """With `latency_below: 800ms`: degraded is who took longer than that by himself."""
    answer = judge_latency(attempt_of(took_ms, lag_ms=lag_ms), 0.8)
    assert (answer.outcome, answer.latency_ms) == (outcome, took_ms)


async def block(check: Check, attempt: Attempt) -> Answer:
    """Keep the loop from doing anything for 200 ms."""
    await asyncio.sleep(0.01)
    time.sleep(0.2)
    await asyncio.sleep(0.01)
    return judge_latency(attempt, 0.1)


async def block_until_too_late(check: Check, attempt: Attempt) -> Answer:
    await block(check, attempt)
    await asyncio.sleep(30)
    return Answer(outcome=Outcome.UP)


async def hang(check: Check, attempt: Attempt) -> Answer:
    await asyncio.sleep(30)
    return Answer(outcome=Outcome.UP)


async def answer_twice(check: Check, attempt: Attempt) -> Answer:
    """Two attempts end at once; the third one's answer comes while nobody listens."""
    return judge_latency(attempt, 0.1) if next(TURNS) % 3 < 2 else await block_until_too_late(check, attempt)


TURNS = count()
KINDS = {
    kind.__name__: Probe(name=kind.__name__, options=Options, ask=kind, hosts=lambda check, secrets: ())
    for kind in (block, block_until_too_late, answer_twice, hang)
}


def sample_of(kind: str, *, timeout_s: float = 10, attempts: int = 1, tries: int = 1) -> Sample:
    check = Check(
        id="web",
        component="web",
        kind=kind,
        options=HostOptions(target="web.test", attempts=attempts),
        tries=tries,
        waits_s=(0,),
        timeout_s=timeout_s,
    )
    running = run_checks(
        [check],
        probing=Probing(),
        location="main",
        at=AT,
        secrets=Secrets({}),
        kinds=KINDS,
        strict=True,
    )
    return asyncio.run(running).run.samples[0]


def test_a_figure_from_a_busy_prober_is_marked() -> None:
    """It is kept and not counted: whoever was measured meanwhile is up, not slow."""
    sample = sample_of("block")
    assert (sample.outcome, sample.busy) == (Outcome.UP, True)
    assert sample.latency_ms is not None
    assert sample.latency_ms >= 200


def test_not_done_in_time_because_the_prober_was_busy_is_unknown() -> None:
    """Who cannot listen cannot say that nobody answered."""
    sample = sample_of("block_until_too_late", timeout_s=0.3)
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)


def test_it_is_asked_again_as_who_is_down_is() -> None:
    """Next time somebody may listen."""
    assert sample_of("block_until_too_late", timeout_s=0.3, tries=2).tries == 2


def test_of_several_attempts_those_that_nobody_listened_to_are_left_out() -> None:
    """What is our own is no partial failure of theirs."""
    sample = sample_of("answer_twice", timeout_s=0.3, attempts=3)
    assert (sample.outcome, sample.answered) == (Outcome.UP, (2, 2))


def test_not_done_in_time_while_the_prober_listened_is_down() -> None:
    """A lag of less than half the timeout excuses nobody."""
    sample = sample_of("hang", timeout_s=0.5)
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.TIMEOUT)
