"""The process around a command: exit codes, signals, and what a bug looks like."""

import gc
import os
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import click

from statusgen.cli.commands import statusgen
from statusgen.cli.settings import Settings
from statusgen.errors import BUG, StatusgenError

INTERRUPTED = 130
TERMINATED = 143
BROKEN_PIPE = 141
GARBAGE_AFTER = 100_000
"""Nearly everything lives until the process ends; looking as often as Python does is 5 % of a build."""
REPORT_AT = "https://github.com/statusgen/statusgen/issues"


def main() -> NoReturn:
    """Run the command line and exit as docs/command-line.md says."""
    settings = Settings()
    gc.set_threshold(GARBAGE_AFTER)

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        # On the way of Ctrl-C, which asyncio knows how to take; a foreign exception it would swallow.
        settings.terminated = True
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, terminate)
    code = run(sys.argv[1:], settings)
    settings.summarise()
    gc.freeze()  # the interpreter's last collection would go through everything once more
    sys.exit(code)


def run(arguments: list[str], settings: Settings) -> int:
    """The exit code of one command; whatever goes wrong is told on stderr."""
    try:
        code = statusgen.main(arguments, prog_name="statusgen", standalone_mode=False, obj=settings)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except StatusgenError as error:
        report = settings.reporting()
        report.failure(error)
        return report.exit_code
    except (KeyboardInterrupt, click.Abort):
        if settings.terminated:
            return _told(settings, "terminated", TERMINATED)
        return _told(settings, "interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Python flushes stdout once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        return _told(settings, _bug(error, settings), BUG)


def _told(settings: Settings, text: str, code: int) -> int:
    from statusgen.pipeline.report import printable

    click.echo(printable(settings.redact(text)), err=True)
    return code


def _bug(error: Exception, settings: Settings) -> str:
    if settings.debug:
        return "".join(traceback.format_exception(error)).rstrip()
    return (
        f"bug: {type(error).__name__}: {error}\n"
        f"This is a mistake in statusgen: please report it at {REPORT_AT}, with what --debug shows."
    )
