"""When a cState post says that its trouble began and ended, as far as it can be believed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from statusgen.domain.posts import State
from statusgen.importers.cstate_updates import find_updates
from statusgen.importers.hugo import Document, is_yes, place_of, words
from statusgen.importers.imported import Notes
from statusgen.importers.written_times import read_stamp, swap_day_and_month

_FILE_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")
_SWAPPED_AT_MOST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Span:
    started: datetime
    ended: datetime | None  # of what is resolved
    planned: datetime | None = None  # resolvedWhen of what is not


def read_span(document: Document, name: str, *, zone: tzinfo, notes: Notes) -> Span | None:
    """The times of the post in the file `name`; None if it has no date that can be read."""
    return _Dates(document, name, zone, notes).span()


@dataclass(frozen=True, slots=True)
class _Dates:
    document: Document
    name: str
    zone: tzinfo
    notes: Notes

    def span(self) -> Span | None:
        started = self._stamp("date") or self._date_of_name()
        ended = self._stamp("resolvedWhen")
        if started is None and ended is None:
            return None
        if started is None and ended:
            self.notes.add(
                self.document.line("resolvedWhen"), "no date: taken as started when it was resolved"
            )
            started = ended
        return self._close(started, ended) if started else None

    def _close(self, started: datetime, ended: datetime | None) -> Span:
        """cState counts as open what says `resolved: false`, and nothing else."""
        resolved = self.document.get("resolved")
        is_open = words(resolved).lower() in ("false", "no", "off", "0")
        if ended and ended < started:
            started, ended = self._mend_order(started, ended)
        if is_open:
            return Span(started, None, ended)
        if not is_yes(resolved) and not is_yes(self.document.get("informational")):
            self.notes.add(
                self.document.line("resolved"), "does not say whether it is resolved: taken as resolved"
            )
        if ended is None and not is_yes(self.document.get("informational")):
            ended = self._last_word(started)
        return Span(started, ended or started)

    def _last_word(self, started: datetime) -> datetime:
        """Where resolvedWhen is missing: when the text says resolved, else its last time, else the start."""
        told = find_updates(
            self.document.body.split("\n"), self.document.body_line, started=started, zone=self.zone
        )
        dated = [(piece.reading.at, piece.state) for piece in told if piece.reading]
        ends = [at for at, state in dated if state is State.RESOLVED and at >= started]
        last = max(ends or [at for at, _ in dated], default=started)
        where = "at its last update" if last > started else "when it started"
        self.notes.add(self.document.line("resolvedWhen"), f"no resolvedWhen: taken as resolved {where}")
        return max(last, started)

    def _mend_order(self, started: datetime, ended: datetime) -> tuple[datetime, datetime]:
        """An end before the start, by the likeliest slip: one that makes the start agree with the
        file's name, that leaves the shortest trouble, that is in the end; else of no length.
        """
        line = self.document.line("resolvedWhen")
        slips = [
            ("resolvedWhen", started, swap_day_and_month(ended)),
            ("date", swap_day_and_month(started), ended),
        ]
        mended = [
            (key, start, end)
            for key, start, end in slips
            if start and end and timedelta() <= end - start <= _SWAPPED_AT_MOST
        ]
        if not mended:
            self.notes.add(line, "resolved before it started: taken as resolved when it started")
            return started, started
        key, start, end = min(
            mended, key=lambda slip: (not self.name.startswith(f"{slip[1]:%Y-%m-%d}"), slip[2] - slip[1])
        )
        taken = f"{start if key == 'date' else end:%Y-%m-%d}"
        self.notes.add(line, f"resolved before it started: day and month of {key} swapped, {taken}")
        return start, end

    def _stamp(self, key: str) -> datetime | None:
        node = self.document.get(key)
        text = words(node)
        reading = read_stamp(text, self.zone) if text else None
        if text and reading is None:
            self.notes.add(place_of(node), f"{key} '{text}' is not a time that can be read")
        if reading and reading.assumed:
            self.notes.add(place_of(node), f"{key}: {reading.assumed}")
        return reading.at if reading else None

    def _date_of_name(self) -> datetime | None:
        match = _FILE_DATE.match(self.name)
        reading = read_stamp(match[1], self.zone) if match else None
        if reading:
            self.notes.add(
                self.document.line("date"), "no date that can be read: that of the file's name is used"
            )
        return reading.at if reading else None
