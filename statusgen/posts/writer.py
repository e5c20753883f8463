"""Posts as text: whole new ones, and updates put into those that are there."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.domain.ids import free_id, slugify
from statusgen.domain.posts import Incident, Maintenance, Notice, Post, State, Statuses, Update
from statusgen.domain.status import Status
from statusgen.errors import UsageError
from statusgen.posts.body import UNDERLINE, open_fence, trimmed
from statusgen.posts.header import unquoted
from statusgen.posts.headings import may_be_meant, may_be_meant_underlined
from statusgen.posts.ids import LONGEST_SLUG
from statusgen.posts.source import MAX_BYTES, legible, split_lines
from statusgen.posts.times import WrittenTime, is_plausible, next_after, whole_minute, write_time
from statusgen.posts.words import SHORT, UPDATE

_SAYABLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_MARKER = re.compile(r"[<>]{7}")


class ComposedPost(NamedTuple):
    """A file that is to be written: its name, and all of its text."""

    name: str
    text: str


def compose_incident(
    title: str,
    *,
    statuses: Statuses,
    message: str,
    now: datetime,
    zone: ZoneInfo,
    state: State = State.INVESTIGATING,
    next_update: datetime | None = None,
    started: datetime | None = None,
    taken: Collection[str] = (),
) -> ComposedPost:
    """A new incident, its first update at `now`; its id is the file's name without `.md`.

    `taken` are ids, or names of files, that exist already. A promise is made for a whole minute.
    UsageError if there is no title, for a time that nobody can mean, and if the post would be too large.
    """
    if not one_line(title):
        raise UsageError("a post needs a title")
    refuse_implausible(now, started, next_update)
    day = f"{now.astimezone(zone):%Y-%m-%d}-"
    stems = {name.removesuffix(".md") for name in taken}
    name = slugify(title, fallback="incident", max_length=LONGEST_SLUG - len(day))
    post_id = free_id(day + name, stems)
    promise = whole_minute(next_update) if next_update else None
    update = Update(id="", at=now, state=state, text=message, next_update=promise)
    incident = Incident(
        id=post_id,
        title=title,
        file=f"{post_id}.md",
        updates=(update,),
        started=started or now,
        statuses=statuses,
    )
    return ComposedPost(incident.file, refuse_too_large(write_post(incident, zone=zone), incident.file))


def refuse_implausible(*times: datetime | None) -> None:
    for at in times:
        if at is not None and not is_plausible(at):
            raise UsageError(f"a time in the year {at.year} cannot be meant")


def refuse_too_large(text: str, file: str) -> str:
    """The text of a post that can be read again; UsageError if it would not be on the page."""
    if len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES:
        return text
    limit = f"{file or 'this post'} would be larger than {MAX_BYTES // 1024} KiB, and not be on the page"
    raise UsageError(f"{limit}: shorten the message, or open a second incident")


def write_post(post: Post, *, zone: ZoneInfo) -> str:
    """The text of a file that reads as this post, its times as the clocks of `zone` show them.

    Headings in the text that would read as updates lose that meaning to a backslash.
    """
    if isinstance(post, Maintenance) and post.timezone:
        zone = ZoneInfo(post.timezone)
    header = "\n".join(f"{key}: {value}" for key, value in _header(post, zone) if value)
    return (
        "\n\n".join([f"---\n{header}\n---", *(write_update(one, zone=zone) for one in post.updates)]) + "\n"
    )


def write_update(update: Update, *, zone: ZoneInfo, keep_state: bool = False) -> str:
    """Heading and text of one update; `keep_state` leaves the state to the one before it."""
    state = UPDATE if keep_state else update.state.value
    said = [] if update.state is State.PUBLISHED else [state]
    said += [write_status(*pair) for pair in update.statuses]
    if update.next_update is not None:
        said.append(f"next update {_write_due(update.next_update, update.at, zone)}")
    if update.ends is not None:
        said.append(f"ends {write_time(update.ends, zone)}")
    heading = f"## {write_time(update.at, zone)} {', '.join(said)}".rstrip()
    text = write_text(update.text)
    return f"{heading}\n\n{text}" if text else heading


def write_status(component: str, status: Status) -> str:
    """`checkout partial`; a name that cannot be said in one word is made one."""
    name = component if _SAYABLE.fullmatch(component) else slugify(component, fallback="unknown")
    return f"{name} {SHORT.get(status, 'partial')}"


def write_text(text: str) -> str:
    """The text, without what would be read as a post's structure."""
    lines = [f" {line}" if _MARKER.match(line) else _plain(line) for line in split_lines(legible(text))]
    for number in range(1, len(lines)):
        if UNDERLINE.fullmatch(lines[number]) and may_be_meant_underlined(lines[number - 1]):
            lines[number] = f"\\{lines[number].strip()}"
    return close_fence(trimmed(lines))


def close_fence(text: str) -> str:
    """The text, its last code block closed: an open one could pair up with one of a later update."""
    fence = open_fence(text.split("\n"))
    return f"{text}\n{fence}" if fence else text


def one_line(text: str) -> str:
    return " ".join(legible(text).split())


def _plain(line: str) -> str:
    return line.replace("#", "\\#", 1) if may_be_meant(line) else line


def _header(post: Post, zone: ZoneInfo) -> Sequence[tuple[str, str]]:
    """Keys and values, in the order in which they are written; empty ones are left out."""
    entries = [("id", post.id), ("title", _quoted(one_line(post.title)))]
    if isinstance(post, Incident):
        entries += [
            ("components", _write_statuses(post.statuses)),
            ("started", _write_start(post.started, post, zone)),
            ("ignore_checks", ", ".join(post.ignore_checks)),
            ("workaround", _write_block(post.workaround or "")),
        ]
    elif isinstance(post, Maintenance):
        entries += [
            ("kind", "maintenance"),
            ("components", _write_statuses(post.statuses)),
            ("starts", write_time(post.starts, zone)),
            ("ends", write_time(post.ends, zone)),
            ("announced", write_time(post.announced, zone)),
            ("timezone", post.timezone or ""),
        ]
    elif isinstance(post, Notice):
        entries += [("kind", "notice"), ("started", _write_start(post.at, post, zone))]
    return [*entries, ("pinned", "true" if post.pinned else "")]


def _write_statuses(statuses: Statuses) -> str:
    return ", ".join(write_status(*pair) for pair in statuses)


def _write_start(at: datetime, post: Post, zone: ZoneInfo) -> str:
    """Nothing where the first update says it."""
    return "" if at == post.updates[0].at else write_time(at, zone)


def _write_due(due: datetime, at: datetime, zone: ZoneInfo) -> str:
    """The time of day alone where that is enough."""
    clock = due.astimezone(zone).time().replace(fold=0)
    alone = next_after(at, WrittenTime(None, clock), zone=zone)
    is_enough = not clock.second and alone.at == due and not alone.doubt
    return f"{clock:%H:%M}" if is_enough else write_time(due, zone)


def _quoted(text: str) -> str:
    """So that it is read with its own quotes, if it has any."""
    ways = (text, f"'{text}'", f'"{text}"')
    return next((way for way in ways if unquoted(way) == text), f"|\n  {text}")


def _write_block(text: str) -> str:
    """Prose of several lines as an indented block."""
    lines = [_plain(line) for line in split_lines(legible(text).strip())]
    if len(lines) == 1:
        return _quoted(lines[0].strip())
    return "\n".join(["|", *(f"  {line}" if line.strip() else "" for line in lines)])
