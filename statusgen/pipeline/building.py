"""The second stage: decide from what is remembered and said, render, write."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.domain.config import Config
from statusgen.domain.observed import Observed
from statusgen.domain.output import OutputFile, Theme
from statusgen.domain.page import StatusPage
from statusgen.domain.samples import Run
from statusgen.errors import UNHAPPY, HistoryError, RenderError, Severity, UsageError
from statusgen.pipeline.project import parse_moment
from statusgen.pipeline.session import Session

if TYPE_CHECKING:
    from statusgen.config import Loaded
    from statusgen.history import History, Store
    from statusgen.render import Rendered

HISTORY_DAYS = 91
MAX_LOGO_BYTES = 1 << 20
_IMAGES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What `build` was asked to do; `now` is a time as typed."""

    output: Path
    strict: bool = False
    now: str | None = None
    demonstration: bool = False  # made-up data: the page says so


@dataclass(frozen=True, slots=True)
class Built:
    """What was built from which configuration; `written` is False where the site could not be written."""

    page: StatusPage
    config: Config
    written: bool


def build_site(session: Session, options: BuildOptions) -> None:
    """The whole of `build`: load checks.yaml, then as `build`."""
    build(session, load_config(session), options)


def load_config(session: Session) -> "Loaded":
    """checks.yaml, every problem in it told."""
    loaded = session.project.load_config()
    session.report.problems(loaded.problems, exit_code=UNHAPPY if loaded.config else UsageError.exit_code)
    return loaded


def build(
    session: Session, loaded: "Loaded", options: BuildOptions, *, unstored: Run | None = None
) -> Built | None:
    """Write the site, carrying to it all that can still be trusted; None if there is nothing to build from.

    `unstored` is a run that did not get into the store and belongs on the page all the same.
    """
    config = loaded.config or remembered_config(session)
    if config is None:
        session.report.say("checks.yaml cannot be used and no earlier one is remembered: no site was built")
        return None
    if options.now:
        session = session.at(parse_moment(options.now, config.site.timezone))
    posts = session.project.load_posts(config, now=session.now, explicit_now=session.explicit_now)
    session.report.problems(posts.problems)
    mistakes = sum(problem.severity is Severity.MISTAKE for problem in (*loaded.problems, *posts.problems))
    if mistakes and options.strict:
        session.report.say(f"{_counted(mistakes)}: nothing was built, as --strict asks")
        return None
    observed = observe_all(session, config, unstored)
    from statusgen.verdict import judge

    page = judge(config, observed, posts.posts, now=session.now)
    page = replace(page, demonstration=options.demonstration)
    _tell_locations(session, page)
    rendered = _render(session, page, config)
    mistakes += len(rendered.text_failures)
    written = _write(session, rendered, options, keep=not page.history_available)
    if written and mistakes:
        session.report.say(f"published with {_counted(mistakes)}")
    return Built(page, config, written)


def _counted(problems: int) -> str:
    return f"{problems} problem" + "s" * (problems != 1)


def remembered_config(session: Session) -> Config | None:
    """The last good configuration, kept in the store; None if there is none to be had."""
    from statusgen.config import load_config as parse_config
    from statusgen.history import last_config

    try:
        content = last_config(session.project.open_store(None))
    except HistoryError as error:
        session.report.failure(error)
        return None
    if content is None:
        return None
    session.report.say("going on from the last good checks.yaml, as the store remembers it")
    return parse_config(content.decode(), "config.json", kinds={}).config


def observe_all(session: Session, config: Config, unstored: Run | None) -> Observed:
    """What the store knows, and what the run saw that did not get into it.

    Where the store cannot be read, the run is all there is, and the page says so.
    """
    from statusgen.history import MemoryStore

    available = True
    try:
        below = session.project.open_store(config)
        history = _read(session, MemoryStore(below), unstored)
        _set_aside(session, below, history.damaged)
    except HistoryError as error:
        session.report.failure(error)
        history, available = _read(session, MemoryStore(), unstored), False
    for day in history.damaged_days:
        text = f"the summary of {day} is damaged and its runs are gone: that day is unknown"
        session.report.trouble(HistoryError.exit_code, text)
    for location in history.observed.locations:
        if location.ahead:
            session.report.say(
                f"the clock of location {location.id} is ahead: what it wrote from the future has to wait"
            )
    return replace(history.observed, available=available)


def _tell_locations(session: Session, page: StatusPage) -> None:
    """What is wrong with probers, as far as the page tells it. A single one that stopped is told as stale."""
    for location in page.locations if len(page.locations) > 1 else ():
        if location.aside_since is not None:
            seen = [one for each in page.components for one in each.seen_from if one.location == location]
            failing = sum(one.status.is_outage for one in seen)
            session.report.say(
                f"location {location.id} is set aside since {location.aside_since:%Y-%m-%d %H:%M} UTC: "
                f"it sees {failing} of {len(seen)} components fail, many of them alone"
            )
        elif location.stopped and location.last_run is None:
            session.report.say(f"location {location.id} has not reported yet")
        elif location.stopped:
            session.report.say(
                f"location {location.id} has not reported since {location.last_run:%Y-%m-%d %H:%M} UTC"
            )


def _read(session: Session, store: "Store", unstored: Run | None) -> "History":
    from statusgen.history import read_history, record_run

    if unstored is not None:
        record_run(store, unstored)
    return read_history(store, now=session.now, days=HISTORY_DAYS, explicit_now=session.explicit_now)


def _set_aside(session: Session, store: "Store", damaged: Sequence[str]) -> None:
    """Move damaged runs out of the way; where that cannot be done they are left out all the same."""
    from statusgen.history import set_aside

    for name in damaged:
        session.report.say(f"{name} is damaged: it is left out, and kept under damaged/")
    try:
        set_aside(store, damaged)
    except HistoryError as error:
        session.report.say(f"it could not be set aside: {error}")


def _theme(session: Session, config: Config) -> Theme:
    from statusgen.render import load_theme

    return load_theme(user=session.project.templates, logo=_logo(session, config))


def _logo(session: Session, config: Config) -> tuple[str, OutputFile] | None:
    """The path of the logo in the site and its bytes; told and left out if it cannot be used."""
    if config.site.logo is None:
        return None
    path = session.project.root / config.site.logo
    kind = _IMAGES.get(path.suffix.lower())
    try:
        if kind is None:
            raise ValueError(f"not an image by its name, which would end in {', '.join(_IMAGES)}")
        content = path.read_bytes()
        if len(content) > MAX_LOGO_BYTES:
            raise ValueError("larger than 1 MiB")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        session.report.trouble(
            UNHAPPY, f"{session.project.config_file.name}: logo {config.site.logo}: {reason}"
        )
        return None
    return f"logo{path.suffix.lower()}", OutputFile.of(content, kind)


def _render(session: Session, page: StatusPage, config: Config) -> "Rendered":
    """The site in memory; templates that failed and texts shown as typed are told."""
    from statusgen.render import render_site

    theme = _theme(session, config)
    for text in theme.unreadable:
        session.report.trouble(RenderError.exit_code, f"{text}: the built-in one is used")
    rendered = render_site(page, theme)
    session.report.problems(rendered.template_failures, exit_code=RenderError.exit_code)
    session.report.problems(rendered.text_failures)
    return rendered


def _write(session: Session, rendered: "Rendered", options: BuildOptions, *, keep: bool) -> bool:
    """Write the site; True if it is there. With `keep` nothing is deleted: an outage's page must not
    vanish because its history cannot be read today."""
    from statusgen.render import write_site

    if options.strict and session.report.exit_code:
        session.report.say("nothing was built, as --strict asks")
        return False
    try:
        written = write_site(rendered.tree, options.output, delete=not keep)
    except RenderError as error:
        session.report.failure(error)
        return False
    session.report.say(
        f"{options.output}: {len(written.written)} written, {len(written.unchanged)} unchanged, "
        f"{len(written.deleted)} deleted"
    )
    return True
