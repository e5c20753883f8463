"""`demo`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from statusgen.cli.settings import Settings, pass_settings, shared


@click.command()
@click.option("--once", is_flag=True, help="Build the page once and exit.")
@click.option("--port", type=click.IntRange(0, 65535), default=8008, show_default=True)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the demonstration lives.  [default: a temporary folder]",
)
@shared
@pass_settings
def demo(settings: Settings, *, once: bool, port: int, output: Path | None) -> int:
    """A small hosting company on loopback, probed for real, with its page served."""
    from statusgen.pipeline.demo import run_demo

    report = settings.report()
    run_demo(report, clock=lambda: datetime.now(UTC), once=once, port=port, folder=output)
    return report.exit_code
