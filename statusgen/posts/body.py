"""What follows the header: an introduction, and a section for each update."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from statusgen.posts.headings import Heading, ReadHeading, as_code, read_heading, read_underlined
from statusgen.posts.scope import Notes, Scope
from statusgen.posts.words import Kind

UNDERLINE = re.compile(r" {0,3}(?:-+|=+)[ \t]*+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """An update as it stands in the file; `line` is the index of its heading's."""

    heading: Heading
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Body:
    introduction: str
    sections: tuple[Section, ...]


def read_body(lines: Sequence[str], start: int, *, kind: Kind, scope: Scope, notes: Notes) -> Body:
    """The lines from index `start` on; headings that are no updates are text."""
    found: list[tuple[int, Heading]] = []
    for number, read in _headings(lines, start, kind=kind, scope=scope, file=notes.file):
        notes.problems += read.problems
        if read.heading is not None:
            found.append((number, read.heading))
    ends = [number for number, _ in found[1:]] + [len(lines)]
    sections = [
        Section(heading, trimmed(lines[number + 1 : end]), number)
        for (number, heading), end in zip(found, ends, strict=False)
    ]
    return Body(trimmed(lines[start : found[0][0] if found else len(lines)]), tuple(sections))


def trimmed(lines: Sequence[str]) -> str:
    """The text without blank lines around it."""
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:]).rstrip()


def _headings(
    lines: Sequence[str], start: int, *, kind: Kind, scope: Scope, file: str
) -> Iterator[tuple[int, ReadHeading]]:
    """Those that count, each with the index of its line.

    What looks like one inside a code block or a comment is text, but a block that nobody closed
    hides nothing, and to hide what can be nothing but an update is told: perhaps two blocks were
    left open, and pair up around it.
    """
    commented = _commented(lines, start)
    fence = ""
    hidden: list[tuple[int, ReadHeading]] = []
    for number in range(start, len(lines)):
        line = lines[number]
        mark = line.lstrip(" ")[:1]
        if mark in ("`", "~"):
            fence = _fence_after(line, fence)
            if not fence:
                yield from [(at, as_code(read, file)) for at, read in hidden if read.is_certain]
                hidden.clear()
        elif mark in ("#", "-", "=") and number not in commented:
            if mark == "#":
                read = read_heading(line, number + 1, kind=kind, scope=scope, file=file)
            elif number > start and UNDERLINE.fullmatch(line):
                read = read_underlined(lines[number - 1], number, file)
            else:
                continue
            if fence:
                hidden.append((number, read))
            else:
                yield number, read
    yield from hidden


def open_fence(lines: Sequence[str]) -> str:
    """The code fence that these lines open and do not close, or nothing."""
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
    return fence


def _fence_after(line: str, fence: str) -> str:
    """The code fence that is open after this line, or nothing (CommonMark 0.31, section 4.5)."""
    match = _FENCE.fullmatch(line)
    if match is None:
        return fence
    if not fence:
        return "" if match[1][0] == "`" and "`" in match[2] else match[1]
    closes = match[1].startswith(fence) and not match[2].strip()
    return "" if closes else fence


def _commented(lines: Sequence[str], start: int) -> set[int]:
    """The lines that begin inside a closed HTML comment."""
    found: set[int] = set()
    opened: int | None = None
    for number in range(start, len(lines)):
        line, at = lines[number], 0
        while True:
            if opened is None:
                begins = line.find("<!--", at)
                if begins < 0:
                    break
                opened, at = number, begins + 4
            ends = line.find("-->", at)
            if ends < 0:
                break
            found.update(range(opened + 1, number + 1))
            opened, at = None, ends + 3
    return found
