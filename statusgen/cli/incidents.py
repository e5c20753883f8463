"""`incident new`, `update`, `resolve` and `list`."""

from collections.abc import Callable
from typing import Any

import click

from statusgen.cli.settings import Command, Settings, pass_settings, shared, write_data

STATES = ("investigating", "identified", "monitoring", "update", "resolved", "withdrawn", "postmortem")


def _telling(command: Command) -> Command:
    options: list[Callable[[Command], Command]] = [
        click.option(
            "--component",
            "components",
            multiple=True,
            metavar="ID=STATUS",
            help="What is affected and how: checkout=partial; repeatable.",
        ),
        click.option("-m", "--message", metavar="TEXT", help="What to tell, in markdown."),
        click.option("--next-update", metavar="WHEN", help="When the next update comes: 30m, or 14:30."),
        click.option("--editor", is_flag=True, help="Write the message in $EDITOR."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _message(given: str | None, *, editor: bool) -> str:
    """The text to tell: as given, or from $EDITOR."""
    if not editor:
        return given or ""
    written = click.edit(given or "", extension=".md")
    if written is None or not written.strip():
        raise click.UsageError("the editor came back without a message: nothing was written")
    return written


@click.group()
def incident() -> None:
    """Tell what is going on; times, ids and file names are taken care of."""


@incident.command()
@click.argument("title")
@_telling
@click.option("--state", type=click.Choice(STATES[:3]), default="investigating", show_default=True)
@click.option(
    "--started", metavar="WHEN", help="When it began, if not now: 09:10, or 40m for 40 minutes ago."
)
@shared
@pass_settings
def new(settings: Settings, /, title: str, message: str | None, *, editor: bool, **options: Any) -> int:
    """Open an incident called TITLE."""
    from statusgen.pipeline.writing import Words, open_incident

    session = settings.open()
    open_incident(session, title, Words(message=_message(message, editor=editor), **options))
    return session.report.exit_code


@incident.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@_telling
@click.option("--state", type=click.Choice(STATES), default="update", show_default=True)
@shared
@pass_settings
def update(
    settings: Settings, /, incident_id: str | None, message: str | None, *, editor: bool, **options: Any
) -> int:
    """Add an update to incident ID, or to the only open one."""
    from statusgen.pipeline.writing import Words, add_update

    session = settings.open()
    add_update(session, incident_id, Words(message=_message(message, editor=editor), **options))
    return session.report.exit_code


@incident.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("-m", "--message", metavar="TEXT", help="What to tell, in markdown.")
@click.option("--editor", is_flag=True, help="Write the message in $EDITOR.")
@shared
@pass_settings
def resolve(settings: Settings, incident_id: str | None, message: str | None, *, editor: bool) -> int:
    """End incident ID, or the only open one."""
    from statusgen.pipeline.writing import Words, add_update

    session = settings.open()
    add_update(session, incident_id, Words(message=_message(message, editor=editor), state="resolved"))
    return session.report.exit_code


@incident.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Closed ones too.")
@shared
@pass_settings
def list_(settings: Settings, *, everything: bool) -> int:
    """List open incidents, newest first."""
    from statusgen.pipeline.writing import listed_incidents

    session = settings.open()
    write_data(listed_incidents(session, everything=everything))
    return session.report.exit_code
