"""The prober's side of the store: what its location said last, and keeping what it says now."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.domain.config import Check, Config, Probing
from statusgen.domain.samples import Run
from statusgen.errors import HistoryError
from statusgen.pipeline.choosing import has_every_run
from statusgen.pipeline.session import Session

if TYPE_CHECKING:
    from statusgen.history import LastWord


def recall(
    session: Session, config: Config, checks: Sequence[Check], *, location: str
) -> Mapping[str, "LastWord"]:
    """What this location said last, by check; nothing, and told, where the store cannot be read."""
    from statusgen.history import last_words

    looks_back_s = {check.id: _looks_back_s(check, config.probing) for check in checks}
    try:
        store = session.project.open_store(config)
        return last_words(store, location=location, looks_back_s=looks_back_s, now=session.now)
    except HistoryError as error:
        session.report.failure(error)
        return {}


def _looks_back_s(check: Check, probing: Probing) -> float:
    """As long as its last word matters: to what has changed since, and to whether it is due."""
    every_run = has_every_run(check, probing)
    return check.stale_after_s if every_run else check.interval_s + probing.interval_s


def remember(session: Session, config: Config, run: Run) -> bool:
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
