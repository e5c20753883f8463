"""`build` and `publish`."""

from pathlib import Path

import click

from statusgen.cli.settings import Settings, output_option, pass_settings, shared


@click.command()
@output_option("Where the site goes.")
@click.option("--now", metavar="TIME", help="The page as it would have been then.")
@click.option("--strict", is_flag=True, help="Build nothing while there are mistakes.")
@shared
@pass_settings
def build(settings: Settings, output: Path, now: str | None, *, strict: bool) -> int:
    """Render the site from the store and the posts; needs no network."""
    from statusgen.pipeline.building import BuildOptions, build_site

    session = settings.open()
    build_site(session, BuildOptions(output=output, strict=strict, now=now))
    return session.report.exit_code


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@output_option("The built site.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent.")
@shared
@pass_settings
def publish(settings: Settings, targets: tuple[str, ...], output: Path, *, dry_run: bool) -> int:
    """Send the built site to TARGETs, or to those that checks.yaml lists.

    A TARGET is a folder, or git+URL#branch.
    """
    from statusgen.pipeline.publishing import publish_to

    session = settings.open()
    publish_to(session, output, targets, dry_run=dry_run)
    return session.report.exit_code
