"""The options that every command takes, before its name or after it."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.errors import OutputError

if TYPE_CHECKING:
    from statusgen.cli.terminal import Terminal
    from statusgen.pipeline.report import Report
    from statusgen.pipeline.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """What was asked for on the command line, before the command's own options."""

    config: str = "checks.yaml"
    debug: bool = False
    color: bool = True
    verbosity: int = 0
    terminated: bool = False  # SIGTERM has come
    session: "Session | None" = None

    def open(self) -> "Session":
        """This command's session: the one place where the clock is read."""
        from statusgen.pipeline.session import open_session

        self.session = open_session(
            Path(self.config),
            clock=lambda: datetime.now(UTC),
            environ=os.environ,
            report=self.report,
            screen=self.screen(),
        )
        return self.session

    def screen(self) -> "Terminal | None":
        """stderr, if it is a terminal where somebody looks."""
        if self.verbosity < 0 or sys.stderr is None or not sys.stderr.isatty():
            return None
        from statusgen.cli.terminal import Terminal

        dumb = os.environ.get("TERM") == "dumb"
        color = self.color and not dumb and not os.environ.get("NO_COLOR")  # no-color.org
        return Terminal(sys.stderr, color=color, dumb=dumb)

    def report(self, redact: Callable[[str], str] = str) -> "Report":
        """Where a command tells people what it does: stderr, less what `redact` takes out."""
        from statusgen.pipeline.report import Report, Verbosity, printable

        def write(text: str) -> None:
            say(printable(redact(text)))

        return Report(write, verbosity=Verbosity(self.verbosity))

    def reporting(self) -> "Report":
        """This command's report, with the troubles that it knows of already."""
        return self.session.report if self.session else self.report()

    def summarise(self) -> None:
        """Tell GitHub, where it wants to know, what the command found to mend."""
        if self.session is not None and self.session.summary_file is not None:
            from statusgen.pipeline.job_summary import add_troubles

            add_troubles(self.session.summary_file, report=self.session.report, redact=self.redact)

    def redact(self, text: str) -> str:
        return self.session.secrets.redact(text) if self.session else text


pass_settings = click.make_pass_decorator(Settings, ensure=True)


def _set(name: str, value: Any) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, _parameter: click.Parameter, given: bool) -> None:
        if given:
            setattr(context.ensure_object(Settings), name, value)

    return callback


def shared(command: Command) -> Command:
    """Add --debug, --no-color, -q and -v."""
    for option in (
        click.option("-v", "--verbose", "verbose", is_flag=True, help="Tell more.", **_flag("verbosity", 1)),
        click.option(
            "-q", "--quiet", "quiet", is_flag=True, help="Tell only troubles.", **_flag("verbosity", -1)
        ),
        click.option("--no-color", is_flag=True, help="No colours.", **_flag("color", False)),
        click.option("--debug", is_flag=True, help="Show tracebacks.", **_flag("debug", True)),
    ):
        command = option(command)
    return command


def output_option(text: str) -> Callable[[Command], Command]:
    """--output, which must name something: the empty string would be the current folder."""

    def named(_context: click.Context, _parameter: click.Parameter, value: str) -> Path:
        if not value.strip():
            raise click.BadParameter("name a folder")
        return Path(value)

    return click.option(
        "--output", default="public", metavar="DIR", show_default=True, callback=named, help=text
    )


def _flag(name: str, value: Any) -> dict[str, Any]:
    return {"expose_value": False, "is_eager": True, "callback": _set(name, value)}


def say(text: str) -> None:
    """A line for people, on stderr; where nobody can be told, the work goes on."""
    with suppress(OSError):
        click.echo(text, err=True)


def write_data(text: str) -> None:
    """Data goes to stdout as it is, in UTF-8 wherever we run; raises OutputError.

    A reader that went away is a BrokenPipeError, as everywhere.
    """
    if sys.stdout is None:  # as Python has it if it was closed from the start
        raise OutputError("could not write to standard output: it is closed")
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"could not write to standard output: {error.strerror}") from None
