"""One run: every check asked once, retried before a failure counts, and over in time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import statusgen
from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls, Run, Sample, Terms
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.net import Network, make_room
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.asking import ask
from statusgen.probes.attempt import Prober
from statusgen.probes.controls import ask_controls, doubted, has_failed
from statusgen.probes.kinds import PROBES
from statusgen.probes.options import Options, options_of
from statusgen.probes.pacing import LagMeter, paced
from statusgen.probes.probe import Probe

Sleep = Callable[[float], Awaitable[None]]
Progress = Callable[[Sample], None]

_SOCKETS_PER_TURN = 2  # a name is looked up in A and AAAA at once; after that there is one connection
_SPARE_FILES = 8


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What a run found: `run` is for history; `findings` and `details` (by check) are for the operator."""

    run: Run
    findings: tuple[Finding, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def unhappy(self) -> bool:
        """Something was found that must be mended: exit 1."""
        return any(finding.unhappy for finding in self.findings)


def probe(
    checks: Sequence[Check],
    *,
    probing: Probing,
    location: str,
    at: datetime,
    secrets: Secrets,
    network: Network | None = None,
    progress: Progress | None = None,
) -> ProbeReport:
    """`run_checks` for callers that are not asynchronous."""
    return asyncio.run(
        run_checks(
            checks,
            probing=probing,
            location=location,
            at=at,
            secrets=secrets,
            network=network,
            progress=progress,
        )
    )


async def run_checks(
    checks: Sequence[Check],
    *,
    probing: Probing,
    location: str,
    at: datetime,
    secrets: Secrets,
    network: Network | None = None,
    kinds: Mapping[str, Probe] = PROBES,
    sleep: Sleep = asyncio.sleep,
    progress: Progress | None = None,
    strict: bool = False,
) -> ProbeReport:
    """Ask every check that can be asked: broken, external and unknown kinds give no sample.

    Never longer than `probing.deadline_s`; what is unfinished then is unknown. A bug in a probe
    makes that check unknown and is a finding, unless `strict`: then it is raised.
    """
    asked = [check for check in checks if check.kind in kinds and not check.broken]
    prober = Prober(network or Network(), secrets, at, turns=_make_turns(probing))
    _prepare(asked, prober, kinds=kinds, probing=probing)
    runner = _Runner(probing, prober, kinds=kinds, sleep=sleep, progress=progress, strict=strict)
    controls, lag_ms = await runner.run(asked)
    samples = tuple(runner.sample(check) for check in asked)
    run = Run(
        at=at.replace(microsecond=0),
        location=location,
        samples=doubted(samples) if controls is Controls.SILENT else samples,
        statusgen=statusgen.__version__,
        lag_ms=lag_ms,
        controls=controls,
    )
    return ProbeReport(run, runner.findings(asked), runner.details(asked))


def _prepare(
    checks: Sequence[Check], prober: Prober, *, kinds: Mapping[str, Probe], probing: Probing
) -> None:
    """Load what the first probe would otherwise be measured with."""
    hosts: list[str] = []
    for url in probing.controls:
        with suppress(ValueError):
            hosts.append(Url.parse(url).host)
    for check in checks:
        with suppress(Exception):  # whatever is wrong with it, asking will tell
            network = prober.network.through(options_of(check, Options).name_server)
            network.prepare(kinds[check.kind].hosts(check, prober.secrets))
    prober.network.prepare(hosts)


def _make_turns(probing: Probing) -> asyncio.Semaphore:
    """As many turns as `concurrency` says, and as there are sockets for."""
    spare = _SOCKETS_PER_TURN * len(probing.controls) + _SPARE_FILES
    room = make_room(_SOCKETS_PER_TURN * probing.concurrency + spare)
    return asyncio.Semaphore(max(1, (room - spare) // _SOCKETS_PER_TURN))


class _Runner:
    """The state of one run: what each check answered last, and after how many tries."""

    def __init__(
        self,
        probing: Probing,
        prober: Prober,
        *,
        kinds: Mapping[str, Probe],
        sleep: Sleep,
        progress: Progress | None,
        strict: bool,
    ) -> None:
        self._probing = probing
        self._prober = prober
        self._kinds = kinds
        self._sleep = sleep
        self._progress = progress
        self._strict = strict
        self._answers: dict[str, Answer] = {}
        self._tries: dict[str, int] = {}

    async def run(self, checks: Sequence[Check]) -> tuple[Controls, float | None]:
        """Ask them all within the deadline; whether the prober was online, and the loop's lag."""
        network = self._prober.network
        meter = LagMeter()
        ticking = asyncio.create_task(meter.run())
        first = asyncio.create_task(ask_controls(self._probing, network))
        controls = Controls.SILENT if self._probing.controls else Controls.NONE
        try:
            async with asyncio.timeout(self._probing.deadline_s):
                await self._ask_all(checks)
                controls = await first
                failed = any(has_failed(answer.outcome) for answer in self._answers.values())
                if controls is Controls.SILENT or (controls is Controls.OK and failed):
                    controls = await ask_controls(self._probing, network)
        except TimeoutError:
            controls = first.result() if first.done() else controls
        finally:
            ticking.cancel()
            first.cancel()
        return controls, meter.lag_ms

    async def _ask_all(self, checks: Sequence[Check]) -> None:
        async with asyncio.TaskGroup() as group:
            async for check in paced(checks):
                group.create_task(self._ask(check))

    async def _ask(self, check: Check) -> None:
        """Ask until it is not down, or down for good."""
        for tries in range(1, check.tries + 1):
            answer = await self._try(check)
            self._tries[check.id] = tries
            if answer.outcome is not Outcome.DOWN or tries == check.tries:
                break
            await self._sleep(wait_s(check, tries))
        self._answers[check.id] = answer
        if self._progress is not None:
            self._progress(self.sample(check))

    async def _try(self, check: Check) -> Answer:
        try:
            return await ask(check, self._kinds[check.kind], self._prober)
        except Exception as error:
            if self._strict:
                raise
            message = (
                f"a fault in statusgen itself: {type(error).__name__} while asking {check.kind}: {error}"
            )
            return Answer(
                outcome=Outcome.UNKNOWN,
                reason=Reason.PROBER_ERROR,
                detail=message,
                findings=(Finding(check.id, message, unhappy=True),),
            )

    def sample(self, check: Check) -> Sample:
        """What history keeps of a check; unknown if the run ended first."""
        answer = self._answers.get(check.id, _UNFINISHED)
        terms = Terms(
            valid_for_s=check.stale_after_s,
            worst=check.worst,
            quorum=self._probing.quorum,
            minority=self._probing.minority,
            down_after=check.down_after,
            up_after=check.up_after,
        )
        return Sample(
            check=check.id,
            component=check.component,
            outcome=answer.outcome,
            terms=terms,
            reason=answer.reason,
            tries=self._tries.get(check.id, 1),
            answered=answer.answered,
            latency_ms=answer.latency_ms,
            phases=answer.phases,
            certificate_until=answer.certificate_until,
            failing=answer.failing,
        )

    def findings(self, checks: Sequence[Check]) -> tuple[Finding, ...]:
        """Everything to mend, in the order of the checks, without secrets."""
        return tuple(
            replace(finding, message=self._prober.secrets.redact(finding.message))
            for check in checks
            for finding in self._answers.get(check.id, _UNFINISHED).findings
        )

    def details(self, checks: Sequence[Check]) -> dict[str, str]:
        """Why each check is not simply up, without secrets."""
        answers = {check.id: self._answers.get(check.id, _UNFINISHED) for check in checks}
        return {
            check: self._prober.secrets.redact(answer.detail)
            for check, answer in answers.items()
            if answer.detail
        }


def wait_s(check: Check, tries: int) -> float:
    """How long to wait after so many tries; the last wait is used again where there are too few."""
    return check.waits_s[min(tries, len(check.waits_s)) - 1] if check.waits_s else 0.0


_UNFINISHED = Answer(
    outcome=Outcome.UNKNOWN, reason=Reason.DEADLINE, detail="the run reached its deadline first"
)
