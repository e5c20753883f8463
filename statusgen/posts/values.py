"""What the header's keys mean: texts, switches, times, ids."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from statusgen.domain.ids import is_id
from statusgen.errors import Code, Severity
from statusgen.located import Items, Node, Scalar
from statusgen.posts.components import ComponentReader, Mention, Word, split_words
from statusgen.posts.header import Entry, Header
from statusgen.posts.ids import is_reserved, sound_id
from statusgen.posts.scope import TOP, Notes, Scope, did_you_mean
from statusgen.posts.source import legible, straightened
from statusgen.posts.timeline import tell_doubt
from statusgen.posts.times import WrittenTime, leading_date, match_time, next_after, resolve
from statusgen.posts.words import NO, YES, Kind

_DAY = re.compile(r"[0-9-]{8,10}")
_EVERY = ("id", "title", "kind", "draft", "pinned", "components")
_KEYS_OF = {
    Kind.INCIDENT: (*_EVERY, "started", "workaround", "ignore_checks"),
    Kind.MAINTENANCE: (*_EVERY, "starts", "ends", "announced", "timezone", "repeat"),
    Kind.NOTICE: (*_EVERY, "started"),
}
_MEANT = {
    "ended": "an incident ends with a heading such as '## 2026-11-20 11:00 resolved'",
    "state": "write a heading such as '## 2026-11-20 11:00 resolved'",
    "starts": "maintenance needs 'kind: maintenance'; an incident has 'started'",
    "ends": "maintenance needs 'kind: maintenance'",
    "started": "maintenance has 'starts'",
}


class HeaderValues:
    """Reads one header; whatever it cannot understand is told and left out."""

    def __init__(self, header: Header, scope: Scope, notes: Notes) -> None:
        self.header = header
        self._scope = scope
        self._notes = notes

    def prose(self, key: str) -> str:
        entry = self.header.get(key)
        return entry.prose() if entry else ""

    def flag(self, key: str) -> bool:
        """No if it is not there, and told if it is neither yes nor no."""
        entry = self.header.get(key)
        if entry is None:
            return False
        word = entry.plain().lower()
        if word not in (*YES, *NO):
            self._notes.tell(
                Code.BAD_POST_VALUE, entry.value_place, f"'{key}' is true or false, not '{word}'"
            )
        return word in YES

    def is_draft(self) -> bool:
        """One that is neither yes nor no is one: what may be secret stays so, told."""
        entry = self.header.get("draft")
        if entry is None or entry.plain().lower() in NO:
            return False
        if entry.plain().lower() not in YES:
            message = f"'draft' is true or false, not '{entry.plain()}': NOT ON THE PAGE"
            self._notes.tell(Code.BAD_POST_VALUE, entry.value_place, message)
        return True

    def kind(self) -> Kind:
        entry = self.header.get("kind")
        word = entry.plain().lower().replace("_", "-").replace(" ", "-") if entry else Kind.INCIDENT.value
        if entry and word not in list(Kind):
            hint = did_you_mean(word, list(Kind)) or f"one of {', '.join(Kind)}"
            message = f"unknown kind '{entry.plain()}', taken as an incident"
            self._notes.tell(Code.BAD_POST_VALUE, entry.value_place, message, hint)
            return Kind.INCIDENT
        return Kind(word)

    def post_id(self, stem: str) -> str:
        """The one written, else the file's name; told if neither can be an id as it is."""
        entry = self.header.get("id")
        wanted = entry.plain() if entry else stem
        if is_id(wanted) and not is_reserved(wanted):
            return wanted
        found, place = sound_id(wanted), entry.value_place if entry else TOP
        why = (
            "is needed for something else"
            if is_id(wanted)
            else "is not made of a-z, 0-9 and '-' only, at most 64"
        )
        what = f"the id '{wanted}'" if entry else f"the file's name '{legible(wanted)}', which is the id,"
        self._notes.tell(Code.BAD_POST_ID, place, f"{what} {why}; '{found}' is used", f"write 'id: {found}'")
        return found

    def components(self) -> list[Mention]:
        entry = self.header.get("components")
        reader = ComponentReader(self._scope, self._notes)
        return reader.node(entry.node) if entry and entry.node else []

    def ignored_checks(self, *, closed: bool) -> tuple[str, ...]:
        """A check that is not there is a mistake, and a note once the post is closed."""
        severity = Severity.HINT if closed else Severity.MISTAKE
        known = self._scope.checks
        entry = self.header.get("ignore_checks")
        names = list(_names(entry.node)) if entry and entry.node else []
        if entry and not names:
            self._notes.tell(
                Code.BAD_POST_VALUE, entry.value_place, "'ignore_checks' is a list of ids of checks"
            )
        for word in names:
            if known is not None and word.text not in known:
                hint = did_you_mean(word.text, known)
                message = f"unknown check '{word.text}'"
                self._notes.tell(Code.BAD_POST_VALUE, word.place, message, hint, severity=severity)
        return tuple(dict.fromkeys(word.text for word in names))

    def zone(self) -> ZoneInfo | None:
        """The zone that the header names, if it does."""
        entry = self.header.get("timezone")
        if entry is None:
            return None
        try:
            return ZoneInfo(entry.plain())
        except (LookupError, ValueError, OSError):  # OSError: the name of a folder of zones
            message = f"unknown time zone '{entry.plain()}'"
            self._notes.tell(Code.BAD_POST_VALUE, entry.value_place, message, "such as Europe/Dublin")
            return None

    def time(self, key: str, day: date | None, zone: ZoneInfo, *, later: bool = False) -> datetime | None:
        """The instant, in UTC; `day` is that of a time without a date."""
        entry = self.header.get(key)
        written = self._written(entry) if entry else None
        if entry is None or written is None:
            return None
        day = written.date or day
        if day is None:
            self._notes.tell(Code.BAD_TIME, entry.value_place, f"'{key}' has no date", "write the date")
            return None
        instant = resolve(day, written, zone=zone, later=later)
        tell_doubt(instant.doubt, entry.value_place, self._notes)
        return instant.at

    def time_after(self, key: str, start: datetime, zone: ZoneInfo) -> datetime | None:
        """The same for an end: without a date, the next such time after `start`."""
        entry = self.header.get(key)
        written = self._written(entry) if entry else None
        if entry is None or written is None:
            return None
        instant = next_after(start, written, zone=zone, later=True)
        tell_doubt(instant.doubt, entry.value_place, self._notes)
        return instant.at

    def _written(self, entry: Entry) -> WrittenTime | None:
        text = straightened(entry.plain())
        written, end = match_time(text)
        if written is None and _DAY.fullmatch(text) and (day := leading_date(text)):
            return WrittenTime(day, time())
        if written is None or text[end:].strip():
            message = f"'{entry.key}' is not a time: '{text[:40]}'"
            self._notes.tell(Code.BAD_TIME, entry.value_place, message, "write 2026-11-20 09:20")
            return None
        return written

    def tell_misplaced(self, kind: Kind) -> None:
        """Tells of the keys that mean nothing in a post of this kind."""
        for key, entry in self.header.entries.items():
            if key not in _KEYS_OF[kind]:
                message = f"'{key}' means nothing in a post of kind '{kind.value}'"
                self._notes.tell(Code.BAD_POST_VALUE, entry.place, message, _MEANT.get(key, ""))


def _names(node: Node) -> Iterable[Word]:
    if isinstance(node, Items):
        for item in node.nodes:
            yield from _names(item)
    elif isinstance(node, Scalar):
        for chunk in split_words(node.text, node.place):
            yield from chunk
