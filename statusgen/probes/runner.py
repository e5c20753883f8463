"""One run: every check asked once, retried before a failure counts, and over in time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import statusgen
from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls, Run, Sample, Terms
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network, make_room
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.attempt import Prober
from statusgen.probes.controls import ask_controls, doubted, endpoint_of, has_failed
from statusgen.probes.kinds import PROBES
from statusgen.probes.options import Options, options_of
from statusgen.probes.pacing import LagMeter
from statusgen.probes.ports import doubt_ports
from statusgen.probes.probe import Kinds
from statusgen.probes.retrying import AskAll, Asker, Result, Sleep
from statusgen.probes.workers import count_workers, working

Progress = Callable[[Sample], None]

_SOCKETS_PER_CONTROL = 2
_SPARE_FILES = 8
_HERE = Path()


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
    folder: Path = _HERE,
    progress: Progress | None = None,
) -> ProbeReport:
    """`run_checks` for callers that are not asynchronous: a long list is asked by several processes."""
    turns = _count_turns(checks, probing)
    prober = _make_prober(network, secrets, at, folder=folder, turns=turns)
    asker = Asker(prober=prober, kinds=PROBES)
    run = _Run(checks, probing=probing, location=location, asker=asker, progress=progress)
    with working(asker, run.asked, turns=turns, count=count_workers(len(run.asked))) as ask_all:
        return run.report(asyncio.run(run.ask(ask_all)))


async def run_checks(
    checks: Sequence[Check],
    *,
    probing: Probing,
    location: str,
    at: datetime,
    secrets: Secrets,
    network: Network | None = None,
    folder: Path = _HERE,
    kinds: Kinds = PROBES,
    sleep: Sleep = asyncio.sleep,
    progress: Progress | None = None,
    meter: LagMeter | None = None,
    strict: bool = False,
) -> ProbeReport:
    """Ask every check that can be asked: broken, external and unknown kinds give no sample.

    Never longer than `probing.deadline_s`: what has not finished one try then is unknown. A bug in a probe
    makes that check unknown and is a finding, unless `strict`: then it is raised. Files are
    looked for from `folder` on. `meter` tells how late the event loop is.
    """
    prober = _make_prober(network, secrets, at, folder=folder, turns=_count_turns(checks, probing))
    prober = replace(prober, meter=meter or prober.meter)
    asker = Asker(prober=prober, kinds=kinds, sleep=sleep, strict=strict)
    run = _Run(checks, probing=probing, location=location, asker=asker, progress=progress)
    return run.report(await run.ask(partial(asker.ask_all, run.asked)))


def _make_prober(
    network: Network | None, secrets: Secrets, at: datetime, *, folder: Path, turns: int
) -> Prober:
    return Prober(network or Network(), secrets, at, turns=asyncio.Semaphore(turns), folder=folder)


def _prepare(checks: Sequence[Check], prober: Prober, *, kinds: Kinds, probing: Probing) -> None:
    """Load what the first probe would otherwise be measured with."""
    hosts: list[str] = []
    for url in probing.controls:
        with suppress(ValueError):
            hosts.append(endpoint_of(url)[0])
    for check in checks:
        with suppress(Exception):  # whatever is wrong with it, asking will tell
            network = prober.network.through(options_of(check, Options).name_server)
            kinds[check.kind].prepare(network)
            network.prepare(kinds[check.kind].hosts(check, prober.secrets))
    prober.network.prepare(hosts)


def _count_turns(checks: Sequence[Check], probing: Probing) -> int:
    """As many turns as `concurrency` says, and as there are sockets for, whoever's turn it is."""
    options = [check.options for check in checks if isinstance(check.options, Options)]
    sockets = max((each.sockets for each in options), default=1)
    spare = _SOCKETS_PER_CONTROL * len(probing.controls) + _SPARE_FILES
    room = make_room(sockets * probing.concurrency + spare)
    return max(1, (room - spare) // sockets)


class _Run:
    """The state of one run: what each check that can be asked has answered."""

    def __init__(
        self,
        checks: Sequence[Check],
        *,
        probing: Probing,
        location: str,
        asker: Asker,
        progress: Progress | None,
    ) -> None:
        self.asked = tuple(check for check in checks if check.kind in asker.kinds and not check.broken)
        self._probing = probing
        self._location = location
        self._prober = asker.prober
        self._progress = progress
        self._checks = {check.id: check for check in self.asked}
        self._results: dict[str, Result] = {}
        _prepare(self.asked, asker.prober, kinds=asker.kinds, probing=probing)

    async def ask(self, ask_all: AskAll) -> Controls:
        """Ask them all within the deadline; whether the prober was online."""
        probing, network = self._probing, self._prober.network
        ends_s = asyncio.get_running_loop().time() + probing.deadline_s
        within_s = min(probing.timeout_s, probing.asking_s)
        first = asyncio.create_task(ask_controls(replace(probing, timeout_s=within_s), network))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(probing.asking_s):
                    await ask_all(self._note)
            return await self._doubt(await first, ends_s=ends_s)
        finally:
            first.cancel()

    async def _doubt(self, controls: Controls, *, ends_s: float) -> Controls:
        """Question the witness again if it matters, and the ports that were silent; whether we are online."""
        left_s = max(0.0, ends_s - asyncio.get_running_loop().time())
        probing = replace(self._probing, timeout_s=min(self._probing.timeout_s, left_s))
        answers = {id_: result.answer for id_, result in self._results.items()}
        failed = any(has_failed(answer.outcome, answer.reason) for answer in answers.values())
        async with asyncio.TaskGroup() as group:
            found = group.create_task(
                doubt_ports(self.asked, answers, probing=probing, network=self._prober.network)
            )
            if controls is Controls.SILENT or (controls is Controls.OK and failed):
                controls = await ask_controls(probing, self._prober.network)
        if controls is not Controls.SILENT:
            for id_, answer in found.result().items():
                self._results[id_] = replace(self._results[id_], answer=answer)
        return controls

    def report(self, controls: Controls) -> ProbeReport:
        """What came of it."""
        samples = tuple(self._sample(check) for check in self.asked)
        local = {check.id for check in self.asked if self._result(check).answer.local}
        run = Run(
            at=self._prober.at.replace(microsecond=0),
            location=self._location,
            samples=doubted(samples, local=local) if controls is Controls.SILENT else samples,
            statusgen=statusgen.__version__,
            lag_ms=self._prober.meter.lag_ms,
            controls=controls,
        )
        return ProbeReport(run, self._findings(), self._details())

    def _note(self, result: Result) -> None:
        self._results[result.check] = result
        if self._progress is not None and result.last:
            self._progress(self._sample(self._checks[result.check]))

    def _result(self, check: Check) -> Result:
        return self._results.get(check.id) or Result(check.id, _UNFINISHED)

    def _sample(self, check: Check) -> Sample:
        """What history keeps of a check; unknown if the run ended first."""
        result = self._result(check)
        answer = result.answer
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
            tries=result.tries,
            answered=answer.answered,
            latency_ms=answer.latency_ms,
            phases=answer.phases,
            certificate_until=answer.certificate_until,
            busy=answer.busy,
            failing=answer.failing,
        )

    def _findings(self) -> tuple[Finding, ...]:
        """Everything to mend, in the order of the checks, without secrets."""
        return tuple(
            replace(finding, message=self._prober.secrets.redact(finding.message))
            for check in self.asked
            for finding in self._result(check).answer.findings
        )

    def _details(self) -> dict[str, str]:
        """Why each check is not simply up, without secrets."""
        details = {check.id: self._result(check).answer.detail for check in self.asked}
        return {check: self._prober.secrets.redact(detail) for check, detail in details.items() if detail}


_UNFINISHED = Answer(
    outcome=Outcome.UNKNOWN, reason=Reason.DEADLINE, detail="the run reached its deadline first"
)
