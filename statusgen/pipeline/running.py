"""`run` and `probe` as wholes: the stages in a row, each going on after what the one before could do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from statusgen.domain.page import StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.status import Status
from statusgen.errors import UNHAPPY, StatusgenError
from statusgen.pipeline.building import BuildOptions, build, load_config, observe_all
from statusgen.pipeline.probing import Probed, ProbeOptions, probe
from statusgen.pipeline.session import Session

if TYPE_CHECKING:
    from statusgen.config import Loaded


def probe_once(session: Session, options: ProbeOptions, *, data: Callable[[str], None]) -> None:
    """The whole of `probe`."""
    config = load_config(session).config
    if config is None:
        session.report.say("checks.yaml cannot be used: nothing was probed")
        return
    probed = probe(session, config, options, data=data)
    if options.fail_on:
        from statusgen.verdict import judge

        observed = observe_all(session, config, None if probed.stored else probed.run)
        _fail_on(session, judge(config, observed, Posts(), now=session.next_stage().now), options.fail_on)


def run_all(
    session: Session,
    probing: ProbeOptions,
    building: BuildOptions,
    *,
    publishing: bool,
    data: Callable[[str], None],
) -> None:
    """The whole of `run`: probe, build and, if asked to, publish what was built.

    Whatever goes wrong while probing, a bug of ours included, the page is built before it is raised.
    """
    loaded = load_config(session)
    probed: Probed | None = None
    bug: Exception | None = None
    if loaded.config is None:
        session.report.say("checks.yaml cannot be used: nothing was probed")
    else:
        try:
            probed = probe(session, loaded.config, probing, data=data)
        except StatusgenError as error:
            session.report.failure(error)
        except Exception as error:
            bug = error
    _show(session.next_stage(), loaded, probing, building, probed=probed, publishing=publishing)
    if bug is not None:
        raise bug


def _show(
    session: Session,
    loaded: "Loaded",
    probing: ProbeOptions,
    building: BuildOptions,
    *,
    probed: Probed | None,
    publishing: bool,
) -> None:
    """Build what is known after probing, and publish it."""
    built = build(session, loaded, building, unstored=probed.run if probed and not probed.stored else None)
    if built is None:
        return
    if probing.fail_on:
        _fail_on(session, built.page, probing.fail_on)
    if publishing and built.written:
        from statusgen.pipeline.publishing import publish_to

        publish_to(session, building.output, (), config=built.config)


def _fail_on(session: Session, page: StatusPage, threshold: str) -> None:
    """Exit 1 if any component is as bad as `threshold`, or worse."""
    limit = Status(threshold).rank
    bad = [component for component in page.components if component.status.rank >= limit]
    if bad:
        names = ", ".join(f"{component.id} ({component.status})" for component in bad)
        session.report.trouble(UNHAPPY, f"--fail-on {threshold}: {names}")
