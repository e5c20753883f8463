"""The text of a cState post, made fit for our pages, line by line so that lines keep their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from statusgen.importers.imported import Notes
from statusgen.importers.slugs import slugify

TRACK = re.compile(r"""\{\{[<%]\s*track\s+["'`]?([^"'`>%]+?)["'`]?\s*/?[>%]\}\}""")
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")
_HIGH_HEADING = re.compile(r" {0,3}#{1,2}(?=\s)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_LINK = re.compile(r"(?<=\]\()(/(?!/)[^)\s]*)")
_ISSUE = re.compile(r"/issues/([^/#?]+)/?(?:index\.html)?$")


@dataclass(slots=True)
class Cleaner:
    """Cleans the lines of one post; `url` is the site's, at which links without a host point."""

    url: str
    notes: Notes
    _fence: str = ""
    _in_comment: bool = False
    _lowered: bool = False

    def clean(self, body: str, first_line: int) -> Iterator[str]:
        for number, line in enumerate(body.split("\n"), first_line):
            yield line if self._is_code(line) else self._clean_line(line, number).rstrip()

    def _is_code(self, line: str) -> bool:
        match = _FENCE.match(line)
        if self._in_comment or (match is None and not self._fence):
            return False
        if match and not self._fence:
            self._fence = match[1]
        elif match and match[1].startswith(self._fence) and not line.strip(" `~"):
            self._fence = ""
        return True

    def _clean_line(self, line: str, number: int) -> str:
        line = self._without_comments(line, number)
        for shortcode in _SHORTCODE.findall(TRACK.sub("", line)):
            self.notes.add(number, f"a Hugo shortcode is left as text: {shortcode}")
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
