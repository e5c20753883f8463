"""One run: retries, deadlines, controls, and what becomes of bugs."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from statistics import median

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls, Sample
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.net import Network
from statusgen.probes import Answer, Options, Probe
from statusgen.probes.attempt import Attempt
from statusgen.probes.options import HostOptions
from statusgen.probes.runner import ProbeReport, probe, run_checks
from tests.asking import AT, ask, asked_check
from tests.servers import HostileServer, free_port, hang, html, replying

UP = Answer(outcome=Outcome.UP, latency_ms=5)
DOWN = Answer(outcome=Outcome.DOWN, reason=Reason.CONNECT, detail="refused")
SLOW = Answer(outcome=Outcome.DEGRADED, reason=Reason.LATENCY)
REFUSED = Answer(outcome=Outcome.UNKNOWN, reason=Reason.CREDENTIALS_REFUSED)

Asking = Callable[[Check, Attempt], Awaitable[Answer]]


class FakeClock:
    """Sleeping takes no time and is written down."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def scripted(*answers: Answer) -> Asking:
    """Gives these answers one after the other."""
    script: Iterator[Answer] = iter(answers)

    async def give(check: Check, attempt: Attempt) -> Answer:
        return next(script)

    return give


def scripted_check(check_id: str = "web", **settings: object) -> Check:
    return Check(id=check_id, component="site", kind="fake", options=Options(target="web.test"), **settings)  # type: ignore[arg-type]


def run(
    asking: Asking,
    *checks: Check,
    sleep: Callable[[float], Awaitable[None]] | None = None,
    probing: Probing | None = None,
    strict: bool = True,
    progress: Callable[[Sample], None] | None = None,
) -> ProbeReport:
    """A run with one kind of check, `fake`, that is asked by `asking`."""
    fake = Probe(name="fake", options=Options, ask=asking, hosts=lambda check, secrets: ("127.0.0.1",))
    return asyncio.run(
        run_checks(
            checks or (scripted_check(),),
            probing=probing or Probing(),
            location="dublin",
            at=AT,
            secrets=Secrets({}),
            kinds={"fake": fake},
            sleep=sleep or FakeClock().sleep,
            strict=strict,
            progress=progress,
        )
    )


def test_a_failure_is_asked_again_after_each_wait_before_it_counts() -> None:
    """Four tries, spaced by the three waits: only then is it down."""
    clock = FakeClock()
    sample = run(scripted(DOWN, DOWN, DOWN, DOWN), sleep=clock.sleep).run.samples[0]
    assert (sample.outcome, sample.reason, sample.tries) == (Outcome.DOWN, Reason.CONNECT, 4)
    assert clock.slept == [2, 10, 30]


def test_the_first_good_answer_ends_the_retries() -> None:
    """A restart that is over at the third try is no outage, and the sample says how many it took."""
    clock = FakeClock()
    sample = run(scripted(DOWN, DOWN, UP), sleep=clock.sleep).run.samples[0]
    assert (sample.outcome, sample.tries) == (Outcome.UP, 3)
    assert clock.slept == [2, 10]


@pytest.mark.parametrize(
    "answer", [UP, SLOW, REFUSED, Answer(outcome=Outcome.PARTIAL, reason=Reason.CONNECT)]
)
def test_what_is_not_down_counts_at_once(answer: Answer) -> None:
    """Slow, partial and unknown are believed the first time."""
    sample = run(scripted(answer)).run.samples[0]
    assert (sample.outcome, sample.tries) == (answer.outcome, 1)


def test_the_last_wait_serves_for_all_further_tries() -> None:
    """Five tries with two waits: the second is used again."""
    clock = FakeClock()
    run(scripted(*[DOWN] * 5), scripted_check(tries=5, waits_s=(1, 7)), sleep=clock.sleep)
    assert clock.slept == [1, 7, 7, 7]


def test_retries_are_really_spaced() -> None:
    """With the real clock, too, the second try comes after the wait and not before."""
    times: list[float] = []

    async def note(check: Check, attempt: Attempt) -> Answer:
        times.append(time.monotonic())
        return DOWN

    run(note, scripted_check(tries=2, waits_s=(0.2,)), sleep=asyncio.sleep)
    assert times[1] - times[0] >= 0.2


def test_everyone_who_asks_waits_for_a_turn_and_is_not_timed_meanwhile() -> None:
    """Not each check but each of its attempts opens a socket: they take turns, and none runs out of time."""
    under_way: list[Attempt] = []
    waited_ms: list[float] = []
    most = 0

    async def slow(check: Check, attempt: Attempt) -> Answer:
        nonlocal most
        under_way.append(attempt)
        most = max(most, len(under_way))
        waited_ms.append(attempt.stopwatch.elapsed_ms)
        await asyncio.sleep(0.1)
        under_way.remove(attempt)
        return Answer(outcome=Outcome.UP, latency_ms=10)

    check = replace(scripted_check(timeout_s=0.8), options=HostOptions(target="web.test", attempts=20))
    (sample,) = run(slow, check, probing=Probing(concurrency=2)).run.samples
    assert most == 2
    assert (sample.outcome, sample.answered) == (Outcome.UP, (20, 20))
    assert median(waited_ms) < 100


def test_a_sample_carries_the_terms_of_its_check() -> None:
    """What a sample may mean is fixed when it is taken."""
    probing = Probing(quorum=2, minority=Status.PARTIAL_OUTAGE)
    check = scripted_check(stale_after_s=900, worst=Status.DEGRADED_PERFORMANCE)
    sample = run(scripted(UP), check, probing=probing).run.samples[0]
    assert (sample.check, sample.component) == ("web", "site")
    assert (sample.terms.valid_for_s, sample.terms.worst) == (900, Status.DEGRADED_PERFORMANCE)
    assert (sample.terms.quorum, sample.terms.minority) == (2, Status.PARTIAL_OUTAGE)


def test_a_run_is_of_whole_seconds() -> None:
    """The start is history's key: fractions are cut off."""
    asked_at = AT + timedelta(microseconds=999_999)
    report = probe([], probing=Probing(), location="main", at=asked_at, secrets=Secrets({}))
    assert (report.run.at, report.run.location, report.run.samples) == (AT, "main", ())


def test_what_cannot_be_asked_gives_no_sample() -> None:
    """Broken checks, those that others measure, and kinds that this version lacks are left alone."""
    checks = (
        scripted_check("broken", broken=True),
        Check(id="other", component="site", kind="external"),
        Check(id="new", component="site", kind="teleport"),
        scripted_check("good"),
    )
    assert [sample.check for sample in run(scripted(UP), *checks).run.samples] == ["good"]


def test_samples_are_in_the_order_of_the_checks_and_told_as_they_come() -> None:
    """Progress hears of a check when it is done; the run lists them as checks.yaml does."""

    async def backwards(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(0.05 if check.id == "first" else 0)
        return UP

    told: list[Sample] = []
    report = run(backwards, scripted_check("first"), scripted_check("second"), progress=told.append)
    assert [sample.check for sample in told] == ["second", "first"]
    assert [sample.check for sample in report.run.samples] == ["first", "second"]


def test_what_is_unfinished_at_the_deadline_is_unknown() -> None:
    """A run ends at its deadline whatever is still being asked; what was answered stands."""

    async def one_hangs(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(30 if check.id == "slow" else 0)
        return UP

    started = time.monotonic()
    report = run(one_hangs, scripted_check("quick"), scripted_check("slow"), probing=Probing(deadline_s=1))
    assert time.monotonic() - started < 10
    quick, slow = report.run.samples
    assert quick.outcome is Outcome.UP
    assert (slow.outcome, slow.reason) == (Outcome.UNKNOWN, Reason.DEADLINE)


def test_what_has_failed_until_the_deadline_is_down() -> None:
    """Tries that do not fit into the deadline must not hide an outage for ever: those that ended count."""
    check = scripted_check(waits_s=(0, 30))
    told: list[Sample] = []
    report = run(
        scripted(DOWN, DOWN, UP),
        check,
        sleep=asyncio.sleep,
        probing=Probing(deadline_s=0.1),
        progress=told.append,
    )
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason, sample.tries) == (Outcome.DOWN, DOWN.reason, 2)
    assert report.details == {check.id: DOWN.detail}
    assert told == []


def test_what_a_kind_takes_is_loaded_before_anybody_is_asked() -> None:
    """Loading a library would be measured as the first check's latency; that it fails, asking will tell."""
    events: list[str] = []

    async def asking(check: Check, attempt: Attempt) -> Answer:
        events.append("asked")
        return UP

    def load(network: Network) -> None:
        events.append("loaded")
        raise ImportError("not installed")

    fake = Probe(
        name="fake", options=Options, ask=asking, hosts=lambda check, secrets: ("127.0.0.1",), prepare=load
    )
    checks = (scripted_check("one"), scripted_check("two"))
    asyncio.run(
        run_checks(
            checks,
            probing=Probing(),
            location="main",
            at=AT,
            secrets=Secrets({}),
            kinds={"fake": fake},
            strict=True,
        )
    )
    assert events[-2:] == ["asked", "asked"]
    assert set(events[:-2]) == {"loaded"}


def test_a_bug_makes_one_check_unknown_and_is_named() -> None:
    """An odd response must never lose the run: the others stand, and the finding says what broke."""

    async def buggy(check: Check, attempt: Attempt) -> Answer:
        if check.id == "odd":
            raise KeyError("surprise")
        return UP

    checks = (scripted_check("odd"), scripted_check("fine"))
    report = run(buggy, *checks, strict=False)
    odd, fine = report.run.samples
    assert (odd.outcome, odd.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)
    assert fine.outcome is Outcome.UP
    assert "KeyError" in report.findings[0].message
    assert report.unhappy


def test_a_bug_is_raised_where_it_is_looked_for() -> None:
    """`strict` is for tests: nothing is caught."""

    async def buggy(check: Check, attempt: Attempt) -> Answer:
        raise KeyError("surprise")

    with pytest.raises(ExceptionGroup) as raised:
        run(buggy)
    assert raised.group_contains(KeyError)


def silent_control() -> str:
    return f"http://127.0.0.1:{free_port()}/"


def test_without_an_answer_from_any_control_failures_are_unknown_and_successes_stand() -> None:
    """The prober doubts itself before it blames anybody; who was slow has answered all the same."""

    async def mixed(check: Check, attempt: Attempt) -> Answer:
        return {"bad": DOWN, "slow": SLOW, "good": UP}[check.id]

    checks = [scripted_check(each) for each in ("bad", "slow", "good")]
    report = run(mixed, *checks, probing=Probing(controls=(silent_control(), silent_control())))
    assert report.run.controls is Controls.SILENT
    assert [(sample.outcome, sample.reason) for sample in report.run.samples] == [
        (Outcome.UNKNOWN, Reason.PROBER_OFFLINE),
        (Outcome.DEGRADED, Reason.LATENCY),
        (Outcome.UP, None),
    ]


@pytest.mark.parametrize("response", [html(b"ok"), b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"])
def test_one_control_that_answers_anything_is_enough(hostile: HostileServer, response: bytes) -> None:
    """Any HTTP answer shows that we are online: then a mass failure is what it looks like."""
    control = f"http://127.0.0.1:{hostile.serve(replying(response))}/"
    report = run(scripted(*[DOWN] * 4), probing=Probing(controls=(silent_control(), control)))
    assert report.run.controls is Controls.OK
    assert report.run.samples[0].outcome is Outcome.DOWN


def test_without_controls_nothing_is_guessed() -> None:
    """A host's own network may well be dead: down is down."""
    report = run(scripted(*[DOWN] * 4))
    assert report.run.controls is Controls.NONE
    assert report.run.samples[0].outcome is Outcome.DOWN


def test_controls_have_the_last_word_after_the_last_retry(hostile: HostileServer) -> None:
    """Online at the start and gone at the end: the failure may be ours, so it is unknown."""
    answered: list[int] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answered.append(1)
        if len(answered) == 1:
            await replying(html(b"ok"))(reader, writer)

    async def down_later(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(0.1)
        return DOWN

    control = f"http://127.0.0.1:{hostile.serve(once)}/"
    report = run(down_later, scripted_check(tries=1), probing=Probing(controls=(control,)))
    assert report.run.samples[0].reason is Reason.PROBER_OFFLINE


def test_the_deadline_leaves_time_for_the_last_word(hostile: HostileServer) -> None:
    """Asking ends earlier, so that who went offline on the way still learns it: neither blames anybody."""
    answered: list[int] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answered.append(1)
        await (replying(html(b"ok")) if len(answered) == 1 else hang)(reader, writer)

    async def one_hangs(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(30 if check.id == "slow" else 0.1)
        return DOWN

    probing = Probing(controls=(f"http://127.0.0.1:{hostile.serve(once)}/",), timeout_s=1, deadline_s=2)
    checks = [scripted_check(each, tries=1) for each in ("slow", "quick")]
    started = time.monotonic()
    report = run(one_hangs, *checks, probing=probing)
    assert time.monotonic() - started < 15
    assert report.run.controls is Controls.SILENT
    assert [sample.reason for sample in report.run.samples] == [Reason.DEADLINE, Reason.PROBER_OFFLINE]


def test_without_controls_the_whole_deadline_is_for_asking() -> None:
    """Else their timeout is kept back from it, or a quarter of a short one."""
    one = ("https://example.net/",)
    assert Probing().asking_s == 180
    assert Probing(controls=one).asking_s == 170
    assert Probing(controls=one, deadline_s=8).asking_s == 6


def test_controls_are_asked_twice_only_if_something_failed(hostile: HostileServer) -> None:
    """On a good day each control sees one request a run."""
    port = hostile.serve(replying(html(b"ok")))
    run(scripted(UP), probing=Probing(controls=(f"http://127.0.0.1:{port}/",)))
    assert hostile.connections.count(port) == 1


def test_a_control_that_is_no_address_is_silent() -> None:
    """A mistake in checks.yaml never loses the run."""
    report = run(scripted(UP), probing=Probing(controls=("nonsense",)))
    assert (report.run.controls, report.run.samples[0].outcome) == (Controls.SILENT, Outcome.UP)


def test_a_hanging_control_does_not_hold_the_run(hostile: HostileServer) -> None:
    """Controls have the timeout that checks have."""
    control = f"http://127.0.0.1:{hostile.serve(hang)}/"
    started = time.monotonic()
    report = run(scripted(UP), probing=Probing(controls=(control,), timeout_s=0.2))
    assert report.run.controls is Controls.SILENT
    assert time.monotonic() - started < 5


def test_the_lag_of_the_loop_is_measured() -> None:
    """A probe that blocks the loop shows in the run's lag."""

    async def blocking(check: Check, attempt: Attempt) -> Answer:
        await asyncio.sleep(0.01)
        time.sleep(0.1)
        await asyncio.sleep(0.01)
        return UP

    lag_ms = run(blocking, probing=Probing()).run.lag_ms
    assert lag_ms is not None
    assert lag_ms >= 50


def test_a_restart_during_a_run_is_no_outage(hostile: HostileServer) -> None:
    """Scenario 30: the first tries are refused, a later one is answered: up."""
    port = free_port()

    async def open_later() -> ProbeReport:
        check = asked_check(f"http://127.0.0.1:{port}/", tries=4)

        async def start(seconds: float) -> None:
            if not hostile.connections.count(port):
                await asyncio.to_thread(hostile.serve, replying(html(b"back")), port=port)

        return await run_checks(
            [check],
            probing=Probing(),
            location="main",
            at=AT,
            secrets=Secrets({}),
            network=Network(),
            sleep=start,
            strict=True,
        )

    sample = asyncio.run(open_later()).run.samples[0]
    assert (sample.outcome, sample.tries) == (Outcome.UP, 2)


def test_scenario_27_one_missing_secret_keeps_nobody_else_from_being_asked(hostile: HostileServer) -> None:
    """The check without its secret is unknown; the others are asked; the process is unhappy."""
    port = hostile.serve(replying(html(b"ok")))
    report = ask(
        asked_check(f"http://127.0.0.1:{port}/", check_id="open"),
        asked_check(f"http://127.0.0.1:{port}/", check_id="closed", headers={"X-Key": "${KEY}"}),
    )
    assert [sample.outcome for sample in report.run.samples] == [Outcome.UP, Outcome.UNKNOWN]
    assert report.unhappy
