"""Is the prober itself online? Asked of targets that have nothing to do with ours."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace

from statusgen.domain.config import Probing
from statusgen.domain.samples import Controls, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url, parse_endpoint
from statusgen.net import NetFault, Network, Refused, Request, Stopwatch

_FAILED = (Outcome.DOWN, Outcome.PARTIAL)
_OUR_OWN = (
    Reason.NOT_CONFIGURED,
    Reason.CREDENTIALS_REFUSED,
    Reason.BLOCKED,
    Reason.DEADLINE,
    Reason.PROBER_ERROR,
)
_TCP = "tcp://"


async def ask_controls(probing: Probing, network: Network) -> Controls:
    """OK as soon as one control answers, with any HTTP status; SILENT if none does in time.

    One of a port (tcp://) answers with a connection or with its refusal. Its silence may be the port's:
    where no others are listed nothing is known (NONE).
    """
    if await _any_answers(probing.controls, network, within_s=probing.timeout_s):
        return Controls.OK
    return Controls.SILENT if probing.web_controls else Controls.NONE


async def find_closed(ports: Collection[int], *, probing: Probing, network: Network) -> frozenset[int]:
    """Those of the ports that have controls, none of which answers in time."""
    asked = [port for port in ports if controls_of(port, probing)]
    found = await asyncio.gather(
        *(_any_answers(controls_of(port, probing), network, within_s=probing.timeout_s) for port in asked)
    )
    return frozenset(port for port, answers in zip(asked, found, strict=True) if not answers)


def controls_of(port: int, probing: Probing) -> tuple[str, ...]:
    """The controls that tell whether anything on this port gets out of here."""
    return tuple(
        control
        for control in probing.controls
        if control.startswith(_TCP) and endpoint_of(control)[1] == port
    )


def endpoint_of(control: str) -> tuple[str, int]:
    """Host and port of a control; ValueError if it has none."""
    if control.startswith(_TCP):
        return parse_endpoint(control.removeprefix(_TCP))
    url = Url.parse(control)
    return url.host, url.port


async def _any_answers(controls: Sequence[str], network: Network, *, within_s: float) -> bool:
    asking = [asyncio.create_task(_answers(control, network)) for control in controls]
    try:
        for answer in asyncio.as_completed(asking, timeout=within_s):
            if await answer:
                return True
    except TimeoutError:
        pass
    finally:
        for task in asking:
            task.cancel()
    return False


async def _answers(control: str, network: Network) -> bool:
    try:
        await (_knock if control.startswith(_TCP) else _fetch)(control, network)
    except (NetFault, ValueError) as error:
        return isinstance(error, Refused) and control.startswith(_TCP)
    return True


async def _fetch(control: str, network: Network) -> None:
    await network.fetch(Request(url=Url.parse(control), wants_body=lambda _status: False))


async def _knock(control: str, network: Network) -> None:
    host, port = endpoint_of(control)
    stopwatch = Stopwatch()
    addresses = (await network.resolve(host, stopwatch=stopwatch)).reachable
    (await network.connect(addresses, port, stopwatch=stopwatch)).close()


def has_failed(outcome: Outcome, reason: Reason | None) -> bool:
    """Whether it says something bad, or nothing for want of an answer: neither is so if we are offline."""
    return outcome in _FAILED or (outcome is Outcome.UNKNOWN and reason not in _OUR_OWN)


def doubted(samples: Sequence[Sample], *, local: Collection[str]) -> tuple[Sample, ...]:
    """What failed while no control answered is not known; what succeeded stands, as do `local` checks."""
    return tuple(
        replace(sample, outcome=Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
        if has_failed(sample.outcome, sample.reason) and sample.check not in local
        else sample
        for sample in samples
    )
