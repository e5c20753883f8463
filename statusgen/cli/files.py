"""`lint`, `schema` and `import`."""

import os
from pathlib import Path

import click

from statusgen.cli.settings import Settings, pass_settings, shared, write_data


@click.command()
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are written.",
)
@click.option("--strict", is_flag=True, help="Hints fail too.")
@shared
@pass_settings
def lint(settings: Settings, style: str, *, strict: bool) -> int:
    """Tell every mistake in checks.yaml and incidents/ in one go; needs no network."""
    from statusgen.pipeline.linting import lint_project

    session = settings.open()
    workspace = os.environ.get("GITHUB_WORKSPACE")
    write_data(
        lint_project(session, style=style, strict=strict, workspace=Path(workspace) if workspace else None)
    )
    return session.report.exit_code


@click.command()
@shared
def schema() -> int:
    """Write the JSON Schema of checks.yaml, for editors."""
    from statusgen.pipeline.linting import schema_text

    write_data(schema_text())
    return 0


@click.group(name="import")
def import_() -> None:
    """Bring an existing status page along."""


@import_.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    metavar="DIR",
    help="Where checks.yaml and incidents/ go; files that are there stay.  [default: .]",
)
@shared
@pass_settings
def cstate(settings: Settings, source: Path, into: Path) -> int:
    """A cState site: its configuration and content/issues."""
    from statusgen.pipeline.importing import import_site

    report = settings.report()
    import_site("cstate", source, into, report)
    return report.exit_code
