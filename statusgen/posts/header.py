"""The header between `---` lines: keys with their raw values, line by line, and salvage when it fails."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from textwrap import dedent

from statusgen.errors import Code
from statusgen.located import Node, Place, Scalar, read_yaml
from statusgen.posts.headings import is_like_a_date
from statusgen.posts.scope import Notes, did_you_mean
from statusgen.posts.source import Source
from statusgen.posts.words import NO

PROSE = ("title", "workaround")
_STRUCTURED = ("components", "ignore_checks")
_PLAIN = ("id", "kind", "draft", "pinned", "started", "ended", "starts", "ends", "announced")
KEYS = (*PROSE, *_STRUCTURED, *_PLAIN, "timezone", "repeat", "state", "target")
_SALVAGED = ("title", "id", "kind", "pinned", "started", "starts", "ends", "announced", "timezone")
_ELSEWHERE = {"date": "started", "affected": "components", "status": "components", "summary": "title"}

_RULE = re.compile(r"(?:-{3,}|\.{3})[ \t]*")
_KEY = re.compile(r"([\"']?)([A-Za-z][A-Za-z0-9_-]*)\1[ \t]*:[ \t]*(.*)")
_CONTINUED = re.compile(r"[ \t]+\S|-(?:[ \t]|$)")
_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(.*)")
_BLOCK = re.compile(r"[|>][-+0-9]*")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_QUOTE_WITHIN = {'"': re.compile('"'), "'": re.compile(r"(?<![\w'])'|'(?![\w'])")}  # no apostrophe
_DRAFT = re.compile(r"(?:^|[{,\s])[\"']?draft[\"']?[ \t]*(?:[:=][ \t]*|[ \t]|$)[\"']?(\w*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key; `raw` is the rest of its line, `more` the lines that continue it, `node` its YAML."""

    key: str
    place: Place
    raw: str
    value_place: Place
    more: tuple[str, ...] = ()
    node: Node | None = None

    def prose(self) -> str:
        """The raw text, continued lines joined, less one pair of quotes; or a block after `|` or `>`."""
        if _BLOCK.fullmatch(self.raw) and self.more:
            text = dedent("\n".join(self.more)).strip("\n")
            return text if self.raw[0] == "|" else " ".join(text.split())
        return unquoted(" ".join([self.raw, *(line.strip() for line in self.more)]).strip())

    def plain(self) -> str:
        """The same, and without a comment."""
        text = self.prose()
        return text if self.raw[:1] in ("'", '"') else _COMMENT.sub("", text).strip()


@dataclass(frozen=True, slots=True)
class Header:
    """`text` is what stood where only keys should; `body` the index of the first line after it."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    body: int = 0
    broken: bool = False
    text: tuple[str, ...] = ()
    lost: bool = False  # broken, and perhaps that of a draft: nothing of the post may be shown

    def get(self, key: str) -> Entry | None:
        return self.entries.get(key)

    def place(self, key: str) -> Place:
        entry = self.entries.get(key)
        return entry.place if entry else Place(1, 1)


class _Fence(Enum):
    """How a header is fenced off."""

    NONE = "no header at all"
    WHOLE = ""
    UNOPENED = "the header lacks its first '---' line"
    UNCLOSED = "the header is never closed: it ends with a '---' line"


def read_header(source: Source, notes: Notes) -> Header:
    """The header, whole or what can be saved of it."""
    lines = source.lines
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    fence, start, end = _find(lines, first)
    if fence is _Fence.NONE:
        return Header(body=first)
    body = end + 1 if end < len(lines) and _RULE.fullmatch(lines[end]) else end
    limit = body if fence is _Fence.WHOLE else _first_heading(lines, body)
    scan = _Scan(notes, lines[start:limit], forgiving=source.conflicted)
    if fence is not _Fence.WHOLE:
        scan.fail(Place(first + 1, 1), fence.value)
    for number in range(start, end):
        scan.line(lines[number], number + 1)
    if source.conflicted and scan.may_be_draft():
        scan.fail(Place(start + 1, 1), "the header is in conflict")
    return replace(scan.header(), body=body)


def _find(lines: Sequence[str], first: int) -> tuple[_Fence, int, int]:
    """How the header is fenced off, its first line and the one after its last, as indices."""
    if first < len(lines) and _RULE.fullmatch(lines[first]) and lines[first][0] == "-":
        fence, start = _Fence.WHOLE, first + 1
    elif first < len(lines) and (match := _KEY.match(lines[first])) and _key_name(match[2]) in KEYS:
        fence, start = _Fence.UNOPENED, first
    else:
        return _Fence.NONE, first, first
    heading = _first_heading(lines, start)
    closed = (number for number in range(start, heading) if _RULE.fullmatch(lines[number]))
    end = next(closed, None)
    if end is not None and (fence is _Fence.WHOLE or _all_keys(lines[start:end])):
        return fence, start, end
    keys = (number for number in range(start, heading) if not _belongs(lines[number]))
    return (_Fence.UNCLOSED if fence is _Fence.WHOLE else fence), start, next(keys, heading)


def _all_keys(lines: Sequence[str]) -> bool:
    return all(not line.strip() or _belongs(line) for line in lines)


def _belongs(line: str) -> bool:
    return bool(_KEY.match(line) or _CONTINUED.match(line) or line.startswith("#"))


def _first_heading(lines: Sequence[str], start: int) -> int:
    """Where an update begins at the latest: a line like that in a header is no comment."""
    for number in range(start, len(lines)):
        match = _HEADING.match(lines[number]) if "##" in lines[number] else None
        if match and is_like_a_date(match[1]):
            return number
    return len(lines)


class _Scan:
    """Goes through a header's lines and gathers its entries."""

    def __init__(self, notes: Notes, lines: Sequence[str], *, forgiving: bool) -> None:
        self._notes = notes
        self._lines = lines
        self._forgiving = forgiving  # a key twice is what a merge conflict looks like
        self._entries: dict[str, Entry] = {}
        self._more: dict[str, list[str]] = {}
        self._open: str | None = None  # the key that the next line may continue
        self._text: list[str] = []
        self._broken = False

    def line(self, line: str, number: int) -> None:
        if self._open is not None and (_CONTINUED.match(line) or not line.strip()):
            self._continue(line)
        elif not line.strip() or line.startswith("#"):
            if self._text:
                self._text.append(line)
        elif (match := _KEY.match(line)) and not (self._text and _key_name(match[2]) not in KEYS):
            self._key(match, number)
        else:
            self.fail(Place(number, 1), f"the header cannot be read here: '{line.strip()[:40]}'")
            self._open = None
            self._text.append(line)

    def fail(self, place: Place, message: str) -> None:
        if not self._broken:
            saved = "what could be read of its title, text and times is shown"
            if self.may_be_draft():
                saved = "as it may be a draft: NOT ON THE PAGE"
            self._notes.tell(Code.BROKEN_HEADER, place, f"{message}; {saved}")
        self._broken = True

    def may_be_draft(self) -> bool:
        return any(_may_be_draft(line) for line in self._lines)

    def header(self) -> Header:
        for key, more in self._more.items():
            if key in self._entries:
                self._entries[key] = replace(self._entries[key], more=tuple(more))
        for key in _STRUCTURED:
            if key in self._entries:
                self._entries[key] = self._with_yaml(self._entries[key])
        entries = self._entries
        if self._broken:
            entries = {key: entry for key, entry in entries.items() if key in _SALVAGED}
        lost = self._broken and self.may_be_draft()
        return Header(entries, broken=self._broken, lost=lost, text=tuple(self._text))

    def _continue(self, line: str) -> None:
        if self._open is not None:
            self._more.setdefault(self._open, []).append(line)

    def _key(self, match: re.Match[str], number: int) -> None:
        key, raw = _key_name(match[2]), match[3].rstrip()
        place = Place(number, match.start(2) + 1)
        self._open = key
        if key not in KEYS:
            hint = did_you_mean(key, KEYS)
            if key in _ELSEWHERE:
                hint = f"did you mean '{_ELSEWHERE[key]}'?"
            self._notes.tell(Code.UNKNOWN_POST_KEY, place, f"unknown key '{match[2]}'", hint)
            return
        if key in self._entries and not self._forgiving:
            hint = f"first on line {self._entries[key].place.line}"
            self._notes.tell(Code.BAD_POST_VALUE, place, f"key '{key}' is here twice; the last counts", hint)
        if key == "draft" and key in self._entries and _may_be_draft(f"draft: {self._entries[key].raw}"):
            return  # what was to be hidden once stays hidden
        self._more.pop(key, None)
        self._entries[key] = Entry(key, place, raw, Place(number, match.start(3) + 1))

    def _with_yaml(self, entry: Entry) -> Entry:
        """Values on one line without brackets are words, not YAML."""
        continued = any(line.strip() and not line.strip().startswith("#") for line in entry.more)
        if not continued and not entry.raw.startswith(("[", "{")):
            text = entry.plain()
            shift = 1 if entry.raw[:1] in ("'", '"') else 0
            place = Place(entry.value_place.line, entry.value_place.column + shift)
            return replace(entry, node=Scalar(place, text, text))
        lines = [" " * (entry.value_place.column - 1) + entry.raw, *map(_untabbed, entry.more)]
        node, problems = read_yaml("\n".join(lines), self._notes.file, first_line=entry.place.line)
        if node is None:
            problem = problems[0] if problems else None
            place = Place(problem.line, problem.column) if problem else entry.value_place
            self.fail(place, f"'{entry.key}' cannot be read: {problem.message if problem else 'it is empty'}")
        else:
            for problem in problems:
                place = Place(problem.line, problem.column)
                self._notes.tell(Code.BAD_POST_VALUE, place, problem.message, problem.hint)
        return replace(entry, node=node)


def _key_name(written: str) -> str:
    return written.lower().replace("-", "_")


def _untabbed(line: str) -> str:
    """Tabs at the beginning as one space each, which YAML allows; columns stay."""
    text = line.lstrip(" \t")
    return " " * (len(line) - len(text)) + text


def unquoted(text: str) -> str:
    """Less one pair of quotes around the whole: `"a" and "b"` keeps its own, `'it's'` is one text."""
    quoted = len(text) >= 2 and text[0] == text[-1] and text[0] in "'\""
    inside = text[1:-1]
    return text if not quoted or _QUOTE_WITHIN[text[0]].search(inside) else inside.strip()


def _may_be_draft(line: str) -> bool:
    key = _KEY.match(line)
    if key and _key_name(key[2]) in PROSE:
        return False
    match = _DRAFT.search(line)
    return match is not None and match[1].lower() not in NO
