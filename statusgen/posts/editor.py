"""Puts an update into a post that is there, and leaves every byte of the rest alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from statusgen.domain.posts import State, Statuses, Update
from statusgen.errors import UsageError
from statusgen.posts.body import Section, open_fence, read_body
from statusgen.posts.header import read_header
from statusgen.posts.manuscript import is_title
from statusgen.posts.scope import Notes, Scope
from statusgen.posts.source import read_source
from statusgen.posts.timeline import date_moments, runs_newest_first
from statusgen.posts.times import leading_date, midnight, whole_minute
from statusgen.posts.values import HeaderValues
from statusgen.posts.words import FIRST_STATE, Kind
from statusgen.posts.writer import refuse_implausible, refuse_too_large, write_update

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def append_update(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    state: State | None,
    statuses: Statuses = (),
    message: str = "",
    next_update: datetime | None = None,
    file: str = "",
) -> str:
    """The post's text with one more update, at `now`; a `state` of None keeps the one before.

    It goes to the end, or to the top if the file runs newest first; a postmortem at the end stays
    there. Text that was the only update so far gets a heading, with the time that it had: `file` is
    the post's name, for the date in it. Line ends are kept, so read the file with `newline=""`.
    UsageError if the text cannot be a post, if it would be too large for one, and for a time that
    nobody can mean.
    """
    refuse_implausible(now, next_update)
    page = _Page(text, file, zone, now)
    update = Update(
        id="",
        at=now,
        state=state or State.INVESTIGATING,
        text=message,
        statuses=statuses,
        next_update=whole_minute(next_update) if next_update else None,
    )
    written = write_update(update, zone=page.zone, keep_state=state is None)
    return refuse_too_large(page.with_update(written), file)


class _Page:
    """A post's text, and where its updates stand in it."""

    def __init__(self, text: str, file: str, zone: ZoneInfo, now: datetime) -> None:
        notes = Notes(file)
        source = read_source(text.encode("utf-8", "surrogatepass"), notes)
        if source is None:
            raise UsageError(f"{file or 'this post'} cannot be changed: {notes.problems[0].message}")
        scope = Scope(zone=zone, components={}, checks=None, now=now)
        header = read_header(source, notes)
        self._values = HeaderValues(header, scope, notes)
        kind = self._values.kind()
        self._kind = kind if kind in FIRST_STATE else Kind.INCIDENT
        self.zone = (self._values.zone() if kind is Kind.MAINTENANCE else None) or zone
        self._scope = replace(scope, zone=self.zone)
        self._file_date = leading_date(PurePosixPath(file).name)
        self._lines = source.lines
        self._start = header.body
        self._pieces = _LINE.findall(text)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        body = read_body(source.lines, header.body, kind=self._kind, scope=self._scope, notes=notes)
        self._sections: Sequence[Section] = body.sections

    def with_update(self, written: str) -> str:
        if not self._sections:
            self._give_heading()
            return self._insert(written, len(self._pieces))
        return self._insert(written, self._place())

    def _place(self) -> int:
        """The index of the line before which the next update belongs."""
        ordinary = [one for one in self._sections if one.heading.state is not State.POSTMORTEM]
        moments = date_moments(self._sections, file_date=self._file_date, scope=self._scope, notes=Notes(""))
        if ordinary and runs_newest_first(moments):
            return ordinary[0].line
        last = self._sections[-1]
        return last.line if last not in ordinary else len(self._pieces)

    def _give_heading(self) -> None:
        """What was the first update for want of others says so, now that there will be others."""
        text = [number for number in range(self._start, len(self._lines)) if self._lines[number].strip()]
        if text and self._values.header.get("title") is None and is_title(self._lines[text[0]]):
            text = text[1:]
        if not text or self._values.header.get("announced") is not None:
            return
        first = Update(id="", at=self._implied_time(), state=FIRST_STATE[self._kind])
        self._pieces = list(_LINE.findall(self._insert(write_update(first, zone=self.zone), text[0])))

    def _implied_time(self) -> datetime:
        key = "announced" if self._kind is Kind.MAINTENANCE else "started"
        started = self._values.time(key, self._file_date, self.zone)
        if started is None and self._file_date is not None:
            started = midnight(self._file_date, self.zone)
        return min(started or self._scope.now, self._scope.now)

    def _insert(self, written: str, index: int) -> str:
        before, after = "".join(self._pieces[:index]), "".join(self._pieces[index:])
        if fence := open_fence(self._lines[self._start : index]):
            written = f"{fence}\n\n{written}"
        if before and not before.endswith(("\n", "\r")):
            before += self._newline
        if before and self._pieces[index - 1].strip():
            before += self._newline
        return (
            before
            + written.replace("\n", self._newline)
            + self._newline
            + (self._newline if after else "")
            + after
        )
