"""100 HTTPS checks on a loopback nginx: a whole run of ours against a bare httpx loop.

    python bench/probing.py [--checks 100] [--rounds 7]

Both connect anew for every check, verify the certificate with one shared TLS context, and may have
everything in flight at once. Rounds alternate; the figure is the ratio of the medians.
"""

import argparse
import asyncio
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from statusgen.domain.config import Check, Probing
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome
from statusgen.net import Network
from statusgen.probes import PROBES
from statusgen.probes.runner import run_checks
from tests.servers import Nginx, nginx

ALLOWED_RATIO = 1.5

Asking = Callable[[Nginx, int], Coroutine[None, None, list[float]]]


async def ask_with_statusgen(web: Nginx, count: int) -> list[float]:
    """The recorded latencies in ms of one run."""
    target = f"https://127.0.0.1:{web.good}/"
    options = PROBES["http"].options.model_validate({"target": target})
    checks = [
        Check(id=f"check-{number}", component="web", kind="http", target=target, options=options, tries=1)
        for number in range(count)
    ]
    report = await run_checks(
        checks,
        probing=Probing(),
        location="bench",
        at=datetime.now(UTC),
        secrets=Secrets({}),
        network=Network(ca_file=web.certificates.ca),
        strict=True,
    )
    assert all(sample.outcome is Outcome.UP for sample in report.run.samples), report.details
    return [sample.latency_ms or 0 for sample in report.run.samples]


async def ask_with_httpx(web: Nginx, count: int) -> list[float]:
    """The latencies in ms of a bare loop with a client, and so a connection, for each request."""
    context = ssl.create_default_context(cafile=web.certificates.ca)

    async def ask() -> float:
        started = time.perf_counter()
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            response = await client.get(f"https://127.0.0.1:{web.good}/")
        assert response.status_code == 200
        return (time.perf_counter() - started) * 1000

    return list(await asyncio.gather(*(ask() for _ in range(count))))


def timed(ask: Asking, web: Nginx, count: int) -> tuple[float, float]:
    """Wall seconds of the whole, and the median latency in ms."""
    started = time.perf_counter()
    latencies = asyncio.run(ask(web, count))
    return time.perf_counter() - started, median(latencies)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--checks", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=7)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, nginx(Path(folder)) as web:
        rounds = [
            (timed(ask_with_statusgen, web, given.checks), timed(ask_with_httpx, web, given.checks))
            for _ in range(given.rounds + 1)
        ][1:]  # the first one warms up
    ours, theirs = zip(*rounds, strict=True)
    for name, figures in (("statusgen", ours), ("bare httpx", theirs)):
        wall_s, latency_ms = (median(column) for column in zip(*figures, strict=True))
        print(f"{name:12} {wall_s * 1000:7.0f} ms  a check's own latency {latency_ms:7.1f} ms (medians)")
    ratio = median(wall for wall, _ in ours) / median(wall for wall, _ in theirs)
    print(f"{given.checks} HTTPS checks, statusgen / bare httpx: {ratio:.2f} (allowed {ALLOWED_RATIO})")
    sys.exit(0 if ratio <= ALLOWED_RATIO else 1)


if __name__ == "__main__":
    main()
