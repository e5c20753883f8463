"""The failure that a single shot misses: one address of several, one connection of several."""

import asyncio
import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Sample
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome
from statusgen.net import Network
from statusgen.probes.runner import run_checks
from tests.asking import AT, ask, asked_check
from tests.commands import Command
from tests.name_servers import name_server
from tests.servers import Behaviour, HostileServer, free_port, one_nginx

pytestmark = pytest.mark.server

GOOD, BAD = "127.0.0.2", "127.0.0.3"
ZONE = f"""
www A {GOOD}
www A {BAD}
far A {GOOD}
far A {BAD}
far AAAA fe80::1
"""


@dataclass(frozen=True)
class Balanced:
    """A name with two addresses, and the project that watches it."""

    project: Command
    port: int
    resolver: str

    def watch(self, name: str = "www", **own_keys: object) -> None:
        """A project with one check of it."""
        target = f"http://{name}.shop.test:{self.port}/"
        self.ask({"http": target, "every_address": True, "resolver": self.resolver, **own_keys})

    def ask(self, check: dict[str, object]) -> None:
        """A project with this check."""
        check = {"timeout": "5s", "tries": 1, **check}
        self.project.write(
            "checks.yaml",
            "site: {name: Example, url: https://status.example.net/}\n"
            f"components: [{{id: shop, name: Shop, checks: [{json.dumps(check)}]}}]\n",
        )

    @property
    def sample(self) -> dict[str, object]:
        """Of the only run so far."""
        (run,) = Path(self.project.folder, "state", "runs").rglob("*.json")
        sample: dict[str, object] = json.loads(run.read_text())["samples"][0]
        return sample

    @property
    def status(self) -> str:
        status: str = json.loads(self.project.read("public/status.json"))["components"]["shop"]["status"]
        return status

    @property
    def pages(self) -> str:
        """Everything that was built."""
        files = sorted(path for path in Path(self.project.folder, "public").rglob("*") if path.is_file())
        return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.fixture
def balanced(statusgen: Command, tmp_path: Path) -> Iterator[Balanced]:
    port = free_port()
    names = tmp_path / "names"
    names.mkdir()
    with (
        name_server(names, {"shop.test": ZONE}) as dns_port,
        one_nginx(tmp_path / "good", GOOD, port),
    ):
        yield Balanced(statusgen, port, f"127.0.0.1:{dns_port}")


@contextlib.contextmanager
def both_up(balanced: Balanced) -> Iterator[None]:
    with one_nginx(Path(balanced.project.folder) / "bad", BAD, balanced.port):
        yield


def test_one_of_two_servers_stopped_is_a_partial_outage(balanced: Balanced) -> None:
    """Behind one name from a real name server: seen, counted, shown; and which one is nobody's business."""
    balanced.watch()
    done = balanced.project("run", code=0)
    assert balanced.sample["outcome"] == "partial"
    assert balanced.sample["reason"] == "connect"
    assert balanced.sample["answered"] == [1, 2]
    assert f"1 of 2 addresses answer; {BAD}: " in done.err
    assert balanced.status == "partial_outage"
    assert "1 of 2 addresses answer" in balanced.pages
    assert GOOD not in balanced.pages
    assert BAD not in balanced.pages


def test_addresses_are_named_where_the_check_says_so(balanced: Balanced) -> None:
    """The one that does not answer, and only that one."""
    balanced.watch(show_addresses=True)
    balanced.project("run", code=0)
    assert balanced.sample["failing"] == [BAD]
    assert f"{BAD} does not answer" in balanced.pages
    assert GOOD not in balanced.pages


def test_one_of_two_name_servers_stopped_is_a_partial_outage(balanced: Balanced) -> None:
    """Each is asked by itself: resolvers would go on to the other one, and nobody would know."""
    stopped = f"{BAD}:{free_port()}"
    balanced.ask(
        {
            "dns": "www.shop.test",
            "server": [balanced.resolver, stopped],
            "expect": {"answers": [BAD, GOOD]},
        }
    )
    done = balanced.project("run", code=0)
    assert (balanced.sample["outcome"], balanced.sample["answered"]) == ("partial", [1, 2])
    assert f"1 of 2 servers answer; {stopped}: " in done.err
    assert balanced.status == "partial_outage"
    assert "1 of 2 servers answer" in balanced.pages
    assert BAD not in balanced.pages


def test_both_servers_running_is_operational(balanced: Balanced) -> None:
    """The same project, with nothing wrong."""
    balanced.watch()
    with both_up(balanced):
        balanced.project("run", code=0)
    assert (balanced.sample["outcome"], balanced.sample["answered"]) == ("up", [2, 2])
    assert balanced.status == "operational"
    assert "addresses answer" not in balanced.pages


def test_a_private_check_tells_only_that_something_is_wrong(balanced: Balanced) -> None:
    """The status and nothing else: not on the page, not in the log, no address in the store."""
    balanced.watch(private=True, show_addresses=True)
    done = balanced.project("run", code=0)
    assert balanced.status == "partial_outage"
    assert balanced.sample["answered"] == [1, 2]
    assert BAD not in json.dumps(balanced.sample)
    assert "addresses answer" not in balanced.pages
    for told in (done.err, done.out, balanced.pages):
        assert BAD not in told
        assert "shop.test" not in told


def test_scenario_17_a_family_without_a_route_is_left_out(balanced: Balanced) -> None:
    """A name with an AAAA record and a prober that cannot get there: up, and told to us."""
    balanced.watch("far")
    with both_up(balanced):
        done = balanced.project("run", "-v", code=0)
        target = f"http://far.shop.test:{balanced.port}/"
        details = ask(asked_check(target, resolver=balanced.resolver, every_address=True)).details
    assert (balanced.sample["outcome"], balanced.sample["answered"]) == ("up", [2, 2])
    assert "finding: shop-http: IPv6 cannot be reached from here and is left out" in done.err
    assert details == {"web": "2 of 2 IPv4 addresses answer; IPv6 cannot be reached from here"}
    assert balanced.status == "operational"


# --- A balancer that drops connections ------------------------------------------------------------

RUNS = 100


def balancer(port: int, *, loss: float, seed: int) -> Behaviour:
    """Passes connections on to nginx, but for some that it drops; the same ones each time."""
    chance = random.Random(seed)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if chance.random() < loss:
            return
        up_reader, up_writer = await asyncio.open_connection(GOOD, port)
        try:
            up_writer.write(await reader.readuntil(b"\r\n\r\n"))
            writer.write(await up_reader.read())
            await writer.drain()
        finally:
            up_writer.close()

    return pass_on


def ask_again_and_again(check: Check) -> list[Sample]:
    """One run after the other, so that the balancer's chances fall alike each time."""

    async def ask_all() -> list[Sample]:
        network = Network()
        samples: list[Sample] = []
        for _ in range(RUNS):
            report = await run_checks(
                (check,),
                probing=Probing(),
                location="main",
                at=AT,
                secrets=Secrets({}),
                network=network,
                strict=True,
            )
            samples += report.run.samples
        return samples

    return asyncio.run(ask_all())


def test_scenario_16_a_balancer_that_drops_a_third_is_called_partial(balanced: Balanced) -> None:
    """With five attempts at 30 % loss at least 80 % of runs are partial; a healthy one never is."""
    with HostileServer() as server:
        for loss, at_least, at_most in ((0.3, 0.8, 1.0), (0.0, 0.0, 0.0)):
            port = server.serve(balancer(balanced.port, loss=loss, seed=16))
            check = asked_check(f"http://127.0.0.1:{port}/", attempts=5, tries=4)
            samples = ask_again_and_again(check)
            partial = sum(sample.outcome is Outcome.PARTIAL for sample in samples) / RUNS
            assert at_least <= partial <= at_most
            assert all(sample.outcome is not Outcome.DOWN for sample in samples)
