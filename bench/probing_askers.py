"""Who asks in bench/probing.py: statusgen, and the yardsticks. Each asks from a process of its own."""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.servers import free_port, wait_for_port

AT_ONCE = 100
"""How many curl and blackbox_exporter ask at once: what gave them their best times."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking every target once took: from the first to the last answer, and of the processors."""

    wall_s: float
    cpu_s: float
    latencies_ms: list[float] = field(default_factory=list)
    busy: int = 0


Ask = Callable[[Sequence[str]], Asked]


def statusgen(ca: Path) -> Ask:
    """A whole run, as the command makes it."""
    return lambda targets: _in_python("ours", targets, ca)


def httpx(ca: Path) -> Ask:
    """A bare loop, a thousand at once, with a client and so a connection for each."""
    return lambda targets: _in_python("httpx", targets, ca)


def _in_python(who: str, targets: Sequence[str], ca: Path) -> Asked:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "bench.probing_ask", who, str(ca)]
    done = subprocess.run(
        command, cwd=root, input=json.dumps(list(targets)), stdout=subprocess.PIPE, text=True, check=True
    )
    return Asked(**json.loads(done.stdout))


def curl(ca: Path) -> Ask:
    """curl --parallel with a connection for each."""

    def ask(targets: Sequence[str]) -> Asked:
        transfers = "".join(f'url = "{target}"\noutput = /dev/null\n' for target in targets)
        settings = f'cacert = "{ca}"\nparallel\nparallel-max = {AT_ONCE}\nheader = "Connection: close"\n'
        before, started = _children_s(), time.perf_counter()
        subprocess.run(
            ["curl", "--silent", "--fail", "--http1.1", "--config", "-"],
            input=settings + transfers,
            text=True,
            stderr=subprocess.DEVNULL,  # it draws a table there even when silent
            check=True,
        )
        return Asked(time.perf_counter() - started, _children_s() - before)

    return ask


@contextmanager
def blackbox(folder: Path, ca: Path) -> Iterator[Ask]:
    """A running prometheus-blackbox-exporter, driven over its own interface; who drives it is not counted."""
    port = free_port()
    config = folder / "blackbox.yml"
    module = {
        "prober": "http",
        "timeout": "10s",
        "http": {"preferred_ip_protocol": "ip4", "tls_config": {"ca_file": str(ca)}},
    }
    config.write_text(json.dumps({"modules": {"https": module}}))  # JSON is YAML
    command = ["prometheus-blackbox-exporter", f"--config.file={config}", "--log.level=error"]
    process = subprocess.Popen(
        [*command, f"--web.listen-address=127.0.0.1:{port}"], stderr=subprocess.DEVNULL
    )

    def ask(targets: Sequence[str]) -> Asked:
        before, started = _process_s(process.pid), time.perf_counter()
        asyncio.run(_drive(port, targets))
        return Asked(time.perf_counter() - started, _process_s(process.pid) - before)

    try:
        wait_for_port(port)
        yield ask
    finally:
        process.terminate()
        process.wait(timeout=10)


async def _drive(port: int, targets: Sequence[str]) -> None:
    left = iter(targets)
    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, len(targets))):
            group.create_task(_ask_exporter(port, left))


async def _ask_exporter(port: int, targets: Iterator[str]) -> None:
    """One connection that is kept, one question after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for target in targets:
        path = f"/probe?module=https&target={quote(target, safe='')}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = await reader.readuntil(b"\r\n0\r\n\r\n")  # it comes in chunks
        assert b"\nprobe_success 1\n" in answer, answer
    writer.close()


def is_installed(program: str) -> bool:
    return shutil.which(program) is not None


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _process_s(process: int) -> float:
    """What a process has used of the processors, as Linux counts it."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
