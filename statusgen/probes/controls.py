"""Is the prober itself online? Asked of targets that have nothing to do with ours."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from statusgen.domain.config import Probing
from statusgen.domain.samples import Controls, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.net import NetFault, Network, Request

_FAILED = (Outcome.DOWN, Outcome.PARTIAL, Outcome.DEGRADED)


async def ask_controls(probing: Probing, network: Network) -> Controls:
    """OK as soon as one control answers, with any HTTP status; SILENT if none does in time."""
    if not probing.controls:
        return Controls.NONE
    asking = [asyncio.create_task(_answers(url, network)) for url in probing.controls]
    try:
        for answer in asyncio.as_completed(asking, timeout=probing.timeout_s):
            if await answer:
                return Controls.OK
    except TimeoutError:
        pass
    finally:
        for task in asking:
            task.cancel()
    return Controls.SILENT


async def _answers(url: str, network: Network) -> bool:
    try:
        await network.fetch(Request(url=Url.parse(url), wants_body=lambda _status: False))
    except (NetFault, ValueError):
        return False
    return True


def has_failed(outcome: Outcome) -> bool:
    """Whether it says something bad, which would be wrong if the prober itself were offline."""
    return outcome in _FAILED


def doubted(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """What failed while no control answered is not known; what succeeded stands."""
    return tuple(
        replace(sample, outcome=Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
        if has_failed(sample.outcome)
        else sample
        for sample in samples
    )
