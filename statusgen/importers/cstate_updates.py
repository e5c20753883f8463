"""Finds the updates that people wrote by hand into the text of a cState post.

cState has no updates: its posts are one text, in which customs have grown. Recognised are a label on
a line of its own or before a text (`[Initial message]`, `*Update* - …`, `**Resolved at 10:05 UTC**`,
`### Monitoring`), a time as a label, and the `track` shortcode, which ends an entry and dates it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from statusgen.domain.posts import State
from statusgen.importers.cstate_text import TRACK, CodeBlocks
from statusgen.importers.written_times import Reading, read_moment, read_stamp

_MARKER = re.compile(
    r" {0,3}(?:\[(?P<square>[^][]{2,80})\](?![(\[:])"
    r"|(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<strong>[^*_]{2,80}?)(?:(?P=mark)|$)"
    r"|#{1,6}\s++(?P<heading>[^*_#]{2,80}?)\s*+#*+$)"
    r"(?P<rest>.*)"
)
_SEPARATOR = re.compile(r"\s*(?:$|[:,.(|@–—-]|\d|\{\{)")
_LABELS = {
    r"post-?\s?mortem": State.POSTMORTEM,
    r"initial|open|opened|opening|investigating|just began": State.INVESTIGATING,
    r"identified": State.IDENTIFIED,
    r"monitoring|watching": State.MONITORING,
    r"final|close|closed|closing|resolved|resolution|solved|fixed": State.RESOLVED,
    r"restored|recovered|completed|end of": State.RESOLVED,
    r"update|updated|edit|edited|in progress": None,
}
"""How a label begins, in any case, and the state that it names."""

_MOST_WORDS = 4  # and two more, such as a month and a zone, where there is a number
_RULE = re.compile(r" {0,3}([-*_])(?:\s*+\1){2,}+\s*+")


@dataclass(slots=True)
class Told:
    """One piece of a post's text: what stands above it, and when it was said, as far as it says so."""

    line: int
    label: str = ""
    state: State | None = None
    reading: Reading | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Without the empty lines and rules around it."""
        first = next((n for n, line in enumerate(self.lines) if not _is_empty(line)), len(self.lines))
        lines = self.lines[first:]
        while lines and (not lines[-1].strip() or _is_rule(lines)):
            lines.pop()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))

    @property
    def as_text(self) -> str:
        """With its label, for where it cannot be an update."""
        return f"**{self.label}**\n\n{self.text}".rstrip() if self.label else self.text


def _is_empty(line: str) -> bool:
    return not line.strip() or _RULE.fullmatch(line) is not None


def _is_rule(lines: list[str]) -> bool:
    """The last line is a rule; right below a text it would make that a heading."""
    return bool(_RULE.fullmatch(lines[-1])) and not (len(lines) > 1 and lines[-2].strip())


def find_updates(lines: Iterable[str], first_line: int, *, started: datetime, zone: tzinfo) -> list[Told]:
    """The pieces of a text in the order of the file. Times without a date fall after `started`."""
    return [told for told in _Finder(started, zone).run(lines, first_line) if told.text or told.label]


@dataclass(slots=True)
class _Finder:
    started: datetime
    zone: tzinfo
    _code: CodeBlocks = field(default_factory=CodeBlocks)

    def run(self, lines: Iterable[str], first_line: int) -> Iterator[Told]:
        current, closed = Told(first_line), False
        for number, written in enumerate(lines, first_line):
            is_code = self._code.holds(written)
            told, line = (None, written) if is_code else self._begun(written, number)
            if told or (closed and line.strip()):
                yield current
                current, closed = told or Told(number), False
            track = None if is_code else TRACK.search(line)
            if track:
                current.reading = current.reading or read_stamp(track[1].rstrip("/ \t"), self.zone)
            kept = TRACK.sub("", line).rstrip() if track else line.rstrip()
            if current.lines or not _is_empty(kept):
                current.lines.append(kept)
            closed = closed or (track is not None and bool(current.lines))
        yield current

    def _begun(self, line: str, number: int) -> tuple[Told | None, str]:
        """The entry that this line begins, if it begins one, and the line without what was used of it."""
        match = _MARKER.match(line)
        if match is None:
            return None, line
        label = (match["square"] or match["strong"] or match["heading"]).strip()
        rest = match["rest"]
        reading = read_moment(label, self.zone, self._near)
        ahead = reading.end if reading and reading.start == 0 else 0
        known, state = _state(label[ahead:].lstrip(" ,:|·–—-"))
        apart = match["square"] or reading or label.endswith(":") or _SEPARATOR.match(rest)
        if not apart or not (known or (reading and _is_only(reading, label))):
            return None, line
        if reading is None:
            reading, rest = self._reading_behind(rest)
        return Told(number, label.rstrip(" :–—-"), state, reading), rest.lstrip(")]:,.–—-| ")

    def _reading_behind(self, rest: str) -> tuple[Reading | None, str]:
        """A time right behind a label, and what is left."""
        begins = rest.lstrip("([:,.–—-| @").removeprefix("at ")
        reading = read_moment(begins[:48], self.zone, self._near) if begins[:1].isdigit() else None
        return (reading, begins[reading.end :]) if reading and reading.start == 0 else (None, rest)

    def _near(self, moment: time) -> date | None:
        """A clock time alone belongs to the first day on which it is not before the start."""
        local = self.started.astimezone(moment.tzinfo or UTC)
        same_day = local.replace(hour=moment.hour, minute=moment.minute, second=moment.second)
        return (same_day if same_day >= local.replace(second=0) else same_day + timedelta(days=1)).date()


def _state(label: str) -> tuple[bool, State | None]:
    """Whether a label is one of an update, and the state it names."""
    most = _MOST_WORDS + 2 * bool(re.search(r"\d", label))
    if len(re.findall(r"[^\W\d_]{2,}", label)) > most:
        return False, None
    for pattern, state in _LABELS.items():
        if re.match(rf"(?:{pattern})\b", label, re.IGNORECASE):
            return True, state
    return False, None


def _is_only(reading: Reading, label: str) -> bool:
    """The label is a time and nothing else."""
    return not label[: reading.start].strip(" (at") and not label[reading.end :].strip(" ):")
