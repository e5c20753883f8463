"""The group of all commands."""

import os
from pathlib import Path

import click

from statusgen import __version__
from statusgen.cli.demo import demo
from statusgen.cli.files import import_, lint, schema
from statusgen.cli.incidents import incident
from statusgen.cli.probing import probe, run
from statusgen.cli.settings import Settings, pass_settings, shared
from statusgen.cli.site import build, publish


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Go to DIR first.",
)
@click.option("--config", default="checks.yaml", metavar="FILE", help="Another file than checks.yaml.")
@click.version_option(__version__, message="statusgen %(version)s")
@shared
@pass_settings
def statusgen(settings: Settings, directory: Path | None, config: str) -> None:
    """A status page that stands when your service does not.

    Probes what checks.yaml lists, remembers it, merges it with the posts in incidents/, and renders a
    static site with a feed.
    """
    if directory is not None:
        os.chdir(directory)
    settings.config = config


for command in (run, probe, build, publish, lint, incident, import_, demo, schema):
    statusgen.add_command(command)
