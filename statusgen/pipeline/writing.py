"""Posts written by command: the right times, ids and file names, so that nobody types them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.domain.config import Config
from statusgen.domain.durations import parse_duration
from statusgen.domain.posts import Incident, State, Statuses
from statusgen.errors import InvalidInput, UsageError
from statusgen.files import replace_file, sweep_folder
from statusgen.pipeline.building import remembered_config
from statusgen.pipeline.project import component_names, parse_moment
from statusgen.pipeline.session import Session

_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody wants told, as typed."""

    message: str = ""
    components: tuple[str, ...] = ()  # "checkout=partial"
    state: str = "investigating"
    next_update: str | None = None
    started: str | None = None


def open_incident(session: Session, title: str, words: Words) -> None:
    """Write a new post and say where."""
    from statusgen.posts import compose_incident

    config = _config(session)
    folder = session.project.incidents
    started = parse_when(words.started, session.now, config.site.timezone, ahead=False)
    if started is not None and started > session.now:
        raise UsageError(f"--started {words.started} lies in the future")
    name, text = compose_incident(
        title,
        statuses=_statuses(config, words.components),
        message=words.message,
        now=session.now,
        zone=config.site.timezone,
        state=State(words.state),
        next_update=parse_when(words.next_update, session.now, config.site.timezone, ahead=True),
        started=started,
        taken={path.name for path in folder.rglob("*.md")},
    )
    path = folder / name
    _write_new(path, text)
    session.report.say(f"{path}: written; commit it, or run statusgen build to see it")


def add_update(session: Session, incident_id: str | None, words: Words) -> None:
    """Append an update to a post and say where."""
    from statusgen.posts import append_update

    if words == Words(state="update"):
        raise UsageError("nothing to tell: give --message, --state, --component or --next-update")
    config = _config(session)
    incident = _choose(session, config, incident_id, reopening=words.state in ("investigating", "postmortem"))
    path = session.project.root / incident.file
    text = append_update(
        path.read_bytes().decode(),
        file=path.name,
        now=session.now,
        zone=config.site.timezone,
        state=None if words.state == "update" else State(words.state),
        statuses=_statuses(config, words.components),
        message=words.message,
        next_update=parse_when(words.next_update, session.now, config.site.timezone, ahead=True),
    )
    _replace(path, text)
    session.report.say(f"{path}: updated ({words.state})")


def listed_incidents(session: Session, *, everything: bool) -> str:
    """Id, state, start and title of the open incidents, or of all, one a line."""
    config = _config(session)
    zone = config.site.timezone
    shown = [one for one in _incidents(session, config) if everything or one.is_open]
    return "".join(
        f"{one.id}\t{one.state}\t{one.started.astimezone(zone):%Y-%m-%d %H:%M}\t{one.title}\n"
        for one in shown
    )


def _config(session: Session) -> Config:
    """What checks.yaml says, or said when it could last be used: posts cannot wait for its repair."""
    loaded = session.project.load_config()
    config = loaded.config or remembered_config(session)
    if config is None:
        raise InvalidInput(loaded.problems)
    return config


def _incidents(session: Session, config: Config) -> Sequence[Incident]:
    return session.project.load_posts(config, now=session.now, explicit_now=False).posts.incidents


def _choose(session: Session, config: Config, incident_id: str | None, *, reopening: bool) -> Incident:
    incidents = _incidents(session, config)
    if incident_id is not None:
        chosen = [incident for incident in incidents if incident.id == incident_id]
        if not chosen:
            raise UsageError(
                f"there is no incident {incident_id!r}: statusgen incident list --all shows them"
            )
        return chosen[0]
    candidates = [incident for incident in incidents if incident.is_open]
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        hint = "name the one to go on with" if reopening else "statusgen incident new opens one"
        raise UsageError(f"no incident is open: {hint}")
    names = ", ".join(incident.id for incident in candidates)
    raise UsageError(f"{len(candidates)} incidents are open, say which: {names}")


def _statuses(config: Config, typed: Sequence[str]) -> Statuses:
    """ "checkout=partial" to (checkout, PARTIAL_OUTAGE); every mistake in one UsageError."""
    from statusgen.posts import parse_status

    known = component_names(config)
    statuses, mistakes = [], []
    for text in typed:
        name, _, word = text.replace("=", " ", 1).partition(" ")
        status = parse_status(word)
        if name not in known:
            mistakes.append(f"there is no component {name!r}; there are {', '.join(sorted(known))}")
        elif status is None:
            mistakes.append(f"{text!r}: say ID=STATUS, with down, partial, slow, ok or maintenance")
        else:
            statuses.append((known[name], status))
    if mistakes:
        raise UsageError("; ".join(mistakes))
    return tuple(statuses)


def parse_when(typed: str | None, now: datetime, zone: ZoneInfo, *, ahead: bool) -> datetime | None:
    """`30m` from now (or ago), `14:30` next (or last) on the clocks of the zone, or a whole time."""
    if typed is None:
        return None
    try:
        length = timedelta(seconds=parse_duration(typed))
        return now + length if ahead else now - length
    except OverflowError:
        raise UsageError(f"{typed} is longer than there is time") from None
    except ValueError:
        pass
    time_of_day = _TIME_OF_DAY.fullmatch(typed)
    if time_of_day is None:
        return parse_moment(typed, zone, also="30m, 14:30, ")
    return _nearest(int(time_of_day[1]), int(time_of_day[2]), now.astimezone(zone), ahead=ahead)


def _nearest(hour: int, minute: int, now: datetime, *, ahead: bool) -> datetime:
    """The next, or the last, instant at which the clock of now's zone shows this time."""
    try:
        moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        raise UsageError(f"{hour}:{minute:02} is not a time of day") from None
    # Adding a day keeps the wall clock's time, whatever the offset is then.
    if ahead and moment < now:
        return moment + timedelta(days=1)
    if not ahead and moment > now:
        return moment - timedelta(days=1)
    return moment


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _replace(path: Path, text: str) -> None:
    """Replace a post at once, so that no half of one is ever there."""
    try:
        sweep_folder(path.parent)
        replace_file(path, text.encode(), sync=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
