"""A process of bench/probing.py that asks: targets as JSON on stdin, what it took as JSON on stdout."""

import asyncio
import gc
import json
import resource
import ssl
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

TIMEOUT_S = 5.0
AT_ONCE = 1000
"""More sockets than that are not everybody's to open."""


def ask_with_statusgen(targets: Sequence[str], ca: Path) -> tuple[list[float], int]:
    """One run of a check for each target, tried once; every one must be up, or have timed out."""
    from statusgen.cli.entry import GARBAGE_AFTER
    from statusgen.domain.config import Check, Probing
    from statusgen.domain.secrets import Secrets
    from statusgen.domain.status import Outcome, Reason
    from statusgen.net import Network
    from statusgen.probes import PROBES
    from statusgen.probes.runner import probe

    gc.set_threshold(GARBAGE_AFTER)  # as the command does
    options = PROBES["http"].options
    checks = [
        Check(
            id=f"check-{number}",
            component="web",
            kind="http",
            target=target,
            options=options.model_validate({"target": target}),
            timeout_s=TIMEOUT_S,
            tries=1,
        )
        for number, target in enumerate(targets)
    ]
    network = Network(ca_file=ca)
    with clock:
        report = probe(
            checks,
            probing=Probing(),
            location="bench",
            at=datetime.now(UTC),
            secrets=Secrets({}),
            network=network,
        )
    samples = report.run.samples
    assert all(each.outcome is Outcome.UP or each.reason is Reason.TIMEOUT for each in samples), (
        report.details
    )
    latencies = [each.latency_ms for each in samples if each.latency_ms is not None]
    return latencies, sum(each.busy for each in samples)


def ask_with_httpx(targets: Sequence[str], ca: Path) -> tuple[list[float], int]:
    """A thousand at once, each with a client and so a connection of its own; they share the TLS settings."""
    import httpx

    context = ssl.create_default_context(cafile=ca)
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask(target: str) -> float:
        async with turns:
            return await ask_now(target)

    async def ask_now(target: str) -> float:
        started = time.perf_counter()
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=60) as client:
            response = await client.get(target)
        assert response.status_code == 200
        return (time.perf_counter() - started) * 1000

    async def ask_all() -> list[float]:
        return list(await asyncio.gather(*map(ask, targets)))

    with clock:
        latencies = asyncio.run(ask_all())
    return latencies, 0


class Clock:
    """Wall and processor time of the block, its child processes' included."""

    def __enter__(self) -> None:
        self._started, self._used_s = time.perf_counter(), used_s()

    def __exit__(self, *_: object) -> None:
        self.wall_s, self.cpu_s = time.perf_counter() - self._started, used_s() - self._used_s


def used_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


clock = Clock()
ASKERS = {"ours": ask_with_statusgen, "httpx": ask_with_httpx}

if __name__ == "__main__":
    latencies, busy = ASKERS[sys.argv[1]](json.load(sys.stdin), Path(sys.argv[2]))
    asked = {"wall_s": clock.wall_s, "cpu_s": clock.cpu_s, "latencies_ms": latencies, "busy": busy}
    json.dump(asked, sys.stdout)
