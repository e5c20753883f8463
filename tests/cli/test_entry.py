"""Exit codes, signals, and what a bug looks like."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from statusgen import __version__
from statusgen.cli.commands import statusgen as group
from statusgen.cli.entry import run
from statusgen.cli.settings import Settings
from tests.commands import Command


def test_version(statusgen: Command) -> None:
    """--version names the program and its version."""
    assert statusgen("--version", code=0).out == f"statusgen {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("build", "--wings"),
        ("--config", "nowhere.yaml", "build"),
        ("-C", "nowhere", "build"),
        ("demo", "--once", "--output", "/dev/null/x"),
        ("build", "--output", ""),
    ],
    ids=["unknown command", "unknown option", "no such file", "no such folder", "no such place", "no name"],
)
def test_wrong_usage_is_2(statusgen: Command, arguments: tuple[str, ...]) -> None:
    """What the command line cannot mean ends in exit 2 and a sentence, never a traceback."""
    assert statusgen(*arguments, code=2).err


@pytest.mark.parametrize("now", ["0001-01-01", "9999-12-31T23:59:59Z", "yesterday"])
def test_a_time_that_cannot_be_is_2(statusgen: Command, now: str) -> None:
    """--now takes a time between 1971 and 2199."""
    statusgen.write(
        "checks.yaml", "site: {name: X, url: https://x.example/}\ncomponents: [{id: a, name: A}]\n"
    )
    assert "error: " in statusgen("build", "--now", now, code=2).err


def test_a_folder_without_checks_yaml_says_what_to_do(statusgen: Command) -> None:
    """The most likely first mistake of all."""
    assert "there is no checks.yaml" in statusgen("run", code=2).err


def test_shared_options_stand_before_or_after_the_command(statusgen: Command) -> None:
    """-q silences words for people wherever it stands."""
    statusgen.write(
        "checks.yaml", "site: {name: X, url: https://x.example/}\ncomponents: [{id: a, name: A}]\n"
    )
    assert statusgen("-q", "build", code=0).err == ""
    assert statusgen("build", "-q", code=0).err == ""
    assert statusgen("build", code=0).err != ""


@pytest.fixture
def crashing() -> Iterator[None]:
    """A command with a bug in it."""

    def crash() -> None:
        raise RuntimeError("nobody thought of this: \x1b[2J")

    group.add_command(click.Command("crash", callback=crash))
    yield
    del group.commands["crash"]


@pytest.mark.usefixtures("crashing")
def test_a_bug_is_one_line_and_70(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --debug: what, and where to report it."""
    assert run(["crash"], Settings()) == 70
    told = capsys.readouterr().err
    assert "nobody thought of this" in told
    assert "report it" in told
    assert "Traceback" not in told
    assert told.replace("\n", "").isprintable()


@pytest.mark.usefixtures("crashing")
def test_debug_shows_the_traceback_of_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    """With --debug: all of it."""
    assert run(["--debug", "crash"], Settings()) == 70
    assert "Traceback" in capsys.readouterr().err


class Leaky(Settings):
    """Settings that cannot take secrets out of any text."""

    def redact(self, text: str) -> str:
        raise RecursionError(text)


@pytest.mark.usefixtures("crashing")
@pytest.mark.parametrize("arguments", [["crash"], ["--debug", "crash"]])
def test_what_cannot_be_redacted_is_withheld(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where even that fails, a bug is told by the name of its class, and still is 70."""
    assert run(arguments, Leaky()) == 70
    told = capsys.readouterr().err
    assert told.startswith("bug: RuntimeError (details withheld")
    assert "nobody thought of this" not in told
    assert "Traceback" not in told


PROJECT = """\
site: {name: X, url: https://x.example/}
probing: {tries: 1}
components: [{id: a, name: A, checks: [{tcp: "127.0.0.1:1", timeout: 2s}]}]
"""


def in_shell(statusgen: Command, line: str) -> "subprocess.CompletedProcess[str]":
    """The line, in which `sg` is the command."""
    statusgen.write("checks.yaml", PROJECT)
    line = line.replace("sg ", f"'{statusgen.python}' -m statusgen ")
    return subprocess.run(
        ["sh", "-c", line], cwd=statusgen.folder, capture_output=True, text=True, check=False, timeout=60
    )


FULL, CLOSED = "No space left on device", "it is closed"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("sg probe --json >/dev/full", FULL),
        ("sg probe --json >&-", CLOSED),
        ("sg run --json >/dev/full", FULL),
        ("sg lint >/dev/full", FULL),
        ("sg schema >&-", CLOSED),
        ("sg --help >/dev/full", FULL),
        ("sg schema --help >/dev/full", FULL),
    ],
)
def test_a_stdout_that_takes_nothing_is_no_bug(statusgen: Command, line: str, why: str) -> None:
    """It is told in one line, and the exit is 1: what was asked for is not there."""
    done = in_shell(statusgen, line)
    assert f"error: could not write to standard output: {why}\n" in done.stderr
    assert "bug" not in done.stderr
    assert done.returncode == 1


def test_a_run_that_cannot_be_handed_over_is_stored_and_shown(statusgen: Command) -> None:
    """A full stdout costs the data, and not the page."""
    in_shell(statusgen, "sg run --json >/dev/full")
    assert len(list(Path(statusgen.folder, "state").glob("runs/**/*.json"))) == 1
    assert '"major_outage"' in Path(statusgen.folder, "public", "status.json").read_text()


@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [("run", 0), ("run --fail-on major_outage", 1), ("lint", 0), ("fly", 2), ("-C nowhere build", 2)],
)
def test_where_nobody_can_be_told_the_work_goes_on(
    statusgen: Command, arguments: str, code: int, stderr: str
) -> None:
    """A stderr that takes nothing ends no run, and changes no exit code."""
    assert in_shell(statusgen, f"sg {arguments} {stderr}").returncode == code
    assert Path(statusgen.folder, "public", "index.html").exists() == arguments.startswith("run")


@pytest.mark.parametrize(
    ("sent", "code", "before"),
    [(signal.SIGINT, 130, ""), (signal.SIGTERM, 143, ""), (signal.SIGTERM, 143, "trap '' INT; ")],
)
def test_signals_end_a_run_at_once(tmp_path: Path, sent: signal.Signals, code: int, before: str) -> None:
    """In the middle of a probe that hangs: the code says which signal it was, and nothing is half written.

    What a shell starts in the background ignores Ctrl-C, and SIGTERM ends it all the same.
    """
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hanging.settimeout(20)
        url = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
        text = f"site: {{name: X, url: https://x.example/}}\nprobing: {{timeout: 60s, controls: ['{url}']}}\n"
        text += f"components: [{{id: a, name: A, checks: [{{http: '{url}'}}]}}]\n"
        (tmp_path / "checks.yaml").write_text(text)
        arguments = ["sh", "-c", f"{before}exec '{sys.executable}' -m statusgen probe"]
        with subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
            connection, _ = hanging.accept()
            started = time.monotonic()
            process.send_signal(sent)
            _, told = process.communicate(timeout=20)
            connection.close()
        assert process.returncode == code
        assert time.monotonic() - started < 5
        assert "Traceback" not in told
        assert not (tmp_path / "state").exists()


def test_a_reader_that_goes_away_is_no_bug(statusgen: Command) -> None:
    """`statusgen schema | head -1`."""
    shell = f"'{statusgen.python}' -m statusgen schema | head -1"
    done = subprocess.run(
        ["sh", "-c", shell], cwd=statusgen.folder, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "{"
    assert "Traceback" not in done.stderr
