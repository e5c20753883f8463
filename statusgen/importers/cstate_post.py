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
        "slug",
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
        draft = is_yes(self.document.get("draft"))
        post = WrittenPost(id=self.post_id, title=self._title(), entries=(), draft=draft)
        if is_yes(self.document.get("informational")):
            return self._notice(post, span).text()
        return self._incident(post, span).text()

    def _notice(self, post: WrittenPost, span: Span) -> WrittenPost:
        lines = Cleaner(self.site.url, self.notes).clean(self.document.body, self.document.body_line)
        text = Told(self.document.body_line, lines=list(lines)).text
        entry = Entry(at=span.started, state=State.PUBLISHED, text=text)
        affected = _Affected((), tuple(words(node) for node in self._nodes()))
        return replace(
            post,
            kind="notice",
            entries=self._complete((entry,), affected, post.title),
            pinned=is_yes(self.document.get("pin")),
        )

    def _incident(self, post: WrittenPost, span: Span) -> WrittenPost:
        status = self._severity()
        affected = self._components()
        end = span.ended or span.planned
        hints = f"{post.title} {self.name} {words(self.document.get('severity'))}"
        if status is _NOTICE and end and end > span.started and _WORK.search(hints):
            self._say_of("severity", "a notice of work with a start and an end: taken as maintenance")
            return self._maintenance(post, span, affected)
        if status is _NOTICE and affected.known:
            self._say_of("severity", "a notice: told without a status for what it names")
            affected = _Affected((), tuple(words(node) for node in self._nodes()))
        entries = tell(self._told(span), started=span.started, ended=span.ended, notes=self.notes)
        return replace(
            post,
            entries=self._complete(entries, affected, post.title),
            components=tuple((component, status) for component in affected.known),
            started=span.started,
        )

    def _maintenance(self, post: WrittenPost, span: Span, affected: "_Affected") -> WrittenPost:
        """Announced when its first update was written, if that says when; else when it began."""
        told = self._told(span)
        announced = min([span.started, *(piece.reading.at for piece in told if piece.reading)])
        entries = tell(told, started=announced, ended=span.ended, notes=self.notes)
        states = {State.INVESTIGATING: State.SCHEDULED, State.RESOLVED: State.COMPLETED}
        entries = tuple(
            replace(entry, state=states.get(entry.state)) if entry.state else entry for entry in entries
        )
        return replace(
            post,
            kind="maintenance",
            entries=self._complete(entries, affected, post.title),
            components=tuple((component, Status.UNDER_MAINTENANCE) for component in affected.known),
            starts=span.started,
            ends=span.ended or span.planned,
            announced=announced,
        )

    def _complete(self, entries: tuple[Entry, ...], affected: "_Affected", title: str) -> tuple[Entry, ...]:
        """The first entry says in its text what the header cannot say; it is never empty."""
        first, *rest = entries
        text = first.text
        if affected.unknown:
            said = words(self.document.get("severity")).lower()
            before = f"Affected ({said})" if said in ("down", "disrupted") else "Affected"
            before = "Also affected" if affected.known else before
            named = f"{before}: {', '.join(affected.unknown)}."
            text = f"{text}\n\n{named}" if text else named
        if not text:
            self.notes.add(self.document.body_line, "no text: the title stands in for it")
            text = title
        return (replace(first, text=text), *rest)

    def _say_of(self, key: str, message: str) -> None:
        self.notes.add(self.document.line(key), message)

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
        meant = next(iter(get_close_matches(said, _SEVERITIES, n=1, cutoff=0.7)), "notice")
        problem = f"severity '{said}' is not one that cState knows" if said else "no severity"
        self._say_of("severity", f"{problem}: taken as '{meant}'")
        return _SEVERITIES[meant]

    def _components(self) -> "_Affected":
        known: dict[str, None] = {}
        unknown: dict[str, None] = {}
        for node in self._nodes():
            name = words(node)
            if found := self.site.find(name):
                known[found] = None
            else:
                unknown[name] = None
                message = f"affected '{name}' is not among the systems: named in the text instead"
                self.notes.add(node.place.line, message)
        return _Affected(tuple(known), tuple(unknown))

    def _nodes(self) -> tuple[Node, ...]:
        node = self.document.get("affected") or self.document.get("affectedsystems")
        return tuple(item for item in items(node) if words(item))


@dataclass(frozen=True, slots=True)
class _Affected:
    """Ids of the components that a post names, and the names that the site does not list."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]
