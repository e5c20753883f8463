"""The first stage: ask what is due, tell what was found, and remember it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from statusgen.domain.config import Check, Config
from statusgen.domain.samples import Run
from statusgen.errors import OutputError
from statusgen.pipeline.account import Account, give_account
from statusgen.pipeline.choosing import Shard, choose_checks, choose_due, choose_location, name_broken
from statusgen.pipeline.job_summary import add_summary
from statusgen.pipeline.remembering import recall, remember
from statusgen.pipeline.session import Session
from statusgen.pipeline.telling import tell

if TYPE_CHECKING:
    from statusgen.history import LastWord
    from statusgen.probes.runner import ProbeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeOptions:
    """What `probe` was asked to do; `only` holds ids of checks and components, empty for all."""

    location: str | None = None
    only: tuple[str, ...] = ()
    shard: Shard | None = None
    dry_run: bool = False
    as_json: bool = False
    init: bool = False
    fail_on: str | None = None


@dataclass(frozen=True, slots=True)
class Probed:
    """`stored` is False where the run is not in the store: asked not to, or it could not be."""

    run: Run
    stored: bool


def probe(session: Session, config: Config, options: ProbeOptions, *, data: Callable[[str], None]) -> Probed:
    """Ask what is due once, store the run, tell what was found; a store that fails is told, not raised.

    `only` asks what it names whether it is due or not. Storing comes first: whoever reads may go away.
    """
    from statusgen.history import encode_run

    location = choose_location(config.probing, options.location)
    checks = choose_checks(config, options.only, options.shard)
    before = recall(session, config, checks, location=location)
    session = wait_for_own_second(session, before)
    due = checks if options.only else choose_due(checks, before, probing=config.probing, now=session.now)
    found = _ask(session, config, due, location=location)
    account = give_account(
        found,
        checks=due,
        before=before,
        not_due=len(checks) - len(due),
        not_asked=name_broken(config, options.only),
    )
    stored = not options.dry_run and remember(session, config, found.run)
    _tell(session, account)
    if options.dry_run:
        session.report.say("a dry run: nothing was stored")
    if options.as_json:
        try:
            data(encode_run(found.run).decode())
        except OutputError as error:
            session.report.failure(error)
    return Probed(found.run, stored)


def wait_for_own_second(session: Session, before: Mapping[str, "LastWord"]) -> Session:
    """The session at a second in which this location said nothing `before`; at most a second later.

    Of two samples of one second the worse counts: what was mended since the first would not be seen.
    """
    second = session.now.replace(microsecond=0)
    if all(last.at != second for last in before.values()):
        return session
    following = second + timedelta(seconds=1)
    session.sleep((following - session.now).total_seconds())
    return replace(session, now=max(session.clock(), following))


def _ask(session: Session, config: Config, checks: Sequence[Check], *, location: str) -> "ProbeReport":
    """Ask them all, under somebody's eyes if there is a screen."""
    from statusgen.net import Network
    from statusgen.probes.runner import probe as ask

    with session.screen.watch(len(checks)) if session.screen else nullcontext() as asked:
        return ask(
            checks,
            probing=config.probing,
            location=location,
            at=session.now.replace(microsecond=0),
            secrets=session.secrets,
            network=Network(ca_file=session.ca_file),
            folder=session.project.root,
            progress=asked and (lambda sample: asked(sample.outcome)),
        )


def _tell(session: Session, account: Account) -> None:
    tell(account, report=session.report, screen=session.screen)
    if session.summary_file is not None:
        add_summary(account, session.summary_file, report=session.report)
