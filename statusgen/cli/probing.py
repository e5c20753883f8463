"""`run` and `probe`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from statusgen.cli.settings import Command, Settings, output_option, pass_settings, shared, write_data

if TYPE_CHECKING:
    from statusgen.pipeline.choosing import Shard

STATUSES = ("unknown", "degraded_performance", "partial_outage", "major_outage")


def _shard(_context: click.Context, _parameter: click.Parameter, value: str | None) -> "Shard | None":
    if value is None:
        return None
    from statusgen.pipeline.choosing import parse_shard

    return parse_shard(value)


def _probe_options(command: Command) -> Command:
    options: list[Callable[[Command], Command]] = [
        click.option(
            "--location",
            envvar="STATUSGEN_LOCATION",
            metavar="ID",
            help="Where this prober stands (or STATUSGEN_LOCATION).  [default: main]",
        ),
        click.option(
            "--only", multiple=True, metavar="ID", help="Ask only this check or component; repeatable."
        ),
        click.option(
            "--shard", metavar="I/N", callback=_shard, help="Ask only part I of N of the checks: 2/8."
        ),
        click.option("--dry-run", is_flag=True, help="Ask, and store nothing."),
        click.option("--json", "as_json", is_flag=True, help="Write the run to stdout as JSON."),
        click.option("--init", is_flag=True, help="Start a new store; a folder needs no such word."),
        click.option(
            "--fail-on",
            type=click.Choice(STATUSES),
            metavar="STATUS",
            help=f"Exit 1 if a component is this or worse: {', '.join(STATUSES)}.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_probe_options
@shared
@pass_settings
def probe(settings: Settings, /, **options: Any) -> int:
    """Ask every check that is due once and store the answers as one run."""
    from statusgen.pipeline.probing import ProbeOptions
    from statusgen.pipeline.running import probe_once

    session = settings.open()
    probe_once(session, ProbeOptions(**options), data=write_data)
    return session.report.exit_code


@click.command()
@_probe_options
@output_option("Where the site goes.")
@click.option("--strict", is_flag=True, help="Build nothing while there are mistakes.")
@click.option("--publish", "publishing", is_flag=True, help="Then publish to the targets of checks.yaml.")
@shared
@pass_settings
def run(settings: Settings, /, *, output: Path, strict: bool, publishing: bool, **options: Any) -> int:
    """Probe, build and, with --publish, publish.

    Whatever is wrong, the page gets all that can still be trusted; the exit code tells the rest.
    """
    from statusgen.pipeline.building import BuildOptions
    from statusgen.pipeline.probing import ProbeOptions
    from statusgen.pipeline.running import run_all

    session = settings.open()
    building = BuildOptions(output=output, strict=strict)
    run_all(session, ProbeOptions(**options), building, publishing=publishing, data=write_data)
    return session.report.exit_code
