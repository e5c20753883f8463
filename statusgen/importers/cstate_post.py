"""One cState post: its front matter says what was hit, how badly and when; its text tells the story."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from statusgen.domain.posts import State
from statusgen.domain.status import Status
from statusgen.importers.cstate_dates import Span, read_span
from statusgen.importers.cstate_site import CStateSite
from statusgen.importers.cstate_story import tell
from statusgen.importers.cstate_text import Cleaner
from statusgen.importers.cstate_updates import Told, find_updates
from statusgen.importers.hugo import Document, is_yes, items, words
from statusgen.importers.imported import Notes
from statusgen.importers.post_writer import Entry, WrittenPost
from statusgen.located import Node

_NOTICE = Status.OPERATIONAL
_SEVERITIES = {
    "down": Status.MAJOR_OUTAGE,
    "disrupted": Status.PARTIAL_OUTAGE,
    "notice": _NOTICE,
    "major-outage": Status.MAJOR_OUTAGE,
    "partial-outage": Status.PARTIAL_OUTAGE,
    "degraded-performance": Status.DEGRADED_PERFORMANCE,
    "under-maintenance": _NOTICE,
}
"""cState's own three, and those of the theme it grew out of. A notice is never worse than operational."""

_WORK = re.compile(r"maint|upgrad|migrat|schedul|planned", re.IGNORECASE)
_KNOWN = frozenset(
    [
        "title",
        "date",
        "resolved",
        "resolvedwhen",
        "severity",
        "affected",
        "affectedsystems",
        "section",
        "informational",
        "pin",
        "draft",
    ]
)


def import_post(document: Document, name: str, post_id: str, site: CStateSite, notes: Notes) -> str | None:
    """Our text of the post that was called `name`; None, and a note, if it has no date at all."""
    return _PostImport(document, name, post_id, site, notes).run()


@dataclass(slots=True)
class _PostImport:
    document: Document
    name: str
    post_id: str
    site: CStateSite
    notes: Notes

    def run(self) -> str | None:
        span = read_span(self.document, self.name, zone=self.site.zone, notes=self.notes)
        if span is None:
            self.notes.add(1, "left out: it has no date that can be read")
            return None
        for key, _ in self.document.header:
            if key.text.lower() not in _KNOWN:
                self.notes.add(key.place.line, f"'{key.text}' is not brought along")
        title = self._title()
        post = WrittenPost(id=self.post_id, title=title, entries=(), draft=is_yes(self.document.get("draft")))
        if is_yes(self.document.get("informational")):
            return self._notice(post, span).text()
        return self._incident(post, span).text()

    def _notice(self, post: WrittenPost, span: Span) -> WrittenPost:
        lines = Cleaner(self.site.url, self.notes).clean(self.document.body, self.document.body_line)
        text = Told(self.document.body_line, lines=list(lines)).text
        if others := [words(node) for node in self._affected()]:
            text = f"{text}\n\nAffected: {', '.join(others)}."
        entry = Entry(at=span.started, state=State.PUBLISHED, text=text)
        return replace(post, kind="notice", entries=(entry,), pinned=is_yes(self.document.get("pin")))

    def _incident(self, post: WrittenPost, span: Span) -> WrittenPost:
        status = self._severity()
        known, unknown = self._components()
        told = self._told(span)
        end = span.ended or span.planned
        if status is _NOTICE and end and end > span.started and _WORK.search(f"{post.title} {self.name}"):
            return self._maintenance(post, span, known, unknown, told)
        if status is _NOTICE and known:
            self.notes.add(
                self.document.line("severity"), "a notice: told without a status for what it names"
            )
            known, unknown = (), (*(words(node) for node in self._affected()),)
        entries = tell(told, started=span.started, ended=span.ended, notes=self.notes)
        components = tuple((component, status) for component in known)
        entries = _mention(entries, "Also affected" if known else "Affected", unknown)
        return replace(post, entries=entries, components=components, started=span.started)

    def _maintenance(
        self,
        post: WrittenPost,
        span: Span,
        known: tuple[str, ...],
        unknown: tuple[str, ...],
        told: list[Told],
    ) -> WrittenPost:
        """A notice of work with both ends is announced work: it excuses, and blames, nobody."""
        self.notes.add(
            self.document.line("severity"), "a notice of work with a start and an end: taken as maintenance"
        )
        entries = tell(told, started=span.started, ended=span.ended, notes=self.notes)
        states = {State.INVESTIGATING: State.SCHEDULED, State.RESOLVED: State.COMPLETED}
        entries = tuple(
            replace(entry, state=states.get(entry.state)) if entry.state else entry for entry in entries
        )
        return replace(
            post,
            kind="maintenance",
            entries=_mention(entries, "Also affected" if known else "Affected", unknown),
            components=tuple((component, Status.UNDER_MAINTENANCE) for component in known),
            starts=span.started,
            ends=span.ended or span.planned,
        )

    def _told(self, span: Span) -> list[Told]:
        document = self.document
        lines = Cleaner(self.site.url, self.notes).clean(document.body, document.body_line)
        return find_updates(lines, document.body_line, started=span.started, zone=self.site.zone)

    def _title(self) -> str:
        if title := words(self.document.get("title")):
            return title
        self.notes.add(1, "no title: the file's name is used")
        return self.name.replace("-", " ").strip() or self.post_id

    def _severity(self) -> Status:
        """Never worse than its author said: what cannot be understood is a notice."""
        said = words(self.document.get("severity")).lower().replace("_", "-").replace(" ", "-")
        if said in _SEVERITIES:
            return _SEVERITIES[said]
        meant = next(iter(get_close_matches(said, _SEVERITIES, n=1, cutoff=0.7)), None)
        taken = f"taken as '{meant}'" if meant else "taken as 'notice'"
        self.notes.add(
            self.document.line("severity"), f"severity '{said}' is not one that cState knows: {taken}"
        )
        return _SEVERITIES.get(meant or "", _NOTICE)

    def _components(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of the components that it names, and the names that the site does not list."""
        known: dict[str, None] = {}
        unknown: dict[str, None] = {}
        for node in self._affected():
            name = words(node)
            found = self.site.find(name)
            if found:
                known[found] = None
            else:
                unknown[name] = None
                message = f"affected '{name}' is not among the systems: named in the text instead"
                self.notes.add(node.place.line, message)
        return tuple(known), tuple(unknown)

    def _affected(self) -> tuple[Node, ...]:
        node = self.document.get("affected") or self.document.get("affectedsystems")
        return tuple(item for item in items(node) if words(item))


def _mention(entries: tuple[Entry, ...], words_before: str, names: tuple[str, ...]) -> tuple[Entry, ...]:
    """The first entry says in its text what cannot be said in the header."""
    if not names:
        return entries
    first = entries[0]
    text = f"{first.text}\n\n{words_before}: {', '.join(names)}.".strip()
    return (replace(first, text=text), *entries[1:])
