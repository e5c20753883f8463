"""What every kind of post is made from: its header's values, its sections, its times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath

from statusgen.domain.posts import State, Statuses, Update
from statusgen.domain.status import Status
from statusgen.errors import Code
from statusgen.posts.body import Body, read_body, trimmed
from statusgen.posts.components import settle
from statusgen.posts.header import Header
from statusgen.posts.headings import without_closing
from statusgen.posts.scope import TOP, Notes, Scope
from statusgen.posts.source import Source
from statusgen.posts.timeline import Moment, date_moments, in_order, known_by_now, make_updates
from statusgen.posts.times import leading_date, midnight
from statusgen.posts.values import HeaderValues
from statusgen.posts.words import CLOSING, SILENT_STATUS, Kind

_TITLE = re.compile(r" {0,3}#(?!#)[ \t]++(.*)")
_FIRST_TIME = {Kind.MAINTENANCE: "announced"}
_NOT_CLOSED = {Kind.INCIDENT: State.MONITORING, Kind.MAINTENANCE: State.IN_PROGRESS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A post that is not yet one: what all kinds are made from. `text` is what belongs to no update."""

    kind: Kind
    values: HeaderValues
    scope: Scope
    notes: Notes
    id: str
    title: str
    text: str
    statuses: Statuses
    body: Body
    pinned: bool
    broken: bool
    file_date: date | None

    @classmethod
    def of(
        cls, source: Source, values: HeaderValues, *, kind: Kind, scope: Scope, notes: Notes
    ) -> "Manuscript":
        values.tell_misplaced(kind)
        header = values.header
        zone = values.zone() if kind is Kind.MAINTENANCE else None
        scope = replace(scope, zone=zone) if zone else scope
        body = read_body(source.lines, header.body, kind=kind, scope=scope, notes=notes)
        stem = PurePosixPath(notes.file).stem
        title, text = _title(header, values, body.introduction, stem, notes)
        if not text and not body.sections and not header.broken and not header.get("draft"):
            notes.tell(Code.EMPTY_POST, TOP, "this post says nothing but its title", "write what is known")
        silent = SILENT_STATUS.get(kind, Status.PARTIAL_OUTAGE)
        return cls(
            kind=kind,
            values=values,
            scope=scope,
            notes=notes,
            id=values.post_id(stem),
            title=title,
            text="\n\n".join(part for part in (trimmed(header.text), text) if part),
            statuses=settle(values.components(), silent=silent, notes=notes),
            body=body,
            pinned=values.flag("pinned"),
            broken=header.broken or source.conflicted,
            file_date=leading_date(stem),
        )

    @property
    def day(self) -> date | None:
        """The date of a time in the header that has none: the file's, else the first update's."""
        dates = (section.heading.time.date for section in self.body.sections if section.heading.time)
        return self.file_date or next((found for found in dates if found), None)

    def time(self, key: str, *, later: bool = False) -> datetime | None:
        return self.values.time(key, self.day, self.scope.zone, later=later)

    def moments(self, base: datetime | None, *, announced: datetime | None = None) -> list[Moment]:
        """The updates that are known by now, in order of time.

        Without any in the file, the text is the only one, at `base`. Else it introduces the
        earliest, unless it was `announced` earlier: then that is an update of its own.
        """
        moments = date_moments(
            self.body.sections, file_date=self.file_date, scope=self.scope, notes=self.notes
        )
        place = self.values.header.place(_FIRST_TIME.get(self.kind, "started"))
        if announced is not None and self._comes_first(announced, moments):
            moments = [Moment(place, announced, self.text, State.SCHEDULED), *moments]
        elif not moments:
            moments = [Moment(place, None, self.text)]
        elif self.text:
            earliest = in_order(moments, self.scope.now)[0]
            text = f"{self.text}\n\n{earliest.text}".strip()
            moments = [replace(one, text=text) if one.place == earliest.place else one for one in moments]
        ordered = in_order(moments, base or self._fallback(moments))
        return known_by_now(ordered, self.scope, self.notes)

    @staticmethod
    def _comes_first(announced: datetime, moments: Sequence[Moment]) -> bool:
        timed = [moment.at for moment in moments if moment.at is not None]
        return bool(moments) and all(announced < at for at in timed)

    def _fallback(self, moments: Sequence[Moment]) -> datetime:
        """The start of the file's day, or of today; told if that is all there is."""
        zone = self.scope.zone
        if self.file_date is not None:
            return midnight(self.file_date, zone)
        if all(moment.at is None for moment in moments):
            hint = "write '## 2026-11-20 09:20 investigating', or name the file 2026-11-20-….md"
            self.notes.tell(Code.BAD_TIME, TOP, "nothing in this post says when it was", hint)
        return midnight(self.scope.now.astimezone(zone).date(), zone)

    def updates(self, moments: Sequence[Moment], *, starts: datetime | None = None) -> tuple[Update, ...]:
        """Of a post that is broken, none ends it: the header is lost, or another side of a merge goes on."""
        updates = make_updates(
            moments, self.statuses, kind=self.kind, scope=self.scope, notes=self.notes, starts=starts
        )
        if not self.broken or self.kind not in _NOT_CLOSED:
            return updates
        state = _NOT_CLOSED[self.kind]
        return tuple(replace(one, state=state) if one.state in CLOSING else one for one in updates)

    def has_come(self, at: datetime, key: str) -> bool:
        """Whether a time of the header is not in the future; told if it is and should not be."""
        if at > self.scope.now and not self.scope.explicit_now and self.body.sections:
            self.notes.tell(Code.FUTURE_TIME, self.values.header.place(key), f"'{key}' is in the future")
        return at <= self.scope.now


def is_title(line: str) -> bool:
    """Whether the first line of a text is its title, if the header has none."""
    return bool(_heading_title(line))


def _heading_title(line: str) -> str:
    match = _TITLE.fullmatch(line)
    return without_closing(match[1]) if match else ""


def _title(header: Header, values: HeaderValues, text: str, stem: str, notes: Notes) -> tuple[str, str]:
    """The title, and the text without it if it stood there as a heading."""
    title = " ".join(values.prose("title").split())
    if title:
        return title, text
    first, _, rest = text.partition("\n")
    place = header.place("title")
    if title := _heading_title(first):
        notes.tell(
            Code.NO_TITLE, place, "no title; the first heading is taken for it", f"write 'title: {title}'"
        )
        return title, rest.strip("\n")
    words = re.sub(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-?", "", stem).replace("-", " ").replace("_", " ").strip()
    notes.tell(Code.NO_TITLE, place, "no title; the file's name is taken for it", "write 'title: …'")
    return (words[:1].upper() + words[1:]) or "Untitled", text
