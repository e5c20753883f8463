"""Posts in our own format, as formats promise them: a header, and a heading for each update."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from statusgen.domain.posts import State
from statusgen.domain.status import Status
from statusgen.located import write_yaml

_LARGEST = 60 * 1024  # a post may have 64 KiB
_LONGEST_TITLE = 500
_CUT = "\n\n[…]"
_UNDERLINED_TIME = re.compile(
    r"(?m)^( {0,3}[ *_`[('\"]*+"
    r"(?:t?\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|yesterday)"
    r".*\n {0,3})((?:-++|=++)[ \t]*+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update to write. `state` None keeps the state; `at` None is a heading without a time."""

    at: datetime | None
    state: State | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPost:
    """A post to write; all times aware."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    kind: str = "incident"
    components: tuple[tuple[str, Status], ...] = ()
    started: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    announced: datetime | None = None
    pinned: bool = False
    draft: bool = False

    def text(self) -> str:
        """The file; texts are cut where it would be larger than a post may be."""
        header = "\n".join(self._header())
        body = "\n".join(_section(entry) for entry in self.entries)
        text = f"---\n{header}\n---\n\n{body}"
        can_be_cut = any(len(entry.text) > len(_CUT) for entry in self.entries)
        return self._shortened().text() if len(text.encode()) > _LARGEST and can_be_cut else text

    def _header(self) -> Iterator[str]:
        yield f"id: {self.id}"
        yield f"title: {_raw(self.title)}"
        if self.kind != "incident":
            yield f"kind: {self.kind}"
        for name in ("started", "starts", "ends", "announced"):
            moment: datetime | None = getattr(self, name)
            if moment:
                yield f"{name}: {stamp(moment)}"
        if self.components:
            statuses = {component: status.value for component, status in self.components}
            yield write_yaml({"components": {**statuses}}).rstrip()
        if self.pinned:
            yield "pinned: true"
        if self.draft:
            yield "draft: true"

    def _shortened(self) -> "WrittenPost":
        longest = max(self.entries, key=lambda entry: len(entry.text))
        text = longest.text.removesuffix(_CUT)
        cut = replace(longest, text=text[: len(text) * 3 // 4].rstrip() + _CUT)
        return replace(self, entries=tuple(cut if entry is longest else entry for entry in self.entries))


def stamp(moment: datetime) -> str:
    """An instant as posts have it, in UTC: `2026-11-20 09:20Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"


def _section(entry: Entry) -> str:
    state = entry.state.value if entry.state else "update"
    heading = f"## {stamp(entry.at)} {state}" if entry.at else f"## {state.capitalize()}"
    return f"{heading}\n\n{_without_underlines(entry.text)}\n" if entry.text else f"{heading}\n"


def _without_underlines(text: str) -> str:
    """A row of `-` or `=` below a line that begins like a time would make it a heading, and that is taken
    for an update that went wrong."""
    return _UNDERLINED_TIME.sub(r"\1\\\2", text)


def _raw(title: str) -> str:
    """Titles run raw to the end of their line, less one pair of quotes: one that has its own is a block."""
    plain = " ".join(title.split())
    if len(plain) > _LONGEST_TITLE:
        plain = plain[: _LONGEST_TITLE - 1].rstrip() + "…"
    quoted = len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\""
    return f"|\n  {plain}" if quoted else plain
