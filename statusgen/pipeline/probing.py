"""The first stage: ask what is listed, and remember the answers."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.domain.config import Check, Config, Probing
from statusgen.domain.ids import LONGEST_ID, is_id
from statusgen.domain.samples import Controls, Run
from statusgen.domain.status import Outcome
from statusgen.errors import UNHAPPY, HistoryError, UsageError
from statusgen.pipeline.session import Session

if TYPE_CHECKING:
    from statusgen.probes.runner import ProbeReport

DEFAULT_LOCATION = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeOptions:
    """What `probe` was asked to do; `only` holds ids of checks and components, empty for all."""

    location: str | None = None
    only: tuple[str, ...] = ()
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
    """Ask once, tell what was found, store the run; a store that fails is told, not raised."""
    from statusgen.history import encode_run
    from statusgen.net import Network
    from statusgen.probes.runner import probe as ask

    location = choose_location(config.probing, options.location)
    checks = choose_checks(config, options.only)
    session = wait_for_own_second(session, starts=_known_starts(session, config, location))
    found = ask(
        checks,
        probing=config.probing,
        location=location,
        at=session.now.replace(microsecond=0),
        secrets=session.secrets,
        network=Network(ca_file=session.ca_file),
    )
    _tell(session, found, private={check.id for check in checks if check.private})
    if options.as_json:
        data(encode_run(found.run).decode() + "\n")
    return Probed(found.run, stored=not options.dry_run and _remember(session, config, found.run))


def wait_for_own_second(session: Session, *, starts: Set[datetime]) -> Session:
    """The session at a second in which no run of this location has `starts`; at most a second later.

    Of two samples of one second the worse counts: what was mended since the first would not be seen.
    """
    second = session.now.replace(microsecond=0)
    if second not in starts:
        return session
    following = second + timedelta(seconds=1)
    session.sleep((following - session.now).total_seconds())
    return replace(session, now=max(session.clock(), following))


def _known_starts(session: Session, config: Config, location: str) -> Set[datetime]:
    """When the runs of this location began that the store has of today; none if it cannot be read."""
    from statusgen.history.day import instant
    from statusgen.history.runs import parse_run_name

    try:
        names = session.project.open_store(config).names(f"runs/{session.now:%Y-%m-%d}/")
    except HistoryError:
        return frozenset()  # storing the run will tell
    runs = (parse_run_name(name) for name in names)
    return {instant(run.start_s) for run in runs if run and run.location == location}


def choose_location(probing: Probing, asked: str | None) -> str:
    """The location of this prober; UsageError if checks.yaml lists others only."""
    location = asked or DEFAULT_LOCATION
    listed = [known.id for known in probing.locations]
    if listed and location not in listed:
        said = f"location {location!r} is not listed in checks.yaml" if asked else "no location was given"
        raise UsageError(f"{said}: give --location or STATUSGEN_LOCATION, one of {', '.join(listed)}")
    if not is_id(location):
        raise UsageError(f"location {location!r}: use a-z, 0-9 and -, at most {LONGEST_ID} of them")
    return location


def choose_checks(config: Config, only: Sequence[str]) -> tuple[Check, ...]:
    """The checks named by their own id or their component's; UsageError for a name that is neither."""
    known = {check.id for check in config.checks} | {component.id for component in config.components}
    for name in only:
        if name not in known:
            raise UsageError(f"--only {name}: there is no check and no component of that id in checks.yaml")
    return tuple(check for check in config.checks if not only or check.id in only or check.component in only)


def _tell(session: Session, found: "ProbeReport", *, private: Set[str]) -> None:
    """What was found: every sample that is not up, then the whole in one line, then what to mend.

    Logs of CI jobs are often public: of private checks they get the outcome and the reason, no detail.
    """
    run, report = found.run, session.report
    for sample in run.samples:
        line = f"{sample.check}: {sample.outcome}"
        if sample.reason:
            detail = None if sample.check in private else found.details.get(sample.check)
            line += f" ({detail or sample.reason})"
        elif sample.latency_ms is not None:
            line += f" ({sample.latency_ms:.0f} ms)"
        tell = report.detail if sample.outcome is Outcome.UP else report.say
        tell(line)
    if run.controls is Controls.SILENT:
        report.say(
            "monitoring problem: none of the controls answered, so this prober seems to be offline; "
            "what failed is recorded as unknown"
        )
    counts = [(outcome, sum(sample.outcome is outcome for sample in run.samples)) for outcome in Outcome]
    found_words = ", ".join(f"{count} {outcome}" for outcome, count in counts if count) or "nothing to ask"
    report.say(f"probed from {run.location}: {found_words}")
    for finding in found.findings:
        message = "something to mend (the check is private)" if finding.check in private else finding.message
        text = f"finding: {finding.check}: {message}"
        if finding.unhappy:
            report.trouble(UNHAPPY, text)
        else:
            report.say(text)


def _remember(session: Session, config: Config, run: Run) -> bool:
    """Store the run and fold the days that are over; on failure keep it on this machine."""
    from statusgen.config import public_copy
    from statusgen.history import adopt_pending, fold_days, keep_config, record_run

    try:
        store = session.project.open_store(config)
        path = record_run(store, run)
    except HistoryError as error:
        session.report.failure(error)
        _keep_pending(session, config, run)
        return False
    session.report.detail(f"stored {path}")
    try:
        for folder in _pending_folders(session, config):
            adopt_pending(store, folder)
        keep_config(store, public_copy(config))
        fold_days(store, now=session.now, keep_runs_s=config.history.keep_runs_s)
    except HistoryError as error:
        session.report.failure(error)
    return True


def _pending_folders(session: Session, config: Config) -> tuple[Path, ...]:
    """Where runs wait that could not be stored: in the store's folder, or beside checks.yaml."""
    root, store = session.project.root, config.history.store
    beside = root / ".statusgen-pending"
    return (beside,) if "://" in store else (root / store / "pending", beside)


def _keep_pending(session: Session, config: Config, run: Run) -> None:
    from statusgen.history import keep_pending

    for folder in _pending_folders(session, config):
        try:
            keep_pending(folder, run)
        except (HistoryError, OSError):
            continue
        session.report.say(f"this run waits in {folder} and is stored as soon as that is possible")
        return
    session.report.say("this run could not be kept anywhere: it is on the page, and then lost")
