"""The prober is offline: through the real command, what failed is unknown and nobody hears of an outage."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import Command, Finished
from tests.servers import HostileServer, black_hole, free_port, html, replying

WORDS = "Monitoring problem: what our own checks cannot confirm is shown as unknown."


@contextmanager
def serving(*ports: int) -> Iterator[None]:
    """All these ports answer, as long as the block lasts."""
    with HostileServer() as server:
        for port in ports:
            server.serve(replying(html(b"ok")), port=port)
        yield


@pytest.fixture
def ports() -> tuple[int, int, int]:
    """Of a service, of another one, and of the control."""
    return free_port(), free_port(), free_port()


@pytest.fixture
def project(statusgen: Command, ports: tuple[int, int, int]) -> Command:
    web, api, control = ports
    statusgen.write(
        "checks.yaml",
        "site: {name: Example, url: https://status.example.net/}\n"
        "probing: {tries: 2, waits: [50ms], timeout: 1s, "
        f"controls: ['http://127.0.0.1:{control}/']}}\n"
        "components:\n"
        f"  - {{id: web, name: Web, checks: [{{http: 'http://127.0.0.1:{web}/'}}]}}\n"
        f"  - {{id: api, name: API, checks: [{{http: 'http://127.0.0.1:{api}/'}}]}}\n",
    )
    return statusgen


def status_of(project: Command) -> dict[str, str]:
    """The status of the page, and of each component."""
    document = json.loads(project.read("public/status.json"))
    components = {id_: component["status"] for id_, component in document["components"].items()}
    return {"page": document["status"], **components}


def outcomes(done: Finished) -> list[tuple[str, str | None]]:
    return [(sample["outcome"], sample.get("reason")) for sample in json.loads(done.out)["samples"]]


def test_a_prober_without_network_is_no_outage(project: Command, ports: tuple[int, int, int]) -> None:
    """Everything dead at once, the control too: unknown, told in the log and on the page, no feed item."""
    with serving(*ports):
        project("run", code=0)
    assert set(status_of(project).values()) == {"operational"}
    feeds = {name: project.read(f"public/{name}") for name in ("feed.xml", "components/web/feed.xml")}
    done = project("run", "--json", code=0)
    assert outcomes(done) == [("unknown", "prober_offline")] * 2
    assert json.loads(done.out)["controls"] == "silent"
    assert "monitoring problem: none of the controls answered" in done.err
    assert set(status_of(project).values()) == {"unknown"}
    assert WORDS in project.read("public/index.html")
    assert {name: project.read(f"public/{name}") for name in feeds} == feeds
    assert not list(Path(project.folder, "public", "incidents").glob("*/index.html"))


def test_what_succeeded_without_a_control_stands(project: Command, ports: tuple[int, int, int]) -> None:
    """Whoever answers is up, whatever the controls do."""
    with serving(ports[0]):
        done = project("run", "--json", code=0)
    assert outcomes(done) == [("up", None), ("unknown", "prober_offline")]
    assert status_of(project) == {"page": "operational", "web": "operational", "api": "unknown"}
    assert WORDS in project.read("public/index.html")


def test_with_a_control_that_answers_a_mass_failure_is_one(
    project: Command, ports: tuple[int, int, int]
) -> None:
    """Scenario 14: down on the page, in the feed, and no word of doubt."""
    with serving(ports[2]):
        done = project("run", "--json", code=0)
    assert outcomes(done) == [("down", "connect")] * 2
    assert set(status_of(project).values()) == {"major_outage"}
    assert "monitoring problem" not in done.err
    assert WORDS not in project.read("public/index.html")
    assert "Web" in project.read("public/feed.xml")


def test_what_is_asked_once_a_day_is_asked_again_once_online(statusgen: Command) -> None:
    """A registry that could not be asked for want of a network is due at the next run, and not tomorrow."""
    registry, control = free_port(), free_port()
    statusgen.write(
        "checks.yaml",
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {{tries: 1, timeout: 1s, controls: ['http://127.0.0.1:{control}/']}}\n"
        "components: [{id: name, name: Name, checks: ["
        f"{{domain: example.com, server: 'http://127.0.0.1:{registry}/'}}]}}]\n",
    )
    for _ in range(2):
        assert outcomes(statusgen("probe", "--json", code=0)) == [("unknown", "prober_offline")]
    domain = {
        "objectClassName": "domain",
        "ldhName": "example.com",
        "events": [{"eventAction": "expiration", "eventDate": "2099-01-01T00:00:00Z"}],
    }
    with serving(control), HostileServer() as server:
        server.serve(replying(html(json.dumps(domain).encode())), port=registry)
        assert outcomes(statusgen("probe", "--json", code=0)) == [("up", None)]
        assert outcomes(statusgen("probe", "--json", code=0)) == []


def test_without_controls_nothing_is_guessed_and_lint_has_said_so(project: Command) -> None:
    """Scenario 14, the other way: down is down, and a hint told what was missing."""
    text = project.read("checks.yaml")
    project.write("checks.yaml", text[: text.index(", controls")] + text[text.index("]}\ncomponents") + 1 :])
    assert "no controls: when the prober itself is offline" in project("lint", code=0).out
    done = project("run", "--json", code=0)
    assert outcomes(done) == [("down", "connect")] * 2
    assert "controls" not in json.loads(done.out)
    assert status_of(project)["page"] == "major_outage"


def test_a_port_that_is_blocked_here_is_no_outage(project: Command, ports: tuple[int, int, int]) -> None:
    """The control of that port is as silent as the service, the other one answers: unknown, and a finding."""
    text = project.read("checks.yaml")
    project.write("checks.yaml", text.replace("]}\ncomp", f", 'tcp://127.0.0.2:{ports[0]}']}}\ncomp"))
    with (
        serving(ports[1], ports[2]),
        black_hole(port=ports[0]),
        black_hole(host="127.0.0.2", port=ports[0]),
    ):
        done = project("run", "--json", code=0)
    assert outcomes(done) == [("unknown", "blocked"), ("up", None)]
    assert f"finding: web-http: port {ports[0]} is blocked on the way out of this prober" in done.err
    assert status_of(project) == {"page": "operational", "web": "unknown", "api": "operational"}
    assert WORDS not in project.read("public/index.html")
