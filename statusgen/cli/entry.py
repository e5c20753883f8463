"""The process around a command: exit codes, signals, and what a bug looks like."""

import gc
import os
import signal
import sys
import traceback
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import click

from statusgen.cli.commands import statusgen
from statusgen.cli.settings import Settings, say
from statusgen.errors import BUG, UNHAPPY, StatusgenError

INTERRUPTED = 130
TERMINATED = 143
BROKEN_PIPE = 141
GARBAGE_AFTER = 100_000
"""Nearly everything lives until the process ends; looking as often as Python does is 5 % of a build."""
REPORT_AT = "https://github.com/statusgen/statusgen/issues"

_WRITTEN_BY_CLICK = {"-h", "--help", "--version"}


def main() -> NoReturn:
    """Run the command line and exit as docs/command-line.md says."""
    settings = Settings()
    _occupy_standard_files()
    gc.set_threshold(GARBAGE_AFTER)

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        # On the way of Ctrl-C, which asyncio knows how to take; a foreign exception it would swallow.
        settings.terminated = True
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell leaves it to what it runs behind &
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, terminate)
    code = run(sys.argv[1:], settings)
    settings.summarise()
    _give_up_writing()
    gc.freeze()  # the interpreter's last collection would go through everything once more
    sys.exit(code)


def run(arguments: list[str], settings: Settings) -> int:
    """The exit code of one command; whatever goes wrong is told on stderr."""
    try:
        return _run(arguments, settings)
    except BrokenPipeError:
        return BROKEN_PIPE
    except Exception as error:
        if isinstance(error, OSError) and _WRITTEN_BY_CLICK & set(arguments):
            return _told(f"error: could not write to standard output: {error.strerror}", UNHAPPY)
        return _told(_bug(error, settings), BUG)


def _run(arguments: list[str], settings: Settings) -> int:
    try:
        code = statusgen.main(arguments, prog_name="statusgen", standalone_mode=False, obj=settings)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return 2
    except StatusgenError as error:
        report = settings.reporting()
        report.failure(error)
        return report.exit_code
    except (KeyboardInterrupt, click.Abort):
        if settings.terminated:
            return _told("terminated", TERMINATED)
        return _told("interrupted", INTERRUPTED)


def _told(text: str, code: int) -> int:
    say(text)
    return code


def _bug(error: Exception, settings: Settings) -> str:
    """What is told of it; of one that cannot be rid of secrets, only what it is called."""
    from statusgen.pipeline.report import printable

    try:
        if settings.debug:
            return printable(settings.redact("".join(traceback.format_exception(error)).rstrip()))
        what = printable(settings.redact(f"{type(error).__name__}: {error}"))
    except Exception:
        what = f"{type(error).__name__} (details withheld: they may hold secrets)"
    return (
        f"bug: {what}\n"
        f"This is a mistake in statusgen: please report it at {REPORT_AT}, with what --debug shows."
    )


def _occupy_standard_files() -> None:
    """What was closed from the start leads nowhere, lest a file of ours take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _give_up_writing() -> None:
    """Python flushes both once more on its way out, and what fails then would be the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
