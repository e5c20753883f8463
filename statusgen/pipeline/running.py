"""`run` and `probe` as wholes: the stages in a row, each going on after what the one before could do."""

from collections.abc import Callable

from statusgen.domain.page import StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.status import Status
from statusgen.errors import UNHAPPY
from statusgen.pipeline.building import BuildOptions, build, load_config, observe_all
from statusgen.pipeline.probing import Probed, ProbeOptions, probe
from statusgen.pipeline.session import Session


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
    """The whole of `run`: probe, build and, if asked to, publish what was built."""
    loaded = load_config(session)
    probed: Probed | None = None
    if loaded.config is None:
        session.report.say("checks.yaml cannot be used: nothing was probed")
    else:
        probed = probe(session, loaded.config, probing, data=data)
    unstored = probed.run if probed and not probed.stored else None
    session = session.next_stage()
    page = build(session, loaded, building, unstored=unstored)
    if page and probing.fail_on:
        _fail_on(session, page, probing.fail_on)
    if page and publishing:
        from statusgen.pipeline.publishing import publish_to

        publish_to(session, building.output, (), config=loaded.config)


def _fail_on(session: Session, page: StatusPage, threshold: str) -> None:
    """Exit 1 if any component is as bad as `threshold`, or worse."""
    limit = Status(threshold).rank
    bad = [component for component in page.components if component.status.rank >= limit]
    if bad:
        names = ", ".join(f"{component.id} ({component.status})" for component in bad)
        session.report.trouble(UNHAPPY, f"--fail-on {threshold}: {names}")
