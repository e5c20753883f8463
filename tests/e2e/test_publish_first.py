"""Publish first, then fail: each row of the table in docs/command-line.md, through the real command."""

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands import Command
from tests.e2e.conftest import Service, checks_yaml


def page_of(project: Command) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(project.read("public/status.json"))
    return loaded


def incident_page(project: Command, incident_id: str) -> str:
    return project.read(f"public/incidents/{incident_id}/index.html")


def test_a_mistake_in_a_post_is_published_and_never_greener(project: Command) -> None:
    """An unknown component is named as written, the banner is not green, exit 1."""
    project.write(
        "incidents/2026-11-20-x.md", "---\ntitle: Serach fails\ncomponents: wbe down\n---\nLooking.\n"
    )
    done = project("run", code=1)
    assert "incidents/2026-11-20-x.md:3:13: unknown component 'wbe'" in done.err
    assert "published with 1 problem" in done.err
    assert page_of(project)["status"] not in ("operational", "unknown", "under_maintenance")
    assert "wbe" in incident_page(project, "2026-11-20-x")


def test_a_broken_header_is_salvaged(project: Command) -> None:
    """Title, text and times are read line by line; the incident is open."""
    project.write(
        "incidents/2026-11-20-y.md", "---\ntitle: Mail is late\ncomponents: [web\n## 2026-11-20 09:00\nx\n"
    )
    project("run", code=1)
    assert page_of(project)["headline"] == "Mail is late"


@pytest.mark.parametrize(
    "content",
    [
        b"---\ntitle: \xff\n---\nx",
        b"---\ntitle: Long\n---\n" + b"x" * 70_000,
        b"---\ntitle: [\ndraft: true\nx\n",
    ],
    ids=["not UTF-8", "too long", "draft in a broken header"],
)
def test_what_must_not_be_shown_is_not(project: Command, content: bytes) -> None:
    """Nothing of it is on the page, and the log says so."""
    project.write("incidents/2026-11-20-z.md", "")
    Path(project.folder, "incidents/2026-11-20-z.md").write_bytes(content)
    done = project("run", code=1)
    assert "NOT ON THE PAGE" in done.err
    assert page_of(project)["status"] == "operational"
    assert not Path(project.folder, "public/incidents/2026-11-20-z").exists()


def test_conflict_markers_show_both_sides(project: Command) -> None:
    """Both texts are on the page; nobody loses an update to a merge."""
    text = "---\ntitle: Web fails\n---\n<<<<<<< HEAD\nours here\n=======\ntheirs there\n>>>>>>> other\n"
    project.write("incidents/2026-11-20-c.md", text)
    project("run", code=1)
    page = incident_page(project, "2026-11-20-c")
    assert "ours here" in page
    assert "theirs there" in page


def test_one_bad_check_leaves_the_rest_as_usual(project: Command, service: Service) -> None:
    """A typo in one check: its component has no current data, others are asked."""
    more = f"  - {{id: api, name: API, checks: [{{http: '{service.url}', timout: 3s}}]}}\n"
    project.write("checks.yaml", checks_yaml(service, rest=more))
    done = project("run", code=1)
    assert "unknown key 'timout' (did you mean 'timeout'?) [SG103]" in done.err
    components = page_of(project)["components"]
    assert isinstance(components, dict)
    assert components["web"]["status"] == "operational"
    assert components["api"]["status"] == "unknown"


def test_an_unusable_configuration_falls_back_to_the_last_good_one(
    project: Command, service: Service
) -> None:
    """Nothing is probed; today's posts still reach a page built from what the store remembers; exit 2.

    It is published where the last good one said, and found wherever the store is.
    """
    elsewhere = "publish: [./mirror]\nhistory: {store: data/history}\n"
    project.write("checks.yaml", checks_yaml(service, rest=elsewhere))
    project("run", code=0)
    project("incident", "new", "Web is down", "--component", "web=down", code=0)
    project.write("checks.yaml", "site: {name: [\n" + elsewhere)
    project("incident", "update", "-m", "We are on it", code=0)
    done = project("run", "--publish", code=2)
    assert "nothing was probed" in done.err
    assert done.err.count("[SG101]") == 1
    assert "Web is down" in project.read("mirror/index.html")
    assert page_of(project)["headline"] == "Web is down"
    assert len(list(Path(project.folder, "data/history/runs").rglob("*.json"))) == 1


def test_an_unusable_configuration_at_the_first_run_builds_nothing(statusgen: Command) -> None:
    """There is nothing to fall back to: exit 2, no site."""
    statusgen.write("checks.yaml", "site: {name: Example}\n")
    statusgen("run", code=2)
    assert not Path(statusgen.folder, "public").exists()


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_a_missing_secret_is_unknown_and_the_rest_is_asked(
    project: Command, service: Service, value: str | None
) -> None:
    """Scenario 27: that check unknown, exit 1."""
    more = (
        f"  - {{id: api, name: API, checks: [{{http: '{service.url}', "
        "headers: {Authorization: 'Bearer ${PANEL_TOKEN}'}}]}\n"
    )
    project.write("checks.yaml", checks_yaml(service, rest=more))
    done = project("run", code=1, **({} if value is None else {"PANEL_TOKEN": value}))
    assert "PANEL_TOKEN" in done.err
    components = page_of(project)["components"]
    assert isinstance(components, dict)
    assert (components["web"]["status"], components["api"]["status"]) == ("operational", "unknown")


def test_a_refused_secret_is_not_their_outage(project: Command, service: Service) -> None:
    """Scenario 29: 401 to a check with a token is unknown; expected, it is up."""
    service.status = 401
    secret = "headers: {Authorization: 'Bearer ${PANEL_TOKEN}'}"
    plain = checks_yaml(service, check=secret).replace(f", controls: ['{service.url}']", "")
    project.write("checks.yaml", plain)
    done = project("run", code=1, PANEL_TOKEN="tr0ub4dor")
    assert page_of(project)["status"] == "unknown"
    assert "tr0ub4dor" not in done.err + done.out
    assert service.seen[-1]["Authorization"] == "Bearer tr0ub4dor"
    project.write("checks.yaml", plain.replace(secret, secret + ", expect: {status: [401]}"))
    project("run", code=0, PANEL_TOKEN="tr0ub4dor")
    assert page_of(project)["status"] == "operational"


def test_a_store_from_the_future_is_left_alone(project: Command) -> None:
    """A newer format is not written to: exit 3, this run on the page and waiting in pending/."""
    project.write("state/format.json", '{"format": 99}')
    done = project("run", code=3)
    assert "99" in done.err
    assert page_of(project)["status"] == "operational"
    assert "History is not available right now." in project.read("public/index.html")
    assert not Path(project.folder, "state/runs").exists()
    assert len(list(Path(project.folder, "state/pending").rglob("*-main-*.json"))) == 1
    project.write("state/format.json", '{"format": 1}')
    project("run", code=0)
    assert len(list(Path(project.folder, "state/runs").rglob("*.json"))) == 2


def test_a_damaged_run_is_set_aside_and_named(project: Command) -> None:
    """One bad file loses one run: exit 0, the file is kept under damaged/."""
    project("run", code=0)
    (run,) = Path(project.folder, "state/runs").rglob("*.json")
    run.write_bytes(run.read_bytes()[:40])
    done = project("run", code=0)
    assert run.name in done.err
    assert len(list(Path(project.folder, "state/damaged").rglob("*.json"))) == 1


@pytest.mark.parametrize("content", [b"{{ nothing.of.the.kind }}", b"{% if %}", b"caf\xe9"])
def test_an_own_template_that_fails_gives_way_to_the_built_in_one(project: Command, content: bytes) -> None:
    """The page is there, exit 4 says which template failed."""
    project.write("site_templates/index.html.j2", "")
    Path(project.folder, "site_templates/index.html.j2").write_bytes(content)
    done = project("run", code=4)
    assert "index.html.j2" in done.err
    assert "Web" in project.read("public/index.html")


def test_a_failing_target_does_not_stop_the_others(project: Command, service: Service) -> None:
    """One target cannot be served, the other is: exit 5."""
    project.write("not-a-folder", "")
    project.write("checks.yaml", checks_yaml(service, rest="publish: [./not-a-folder, ./mirror]\n"))
    project("run", "--publish", code=5)
    assert Path(project.folder, "mirror/index.html").exists()


def test_strict_builds_nothing_while_there_are_mistakes(project: Command) -> None:
    """--strict is for pull requests."""
    project.write(
        "incidents/2026-11-20-x.md", "---\ntitle: Search fails\ncomponents: wbe down\n---\nLooking.\n"
    )
    project("build", "--strict", code=1)
    assert not Path(project.folder, "public").exists()


def test_a_site_that_cannot_be_written_is_exit_4(project: Command) -> None:
    """The run is stored all the same."""
    project.write("public", "a file where a folder should be")
    project("run", code=4)
    assert len(list(Path(project.folder, "state/runs").rglob("*.json"))) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_store_is_exit_3(project: Command) -> None:
    """The page still shows what this run found."""
    project("run", code=0)
    folder = Path(project.folder, "state")
    folder.chmod(0o500)
    try:
        project("run", code=3)
    finally:
        folder.chmod(0o700)
    assert page_of(project)["status"] == "operational"


def test_a_private_check_says_only_how_it_is(project: Command, service: Service) -> None:
    """Measured and counted, but its target is in no output: not in the log, the store or the site."""
    target = f"http://127.0.0.1:{service.port}/very/secret/path"
    check = f"{{http: '{target}', private: true, expect: {{status: [418]}}}}"
    more = f"  - {{id: api, name: API, checks: [{check}]}}\n"
    project.write("checks.yaml", checks_yaml(service, rest=more))
    done = project("run", "-v", code=0)
    components = page_of(project)["components"]
    assert isinstance(components, dict)
    assert components["api"]["status"] == "major_outage"
    assert "api-http: down (status)" in done.err
    files = [path for name in ("public", "state") for path in Path(project.folder, name).rglob("*")]
    written = [path.read_bytes() for path in files if path.is_file()]
    assert not any(b"very/secret" in content for content in [*written, done.err.encode(), done.out.encode()])


def test_a_location_that_is_not_listed_does_not_stop_the_page(project: Command, service: Service) -> None:
    """Nothing is probed, exit 2, and the posts go out all the same."""
    project.write("checks.yaml", checks_yaml(service, probing="locations: [{id: dublin, name: Dublin}]"))
    project("incident", "new", "Web is down", "--component", "web=down", code=0)
    assert "one of dublin" in project("run", code=2).err
    assert page_of(project)["headline"] == "Web is down"
    project("run", code=0, STATUSGEN_LOCATION="dublin")


def test_the_gravest_trouble_is_the_exit_code(project: Command) -> None:
    """A store that cannot be read (3) and nowhere to publish to (2): 3, and both are told."""
    project.write("state/format.json", '{"format": 99}')
    done = project("run", "--publish", code=3)
    assert "nowhere to publish to" in done.err
    assert done.err.count("the store has format 99") == 1


def test_a_text_that_will_not_render_is_shown_as_typed(project: Command) -> None:
    """Escaped, told, and counted."""
    text = "[" * 5000
    project.write("incidents/2026-11-20-x.md", f"---\ntitle: Web fails\ncomponents: web down\n---\n{text}\n")
    done = project("run", code=1)
    assert "[SG215]" in done.err
    assert "published with 1 problem" in done.err
    assert text in incident_page(project, "2026-11-20-x")


def test_a_prober_with_a_wrong_clock_is_named(project: Command) -> None:
    """Scenario 22: its samples wait; page and log name it."""
    project("run", code=0)
    (name,) = Path(project.folder, "state/runs").rglob("*.json")
    run = json.loads(name.read_text(encoding="utf-8"))
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    run |= {"at": f"{ahead:%Y-%m-%dT%H:%M:%SZ}", "location": "oslo"}
    content = json.dumps(run).encode()
    suffix = hashlib.sha256(content).hexdigest()[:12]
    target = f"state/runs/{ahead:%Y-%m-%d}/{ahead:%H%M%S}Z-oslo-{suffix}.json"
    project.write(target, content.decode())
    assert "clock of location oslo is ahead" in project("build", code=0).err
    assert "oslo" in project.read("public/index.html")


def test_a_file_that_is_not_utf_8_says_where(project: Command) -> None:
    """Line and column of the first bad byte."""
    Path(project.folder, "checks.yaml").write_bytes(b"site: {name: X}\n# caf\xe9\n")
    assert "checks.yaml:2:6: not UTF-8 (save it as UTF-8) [SG101]" in project("lint", code=1).out
