"""What this machine itself forbids, in a network of its own where it can be forbidden."""

import asyncio
import shutil
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest

from statusgen.net import Network, Refused, Stopwatch
from tests.servers import black_hole, free_port

ROOT = Path(__file__).parents[2]
FORBIDDEN = "198.51.100.7"
SETUP = f"ip link set lo up && ip route add prohibit {FORBIDDEN}/32"
CHECKS = f"""
from tests.asking import ask, asked_check
targets = ("{FORBIDDEN}:80", "127.0.0.1:1")
checks = [asked_check(target, kind="tcp", check_id=target) for target in targets]
for sample in ask(*checks).run.samples:
    print(sample.outcome, sample.reason)
"""
BOTH = f"""
import asyncio
from ipaddress import ip_address
from statusgen.net import NetFault, Network, Stopwatch
addresses = [ip_address(each) for each in ("{FORBIDDEN}", "127.0.0.1")]
for order in (addresses, addresses[::-1], addresses[:1]):
    try:
        asyncio.run(Network().connect(order, 1, stopwatch=Stopwatch()))
    except NetFault as fault:
        print(type(fault).__name__)
"""


def in_a_network_of_its_own(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["unshare", "--net", "sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (CHECKS, ["unknown blocked", "down connect"]),
        (BOTH, ["Refused", "Refused", "Blocked"]),
    ],
    ids=["is blocked, which is our lack", "counts only if no peer says anything"],
)
def test_what_this_machine_forbids(question: str, answers: list[str]) -> None:
    """The kernel refuses at once: nothing that a peer could help."""
    if not (shutil.which("unshare") and shutil.which("ip")) or in_a_network_of_its_own(SETUP).returncode:
        pytest.skip("no network of our own to be had here (root, unshare and ip are needed)")
    done = in_a_network_of_its_own(f"{SETUP} && exec {sys.executable} -c '{question}'")
    assert done.stdout.splitlines() == answers, done.stderr


def test_a_refusal_is_told_from_silence() -> None:
    """Somebody answered: the stopwatch notes no port that is silent."""
    stopwatch = Stopwatch()
    connecting = Network().connect([ip_address("127.0.0.1")], free_port(), stopwatch=stopwatch)
    with pytest.raises(Refused):
        asyncio.run(connecting)
    assert stopwatch.unanswered_port is None


def test_silence_is_noted_with_its_port() -> None:
    """Whoever was cut off in connecting can tell where."""
    stopwatch = Stopwatch()

    async def connect(port: int) -> None:
        async with asyncio.timeout(0.1):
            await Network().connect([ip_address("127.0.0.1")], port, stopwatch=stopwatch)

    with black_hole() as port, pytest.raises(TimeoutError):
        asyncio.run(connect(port))
    assert stopwatch.unanswered_port == port
