"""Watching a run: on a terminal, in a log, and on the page of a job."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import STYLE, TIMEOUT_S, Command
from tests.e2e.conftest import Service
from tests.servers import HostileServer, free_port, greeting

STEERING = b"\x1b]0;owned\x07\x1b[2J\x9b31m\x85\xe2\x80\xae::error::|<b>`hi`\r\n"
"""A banner that sets the title, clears the screen, turns writing round, and commands GitHub's runner."""


@pytest.fixture
def steering() -> Iterator[int]:
    """The port of a server with that banner."""
    with HostileServer() as server:
        yield server.serve(greeting(STEERING))


def checks(statusgen: Command, *rows: str, probing: str = "tries: 1, timeout: 2s") -> None:
    """A checks.yaml with one component and these checks."""
    listed = "".join(f"      - {{{row}}}\n" for row in rows)
    statusgen.write(
        "checks.yaml",
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {{{probing}}}\n"
        f"components:\n  - id: web\n    name: Web\n    checks:\n{listed}",
    )


def stored(statusgen: Command) -> list[dict[str, list[object]]]:
    """The runs in the store, the oldest first."""
    paths = sorted(Path(statusgen.folder, "state", "runs").rglob("*.json"))
    return [json.loads(path.read_text()) for path in paths]


def test_a_terminal_gets_a_line_that_counts_and_a_table(statusgen: Command, service: Service) -> None:
    """The line is gone at the end; the table is aligned, coloured by outcome, and says it in words too."""
    name = "a-check-whose-name-is-as-long-as-a-name-may-be-at-the-very-most"
    checks(
        statusgen,
        f"http: '{service.url}', id: fine",
        f"tcp: '127.0.0.1:{free_port()}', id: {name}",
        f"http: '{service.url}', id: odd, expect: {{body_contains: {'very ' * 40}unlikely}}",
    )
    done = statusgen.on_terminal("probe")
    assert "0 of 3 asked, 0 not up" in done.sent
    fine, long, odd = (line for line in done.shown if line.endswith(("ms", "…")))
    assert fine.startswith("fine ")
    assert long.startswith("a-check-whose")
    assert fine.index(" up ") == long.index(" down ") == odd.index(" down ")
    assert "connect: 127" in long
    assert "body: the body" in odd
    assert all(len(line) <= 80 for line in (fine, long, odd))
    assert "\x1b[32mup" in done.sent
    assert "\x1b[31mdown" in done.sent
    assert done.shown[-2:] == ["probed from main: 1 up, 2 down", ""]
    assert not any(" asked, " in line for line in done.shown)


@pytest.mark.parametrize(
    ("option", "environ"),
    [("-v", {"NO_COLOR": "1"}), ("--no-color", {}), ("-v", {"TERM": "dumb"})],
    ids=["NO_COLOR", "--no-color", "dumb"],
)
def test_colours_can_be_off(project: Command, option: str, environ: dict[str, str]) -> None:
    """As no-color.org asks, when told to, and where a terminal knows none; that draws nothing twice."""
    done = project.on_terminal("probe", option, **environ)
    assert "\x1b" not in done.sent
    assert any(line.startswith("web-http  up ") for line in done.shown)
    assert ("asked" in done.sent) is ("TERM" not in environ)


def test_what_a_peer_sends_steers_no_terminal_and_no_runner(statusgen: Command, steering: int) -> None:
    """Escape sequences in a banner are written out, on a terminal, in a log and in a job's summary."""
    checks(statusgen, f"tcp: '127.0.0.1:{steering}', expect: {{banner: SSH*}}")
    shown = replace(statusgen, columns=200).on_terminal("probe")
    assert STYLE.sub("", shown.sent).replace("\r", "").replace("\n", "").isprintable()
    assert r"\x1b]0;owned" in "".join(shown.shown)
    logged = statusgen("probe", GITHUB_STEP_SUMMARY="summary.md", code=0)
    assert logged.err.replace("\n", "").isprintable()
    assert not any(line.startswith("::") for line in logged.err.splitlines())
    summary = statusgen.read("summary.md")
    assert summary.replace("\n", "").isprintable()
    assert "<b>" not in summary.replace(r"\<", "")
    (row,) = (line for line in summary.splitlines() if line.startswith("| `web-tcp`"))
    assert row.replace(r"\|", "").count("|") == 6


def test_a_private_check_shows_its_outcome_and_its_reason(statusgen: Command) -> None:
    """No target and no detail, on a terminal, in a log or in a job's summary."""
    port = str(free_port())
    checks(statusgen, f"tcp: '127.0.0.1:{port}', private: true")
    shown = statusgen.on_terminal("-v", "probe")
    assert ["web-tcp", "down", "connect"] in [line.split() for line in shown.shown]
    logged = statusgen("probe", "-v", GITHUB_STEP_SUMMARY="summary.md", code=0)
    assert "web-tcp: down (connect)\n" in logged.err
    assert not any(port in text for text in (shown.sent, logged.err, statusgen.read("summary.md")))


def test_a_secret_is_shown_nowhere(statusgen: Command) -> None:
    """A host name that is one: not in a table, though it may be cut there; not in a log or a summary."""
    checks(statusgen, "tcp: '${PANEL_TOKEN}.invalid:22'")
    secret = "canary-0f7a3b"
    shown = replace(statusgen, columns=60).on_terminal("probe", PANEL_TOKEN=secret)
    logged = statusgen("probe", PANEL_TOKEN=secret, GITHUB_STEP_SUMMARY="summary.md", code=0)
    for text in (shown.sent, logged.err, statusgen.read("summary.md")):
        assert "lookup" in text
        assert secret[:6] not in text


def test_a_log_tells_what_is_not_up_and_what_has_changed(project: Command, service: Service) -> None:
    """Nothing of a first run that went well, nothing of a second; then what broke, and what was mended."""

    def told() -> list[str]:
        lines = project("probe", code=0).err.splitlines()
        assert lines.pop().startswith("probed from main: 1 ")
        return lines

    assert told() == []
    assert told() == []
    service.status = 500
    (broken,) = told()
    assert broken.startswith("web-http: down (status: ")
    assert broken.endswith(", was up")
    (still,) = told()
    assert still.startswith("web-http: down (status: ")
    assert still.endswith(")")
    service.status = 200
    assert told() == ["web-http: up again (was down: status)"]


def test_a_job_gets_a_summary_that_grows(project: Command, service: Service) -> None:
    """Appended by each run: the counts, what is not up, and what it was."""
    project.write("summary.md", "# Before\n")
    project("probe", GITHUB_STEP_SUMMARY="summary.md", code=0)
    service.status = 500
    project("probe", GITHUB_STEP_SUMMARY="summary.md", code=0)
    before, first, second = project.read("summary.md").split("### ")
    assert before == "# Before\n"
    assert first.startswith("Probed from main: 1 up\n")
    assert "|" not in first
    assert second.startswith("Probed from main: 1 down\n")
    assert "| `web-http` | **down** | up | status\\: " in second


def test_the_run_is_all_there_is_on_stdout(project: Command) -> None:
    """--json on a terminal: the table goes to it, the run elsewhere, whole."""
    with project.watched("probe", "--json", "--dry-run") as watched:
        assert watched.wait() == 0
        assert watched.process.stdout is not None
        assert json.loads(watched.process.stdout.read())["samples"][0]["outcome"] == "up"
    assert "a dry run: nothing was stored" in watched.shown
    assert stored(project) == []


def test_a_reader_that_goes_away_takes_no_run_with_it(project: Command) -> None:
    """`statusgen probe --json | true`: the run is stored before anybody is told of it."""
    shell = ["sh", "-c", f"'{project.python}' -m statusgen probe --json | true"]
    subprocess.run(shell, cwd=project.folder, timeout=TIMEOUT_S, check=True, capture_output=True)
    assert len(stored(project)) == 1


@pytest.mark.parametrize(
    ("sent", "code", "count"), [(signal.SIGINT, 130, 1), (signal.SIGTERM, 143, 1), (signal.SIGTERM, 143, 450)]
)
def test_a_run_that_is_cut_off_leaves_a_clean_terminal(
    statusgen: Command, sent: signal.Signals, code: int, count: int
) -> None:
    """While targets hang: the counting line is erased, nothing is stored, no worker stays behind."""
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hanging.settimeout(20)
        target = f"127.0.0.1:{hanging.getsockname()[1]}"
        rows = (f"tcp: '{target}', id: web-{number}, expect: {{banner: SSH*}}" for number in range(count))
        checks(statusgen, *rows, probing="timeout: 60s")
        with statusgen.watched("probe") as watched:
            watched.wait_for(f"0 of {count} asked")
            connection, _ = hanging.accept()
            watched.process.send_signal(sent)
            assert watched.wait() == code
            connection.close()
        with pytest.raises(ProcessLookupError):
            os.killpg(watched.process.pid, 0)
    assert not any("asked" in line for line in watched.shown)
    assert not Path(statusgen.folder, "state").exists()


def test_a_check_with_its_own_interval_is_asked_when_due(statusgen: Command, service: Service) -> None:
    """Not by the next run; by hand at any time; a run that asks nothing shows that the prober lives."""
    checks(statusgen, f"http: '{service.url}', interval: 1h")
    statusgen("probe", code=0)
    assert "probed from main: 1 not due\n" in statusgen("probe", code=0).err
    assert "1 up" in statusgen("probe", "--only", "web", code=0).err
    assert sorted(len(run["samples"]) for run in stored(statusgen)) == [0, 1, 1]
    assert len(service.seen) == 2


def test_a_check_with_a_mistake_is_named_and_counted(statusgen: Command, service: Service) -> None:
    """It is not asked: whoever reads only what the run found learns of it too."""
    checks(statusgen, f"http: '{service.url}'", "tcp: 'web.example.com:22', timout: 3s")
    told = statusgen("probe", code=1).err
    assert "web-tcp: not asked (see its mistake above)\n" in told
    assert "probed from main: 1 up, 1 not asked\n" in told
    assert "not asked" not in statusgen("probe", "--only", "web-http", code=1).err


@pytest.mark.parametrize("command", ["run", "probe", "build", "lint"])
def test_a_jobs_summary_has_every_mistake(statusgen: Command, command: str) -> None:
    """Also where the file cannot be used at all, and nothing is asked."""
    statusgen.write("checks.yaml", "site: {name: Example}\ncomponents: [{id: web, nmae: Web}]\n")
    done = statusgen(command, GITHUB_STEP_SUMMARY="summary.md")
    assert done.code
    summary = statusgen.read("summary.md")
    assert summary.startswith("### To mend\n")
    assert "- ` checks.yaml:1:7: " in summary
    assert "unknown key 'nmae'" in summary


def test_what_must_be_mended_is_told_once(statusgen: Command) -> None:
    """A secret that is unset: the check is unknown, and a finding says why."""
    checks(statusgen, "tcp: '${PANEL_HOST}:22'")
    lines = statusgen("probe", code=1).err.splitlines()
    assert "web-tcp: unknown (not_configured)" in lines
    (finding,) = (line for line in lines if "PANEL_HOST" in line)
    assert finding.startswith("finding: web-tcp: ")


def test_with_an_unreadable_store_everything_is_due(statusgen: Command, service: Service) -> None:
    """Better asked twice than not at all; the trouble is told, and the exit is 3."""
    checks(statusgen, f"http: '{service.url}', interval: 1h")
    statusgen.write("state/format.json", '{"format": 99}')
    done = statusgen("probe", code=3)
    assert "1 up" in done.err
    assert done.err.count("has format 99") == 1
