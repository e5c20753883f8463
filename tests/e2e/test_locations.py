"""Several probers and one store: places that disagree, and shards of a long list."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Reason
from statusgen.history import open_store, record_run
from tests.builders import make_sample
from tests.commands import Command
from tests.e2e.conftest import Service, checks_yaml

PLACES = "locations: [{id: dublin, name: Dublin}, {id: frankfurt, name: Frankfurt}]"


@pytest.fixture
def from_two_places(project: Command, service: Service) -> Command:
    project.write("checks.yaml", checks_yaml(service, probing=PLACES))
    return project


def built_page(project: Command) -> tuple[object, str]:
    """The status of `web`, and the text of its page."""
    project("build", code=0)
    status = json.loads(project.read("public/status.json"))
    return status["components"]["web"]["status"], project.read("public/components/web/index.html")


def test_what_one_of_two_places_sees_is_a_remark(from_two_places: Command, service: Service) -> None:
    """No outage until the majority agrees; each place speaks for itself in the one store."""
    from_two_places("probe", "--location", "dublin", code=0)
    service.status = 500
    from_two_places("probe", STATUSGEN_LOCATION="frankfurt", code=0)
    status, page = built_page(from_two_places)
    assert status == "operational"
    assert "Not reachable from Frankfurt" in page
    assert "reachable from Dublin" in page
    from_two_places("probe", "--location", "dublin", code=0)
    assert built_page(from_two_places)[0] == "major_outage"


def test_a_place_that_is_not_listed_is_refused(from_two_places: Command) -> None:
    """Before anything is asked: a typo must not become a place of its own."""
    told = from_two_places("probe", "--location", "dubiln", code=2).err
    assert "'dubiln' is not listed in checks.yaml" in told
    assert "one of dublin, frankfurt" in from_two_places("probe", code=2).err
    assert not Path(from_two_places.folder, "state").exists()


def test_a_place_that_stopped_reporting_fails_nothing(from_two_places: Command) -> None:
    """Frankfurt's last word was bad, and is over: what Dublin sees counts alone, and the page says why."""
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    last_word = Run(
        at=long_ago.replace(microsecond=0),
        location="frankfurt",
        samples=(make_sample(Outcome.DOWN, reason=Reason.CONNECT, latency_ms=None),),
    )
    record_run(open_store("state", base=Path(from_two_places.folder)), last_word)
    from_two_places("probe", "--location", "dublin", code=0)
    told = from_two_places("build", code=0).err
    assert f"location frankfurt has not reported since {long_ago:%Y-%m-%d %H:%M} UTC" in told
    assert "location dublin" not in told
    status, page = built_page(from_two_places)
    assert status == "operational"
    assert "Not reachable" not in page
    assert re.search("Frankfurt.{0,200}No reports since", page, re.DOTALL)


def test_a_place_that_is_set_aside_is_told_to_the_operator(statusgen: Command, service: Service) -> None:
    """All three fail from Frankfurt alone: `build` says since when, and of how many; Oslo is new."""
    row = "  - {{id: {0}, name: {0}, checks: [{{http: '{1}{0}'}}]}}\n"
    rows = "".join(row.format(name, service.url) for name in ("shop", "mail", "wiki"))
    places = PLACES.replace("}]", "}, {id: oslo, name: Oslo}]")
    site = "site: {name: Example, url: https://status.example.net/}\n"
    probing = f"probing: {{tries: 1, waits: [0s], {places}}}\n"
    statusgen.write("checks.yaml", f"{site}{probing}components:\n{rows}")
    for place, service.status in (("dublin", 200), ("frankfurt", 500), ("dublin", 200)):
        statusgen("probe", "--location", place, code=0)
    told = statusgen("build", code=0).err
    assert re.search(r"location frankfurt is set aside since .* UTC: .* sees 3 of 3 components fail", told)
    assert "location oslo has not reported yet" in told


def test_shards_fill_one_store_and_need_no_merging(statusgen: Command, service: Service) -> None:
    """Nine checks in three jobs at one place: each is asked once, and all nine are known."""
    names = [f"shop-{number}" for number in range(9)]
    row = "  - {{id: {0}, name: Shop, checks: [{{http: '{1}{0}'}}]}}\n"
    rows = "".join(row.format(name, service.url) for name in names)
    site = "site: {name: Example, url: https://status.example.net/}\n"
    statusgen.write("checks.yaml", f"{site}components:\n{rows}")
    for number in (1, 2, 3):
        assert "3 up" in statusgen("probe", "--shard", f"{number}/3", code=0).err
    statusgen("build", code=0)
    components = json.loads(statusgen.read("public/status.json"))["components"]
    assert {name: component["status"] for name, component in components.items()} == dict.fromkeys(
        names, "operational"
    )
    runs = [json.loads(path.read_text()) for path in Path(statusgen.folder, "state", "runs").rglob("*.json")]
    asked = Counter(sample["component"] for run in runs for sample in run["samples"])
    assert asked == dict.fromkeys(names, 1)
    assert len(service.seen) == 9


def test_a_part_of_nothing_is_wrong_usage(project: Command) -> None:
    """`run` says so too, before it does anything."""
    for command in ("probe", "run"):
        assert "such as 2/8" in project(command, "--shard", "4/3", code=2).err
    assert not Path(project.folder, "public").exists()
