"""Taking secrets out of texts, in whatever case and form they have come there."""

import base64
import html
import re
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_to_bytes

from statusgen.domain.url import SAFE_IN_TARGET

REDACTED = "***"

_SHORTEST = 3
_SHORTEST_PART = 6  # of base64, or of a text: fewer letters, in any case, are in many words
_SHORTEST_BEGINNING = 8
_LONGEST_QUOTATION = 200
_ENDS = frozenset("'\")…;")
"""What stands behind a quotation that was cut."""
_ESCAPED = re.compile(
    r"""(?P<url>(?:%[0-9a-f]{2})+)
    | (?P<bytes>(?:(?-i:\\x)[0-9a-f]{2})+) | (?-i:\\u)(?P<short>[0-9a-f]{4}) | (?-i:\\U)(?P<long>[0-9a-f]{8})
    | \\(?P<plain>[\\'"/nrt]) | (?P<entity>&\#?[0-9a-z]{1,8};)""",
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPES = frozenset("%\\&")
_DEEPEST = 3
_BACKSLASHED = {"n": "\n", "r": "\r", "t": "\t"}

Span = tuple[int, int]


class Redactor:
    """Knows all forms of some values. One of one or two characters is no secret, and is in every text."""

    def __init__(self, values: Iterable[str]) -> None:
        meanings = {meaning for value in values for meaning in _meanings(value)}
        forms = {form for meaning in meanings for form in (*_spelled(meaning), *_in_base64(meaning))}
        self._forms = tuple(map(_lower, forms))

    def redact(self, text: str) -> str:
        """The text with three stars in place of every value."""
        return _without(text, [span for view in _views(text) for span in view.find_all(self._forms)])


@dataclass(frozen=True, slots=True)
class _View:
    """A text to be searched, in lower case; `starts` says where each character, and the end, was at first."""

    text: str
    starts: Sequence[int]

    def find_all(self, values: Iterable[str]) -> Iterator[Span]:
        """Every value, and what a cut has left of one."""
        for value in values:
            if value[:_SHORTEST_BEGINNING] in self.text:
                yield from self._find(value)
                yield from self._find_cut(value)

    def _find(self, value: str) -> Iterator[Span]:
        at = self.text.find(value)
        while at >= 0:
            yield self._span(at, at + len(value))
            at = self.text.find(value, at + len(value))

    def _find_cut(self, value: str) -> Iterator[Span]:
        """Its beginning, where a quotation was cut in the midst of it."""
        beginning = value[:_SHORTEST_BEGINNING]
        at = self.text.find(beginning) if len(value) > _SHORTEST_BEGINNING else -1
        while at >= 0:
            end = at + _count_shared(self.text[at : at + _LONGEST_QUOTATION], value)
            if end == len(self.text) or self.text[end] in _ENDS:
                yield self._span(at, end)
            at = self.text.find(beginning, end)

    def _span(self, start: int, end: int) -> Span:
        return self.starts[start], self.starts[end]


def _count_shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    for count, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return count
    return min(len(one), len(other))


def _without(text: str, spans: Iterable[Span]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            kept += [text[at:start], REDACTED]
        at = max(at, end)
    return "".join([*kept, text[at:]])


def _lower(text: str) -> str:
    """In lower case, and of the same length: some letters become two."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


# --- What a value may look like ---------------------------------------------------------------------


def _meanings(value: str) -> Iterator[str]:
    """The value, and what it says as well: without blanks around it, line by line, decoded."""
    if len(value) < _SHORTEST:
        return
    yield value
    if len(value.strip()) >= _SHORTEST:
        yield value.strip()
    lines = value.splitlines() if len(value.splitlines()) > 1 else []
    yield from (part for part in (*lines, unquote(value), *_basic(value)) if len(part) >= _SHORTEST_PART)


def _basic(value: str) -> Iterator[str]:
    """User and password, and the password, if the value is these in base64 (RFC 7617)."""
    try:
        decoded = base64.b64decode(value, validate=True).decode()
    except (NotBase64, ValueError):
        return
    if decoded.isprintable() and ":" in decoded:
        yield from (decoded, decoded.partition(":")[2])


def _spelled(meaning: str) -> Iterator[str]:
    """As it is, as forms are sent, and as a host name."""
    yield meaning
    if " " in meaning:
        yield meaning.replace(" ", "+")
    if not meaning.isascii():
        try:
            yield meaning.encode("idna").decode()
        except UnicodeError:
            return


def _in_base64(meaning: str) -> Iterator[str]:
    """Alone, or in the midst of other text; what was in a URL before, too."""
    raw = meaning.encode("utf-8", "surrogateescape")  # as the environment had it
    for data in {raw, quote(raw, safe="").encode(), quote(raw, safe=SAFE_IN_TARGET).encode()}:
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(data).decode().rstrip("=")
            parts = (_inner(encode, before, data) for before in range(3))
            yield from (part for part in parts if len(part) >= _SHORTEST_PART)


def _inner(encode: Callable[[bytes], bytes], before: int, value: bytes) -> str:
    """The characters that stand for the value alone if so many bytes stand before it."""
    first, end = -(-before * 8 // 6), (before + len(value)) * 8 // 6
    return encode(b"." * before + value).decode()[first:end]


# --- What a text may mean ---------------------------------------------------------------------------


def _views(text: str) -> Iterator[_View]:
    """The text as it is, and with everything undone that URLs, Python, JSON and HTML do to characters.

    More than once: a URL may be a part of another one, and a log quote both.
    """
    starts: Sequence[int] = range(len(text) + 1)
    yield _View(_lower(text), starts)
    for _ in range(_DEEPEST):
        if not _ESCAPES & set(text):
            return
        text, starts = _unescape(text, starts)
        yield _View(_lower(text), starts)


def _unescape(text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
    characters: list[str] = []
    moved: list[int] = []
    at = 0
    for match in _ESCAPED.finditer(text):
        characters += text[at : match.start()]
        moved += starts[at : match.start()]
        at = match.start()
        for character, length in _decoded(match):
            characters.append(character)
            moved.append(starts[at])
            at += length
        at = match.end()
    characters += text[at:]
    moved += starts[at:]
    return "".join(characters), moved


def _decoded(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Each character that the escape stands for, and how many it is written with."""
    escape, kind = match[0], match.lastgroup
    if kind == "url":
        yield from _from_bytes(unquote_to_bytes(escape), "utf-8", written=3)
    elif kind == "bytes":
        raw = bytes.fromhex(escape.replace("\\x", ""))
        yield from _from_bytes(raw, "utf-8" if _is_utf8(raw) else "latin-1", written=4)
    elif kind == "plain":
        yield _BACKSLASHED.get(match["plain"], match["plain"]), len(escape)
    elif kind == "entity":
        yield (html.unescape(escape) or escape)[0], len(escape)
    else:
        yield chr(min(int(match[kind or 0], 16), 0x10FFFF)), len(escape)


def _from_bytes(raw: bytes, encoding: str, *, written: int) -> Iterator[tuple[str, int]]:
    for character in raw.decode(encoding, "surrogateescape"):
        yield character, written * len(character.encode(encoding, "surrogateescape"))


def _is_utf8(raw: bytes) -> bool:
    """Of text that Python wrote in ASCII, `\\xf6` is a character; of bytes, it takes two for that."""
    try:
        raw.decode()
    except UnicodeError:
        return False
    return True
