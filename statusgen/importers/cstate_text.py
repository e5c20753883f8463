"""The text of a cState post, made fit for our pages, line by line so that lines keep their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from statusgen.domain.ids import slugify
from statusgen.importers.imported import Notes

# No pattern here looks at a character more than once or twice, whatever a line holds: hence the
# possessive quantifiers, and that nothing is looked for across another one's beginning.
TRACK = re.compile(r"""\{\{[<%]\s*+track\s++["'`]?+([^"'`>%{]++)["'`]?+\s*+/?[>%]\}\}""")
"""Its time may end in blanks and a slash."""
_SHORTCODE = re.compile(r"\{\{[<%](?:(?!\{\{[<%]|[>%]\}\}).)*+[>%]\}\}")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")
_HIGH_HEADING = re.compile(r" {0,3}#{1,2}(?=\s)")
_DATED_HEADING = re.compile(
    r" {0,3}#{1,6}\s++([*_`[('\"]*+"
    r"(?:t?\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|yesterday)"
    r".*)",
    re.IGNORECASE,
)
"""Here a heading that begins like a date is taken for an update that went wrong; bold is not."""
_IMAGE = re.compile(r"!\[([^\][]*+)\]\(((?:(?!!\[)[^)\s])++)(?:(?!!\[)[^)])*+\)")
_LINK = re.compile(r"(?<=\]\()(/(?!/)[^)\s]*)")
_ISSUE = re.compile(r"/issues/([^/#?]+)/?(?:index\.html)?$")


@dataclass(slots=True)
class CodeBlocks:
    """Tells lines of fenced code from others; `fence` is what closes the block that is open."""

    fence: str = ""

    def holds(self, line: str) -> bool:
        """Whether the next line belongs to a code block, its fences included."""
        match = _FENCE.match(line)
        if match is None:
            return bool(self.fence)
        if not self.fence:
            self.fence = match[1]
        elif match[1].startswith(self.fence) and not line.strip(" `~"):
            self.fence = ""
        return True


@dataclass(slots=True)
class Cleaner:
    """Cleans the lines of one post; `url` is the site's, at which links without a host point."""

    url: str
    notes: Notes
    _code: CodeBlocks = field(default_factory=CodeBlocks)
    _in_comment: bool = False
    _lowered: bool = False

    def clean(self, body: str, first_line: int) -> Iterator[str]:
        for number, written in enumerate(body.split("\n"), first_line):
            line = self._without_conflict(written, number)
            if not self._in_comment and self._code.holds(line):
                yield f"    {line}" if _DATED_HEADING.fullmatch(line) else line
            else:
                yield self._clean_line(line, number).rstrip()
        if self._code.fence:
            self.notes.add(first_line, "a code block that is never closed is closed at the end")
            yield self._code.fence

    def _without_conflict(self, line: str, number: int) -> str:
        """What looks like a merge that went wrong, and may be one, is told, and escaped."""
        if not _CONFLICT.match(line):
            return line
        self.notes.add(number, "a line that looks like a conflict marker is escaped")
        return f"\\{line}"

    def _clean_line(self, line: str, number: int) -> str:
        line = self._without_comments(line, number)
        for shortcode in _SHORTCODE.findall(TRACK.sub("", line)):
            self.notes.add(number, f"a Hugo shortcode is left as text: {shortcode}")
        if dated := _DATED_HEADING.fullmatch(line):
            return f"**{dated[1].rstrip().rstrip('#').rstrip()}**"
        if _HIGH_HEADING.match(line):
            if not self._lowered:
                self.notes.add(number, "headings of the first two levels are lowered to the third")
            self._lowered = True
            line = _HIGH_HEADING.sub("###", line)
        if _IMAGE.search(line):
            self.notes.add(number, "an image becomes a link to it")
            line = _IMAGE.sub(lambda match: f"[{match[1] or 'image'}]({match[2]})", line)
        return _LINK.sub(self._absolute, line)

    def _without_comments(self, line: str, number: int) -> str:
        if self._in_comment:
            if "-->" not in line:
                return ""
            line = line.partition("-->")[2]
            self._in_comment = False
        if "<!--" not in line:
            return line
        self.notes.add(number, "an HTML comment is left out")
        kept = _COMMENT.sub("", line)
        self._in_comment = "-->" not in line[line.rindex("<!--") :]
        return kept

    def _absolute(self, match: re.Match[str]) -> str:
        """Links to other posts lead to where those are from now on."""
        issue = _ISSUE.match(match[1])
        path: str = f"incidents/{slugify(issue[1])}/" if issue else match[1]
        return urljoin(self.url, path)
