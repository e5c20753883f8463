"""From a file's bytes to lines of clean text."""

import re
from dataclasses import dataclass

from statusgen.errors import Code
from statusgen.located import Place
from statusgen.posts.scope import TOP, Notes

MAX_BYTES = 64 * 1024

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STRAIGHT = str.maketrans("\u00a0\u202f\u2010\u2011\u2212", "  ---")
_MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A post's lines without line ends; merge markers are emptied, so that line numbers hold."""

    lines: tuple[str, ...]
    conflicted: bool = False


def legible(text: str) -> str:
    """Without what no XML document, and so no feed, may hold."""
    return _ILLEGAL.sub("", text)


def straightened(text: str) -> str:
    """With the space and hyphen of a keyboard for those that phones and word processors put in; as long."""
    return text.translate(_STRAIGHT)


def read_source(content: bytes, notes: Notes) -> Source | None:
    """None, told, if this is not text at all or too much of it."""
    if len(content) > MAX_BYTES:
        notes.tell(Code.NOT_TEXT, TOP, "larger than 64 KiB: NOT ON THE PAGE")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace").split("\n")
        place = Place(len(before), len(before[-1]) + 1)
        notes.tell(Code.NOT_TEXT, place, "not UTF-8: NOT ON THE PAGE", "save it as UTF-8")
        return None
    lines = legible("\n".join(split_lines(text))).split("\n")
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return Source(tuple(lines))
    marks = [_MARKER.fullmatch(line) for line in lines]
    first = next((number for number, mark in enumerate(marks) if mark and mark[1][0] in "<>"), None)
    if first is None:
        return Source(tuple(lines))
    message = "an unfinished merge; the text of both sides is shown"
    notes.tell(Code.CONFLICT_MARKERS, Place(first + 1, 1), message, "settle it and remove the markers")
    return Source(tuple(_both_sides(lines, marks)), conflicted=True)


def split_lines(text: str) -> list[str]:
    """At line feeds and carriage returns only, as editors count lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _both_sides(lines: list[str], marks: list[re.Match[str] | None]) -> list[str]:
    kept, in_base = [], False
    for line, mark in zip(lines, marks, strict=True):
        if mark is not None:
            in_base = mark[1][0] == "|"  # what both sides began with, in diff3 style
        kept.append("" if mark is not None or in_base else line)
    return kept
