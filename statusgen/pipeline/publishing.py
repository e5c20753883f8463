"""The third stage: send the built site to its targets."""

from collections.abc import Sequence
from pathlib import Path

from statusgen.domain.config import Config
from statusgen.errors import PublishError, UsageError
from statusgen.pipeline.building import load_config
from statusgen.pipeline.session import Session


def publish_to(
    session: Session,
    site: Path,
    targets: Sequence[str],
    *,
    config: Config | None = None,
    dry_run: bool = False,
) -> None:
    """Send the site to `targets`, or to those that checks.yaml lists; each that fails is told."""
    from statusgen.publish import publish_site

    base = Path.cwd() if targets else session.project.root
    chosen = tuple(targets) or _listed(session, config)
    if not chosen:
        raise UsageError("nowhere to publish to: name a target, or list some under publish: in checks.yaml")
    for sent in publish_site(site, chosen, base=base, dry_run=dry_run):
        if sent.error:
            session.report.trouble(PublishError.exit_code, f"{sent.target}: {sent.error}")
        else:
            would = "would be " if dry_run else ""
            session.report.say(
                f"{sent.target}: {sent.sent} {would}sent, {sent.unchanged} unchanged, "
                f"{sent.deleted} {would}deleted"
            )


def _listed(session: Session, config: Config | None) -> tuple[str, ...]:
    config = config or load_config(session).config
    return config.publish if config else ()
