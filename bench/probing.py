"""HTTPS checks on a loopback nginx: how long a run of ours takes, beside what others take for the same.

    python -m bench.probing [--parts few,many,hanging,slow,memory] [--checks 1000 5000] [--rounds 5]

Everybody connects anew for every target and verifies its certificate. Rounds alternate, so that a noisy
machine is noisy for all; figures are medians, and what decides is their ratio. Needs Debian's nginx-light;
curl and prometheus-blackbox-exporter are left out, with a word, where they are not installed.

few      100 checks against a bare httpx loop
many     --checks against prometheus-blackbox-exporter, curl --parallel and the httpx loop
hanging  the same with every twentieth target silent until a timeout of 5 s
slow     1 000 checks of servers that take exactly 100 ms: what is recorded
memory   of all our processes together, at most, with every twentieth target silent

Exit code 1 if something is over what is allowed.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.probing_ask import TIMEOUT_S
from bench.probing_askers import Ask, Asked, blackbox, curl, httpx, is_installed, statusgen
from bench.probing_servers import DELAY_MS, ECHO, hanging, slow_nginx
from tests.servers import Nginx, nginx

OURS, BLACKBOX = "statusgen", "blackbox_exporter"
FEW, FEW_RATIO = 100, 1.5
MANY_RATIO = 1.0
HANGING_SHARE, HANGING_SPARE_S = 0.05, 1.5
SLOW, SLOW_MEDIAN_MS, SLOW_P95_MS = 1000, 115.0, 130.0
MEMORY_MB = 250.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What all parts need."""

    web: Nginx
    askers: Mapping[str, Ask]
    sizes: Sequence[int]
    rounds: int
    folder: Path

    @property
    def ours(self) -> Ask:
        return self.askers[OURS]

    def targets(self, count: int) -> list[str]:
        return [f"https://127.0.0.1:{self.web.good}/"] * count

    def targets_some_hanging(self, count: int, port: int) -> list[str]:
        every = round(1 / HANGING_SHARE)
        silent = f"https://127.0.0.1:{port}/"
        return [silent if n % every == 0 else target for n, target in enumerate(self.targets(count))]


def measure(askers: Mapping[str, Ask], targets: Sequence[str], *, rounds: int) -> dict[str, list[Asked]]:
    """Everybody in turn, so many times."""
    asked: dict[str, list[Asked]] = {name: [] for name in askers}
    for _ in range(rounds):
        for name, ask in askers.items():
            asked[name].append(ask(targets))
    return asked


def wall_s(rounds: Sequence[Asked]) -> float:
    return median(each.wall_s for each in rounds)


def show(asked: Mapping[str, Sequence[Asked]], count: int) -> None:
    for name, rounds in asked.items():
        cpu_ms = median(each.cpu_s for each in rounds) / count * 1000
        line = f"  {name:18} {wall_s(rounds):7.2f} s {cpu_ms:7.2f} ms of CPU a probe"
        latencies = [ms for each in rounds for ms in each.latencies_ms]
        if latencies:
            line += f"   a probe's own latency {median(latencies):7.1f} ms"
        print(line)


def verdict(what: str, figure: float, *, allowed: float, unit: str = "") -> bool:
    kept = figure <= allowed
    print(
        f"  {what}: {figure:.2f}{unit} (at most {allowed:g}{unit}){'' if kept else '   MISSED'}", flush=True
    )
    return kept


def few(bench: Bench) -> bool:
    print(f"{FEW} checks")
    askers = {name: bench.askers[name] for name in (OURS, "httpx")}
    asked = measure(askers, bench.targets(FEW), rounds=bench.rounds)
    show(asked, FEW)
    return verdict("statusgen / httpx", wall_s(asked[OURS]) / wall_s(asked["httpx"]), allowed=FEW_RATIO)


def many(bench: Bench) -> bool:
    kept = True
    for size in bench.sizes:
        print(f"{size} checks")
        asked = measure(bench.askers, bench.targets(size), rounds=bench.rounds)
        show(asked, size)
        for name in bench.askers.keys() - {OURS, BLACKBOX}:
            print(f"  statusgen / {name}: {wall_s(asked[OURS]) / wall_s(asked[name]):.2f}")
        if BLACKBOX in asked:
            ratio = wall_s(asked[OURS]) / wall_s(asked[BLACKBOX])
            kept &= verdict(f"statusgen / {BLACKBOX}", ratio, allowed=MANY_RATIO)
    return kept


def some_hanging(bench: Bench) -> bool:
    kept = True
    for size in bench.sizes:
        print(f"{size} checks, {HANGING_SHARE:.0%} of them silent until {TIMEOUT_S:g} s")
        with hanging(size) as port:
            targets = bench.targets_some_hanging(size, port)
            rounds = [(bench.ours(bench.targets(size)), bench.ours(targets)) for _ in range(bench.rounds)]
        plain_s, hanging_s = (median(each.wall_s for each in column) for column in zip(*rounds, strict=True))
        allowed = round(TIMEOUT_S + HANGING_SPARE_S + plain_s, 2)
        kept &= verdict("statusgen", hanging_s, allowed=allowed, unit=" s")
    return kept


def slow(bench: Bench) -> bool:
    if not ECHO.exists():
        print(f"slow: left out, for nginx has no {ECHO}")
        return True
    print(f"{SLOW} checks of servers that take exactly {DELAY_MS} ms")
    with slow_nginx(bench.folder, bench.web.certificates) as port:
        targets = [f"https://127.0.0.1:{port}/"] * SLOW
        alone = [ms for _ in range(10) for ms in bench.ours(targets[:1]).latencies_ms]
        asked = measure(bench.askers, targets, rounds=bench.rounds)
    show(asked, SLOW)
    print(f"  one alone is recorded with {median(alone):.1f} ms")
    ours = asked[OURS]
    print(f"  marked as from a busy prober: {median(each.busy for each in ours):g}, all of them counted here")
    typical = median(median(each.latencies_ms) for each in ours)
    p95 = median(quantiles(each.latencies_ms, n=20)[-1] for each in ours)
    kept = verdict("recorded, median", typical, allowed=SLOW_MEDIAN_MS, unit=" ms")
    kept &= verdict("recorded, 95th percentile", p95, allowed=SLOW_P95_MS, unit=" ms")
    if BLACKBOX in asked:
        ratio = wall_s(ours) / wall_s(asked[BLACKBOX])
        kept &= verdict(f"statusgen / {BLACKBOX}", ratio, allowed=MANY_RATIO)
    return kept


def memory(bench: Bench) -> bool:
    kept = True
    for size in bench.sizes:
        print(f"{size} checks, {HANGING_SHARE:.0%} of them silent: resident memory of all processes")
        with hanging(size) as port, Watch() as watch:
            bench.ours(bench.targets_some_hanging(size, port))
        kept &= verdict("statusgen", watch.peak_mb, allowed=MEMORY_MB, unit=" MB")
    return kept


class Watch(threading.Thread):
    """Adds up what all processes that this one has started have in memory, twenty times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._others: set[int] = set()
        self._over = threading.Event()

    def __enter__(self) -> "Watch":
        self._others = set(descendants())
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(0.05):
            self.peak_mb = max(self.peak_mb, sum(map(resident_mb, set(descendants()) - self._others)))


def descendants(process: str = "self") -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            direct = [int(each) for each in children.read_text().split()]
        except OSError:  # it has just ended
            continue
        found += [*direct, *(each for child in direct for each in descendants(str(child)))]
    return found


def resident_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1000


PARTS: dict[str, Callable[[Bench], bool]] = {
    "few": few,
    "many": many,
    "hanging": some_hanging,
    "slow": slow,
    "memory": memory,
}


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m bench.probing", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    arguments.add_argument("--parts", default=",".join(PARTS), help="which, by comma")
    arguments.add_argument("--checks", type=int, nargs="+", default=[1000, 5000], help="how many")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        web = stack.enter_context(nginx(folder))
        ca = web.certificates.ca
        askers = {OURS: statusgen(ca), "httpx": httpx(ca)}
        if is_installed("curl"):
            askers["curl --parallel"] = curl(ca)
        if is_installed("prometheus-blackbox-exporter"):
            askers[BLACKBOX] = stack.enter_context(blackbox(folder, ca))
        for left_out in {"curl --parallel", BLACKBOX} - askers.keys():
            print(f"{left_out}: left out, for it is not installed")
        started = time.perf_counter()
        bench = Bench(web, askers, given.checks, given.rounds, folder)
        kept = [PARTS[part](bench) for part in given.parts.split(",")]
        print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
