"""The markdown that people write, as HTML that is safe to put into a page and a feed.

Python-Markdown makes the HTML, nh3 (ammonia) takes out of it whatever is not listed here, and nothing
touches it afterwards. Text that will not render is shown as it was typed, escaped, and reported.
"""

import html
import re
from xml.etree import ElementTree

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from statusgen.errors import Code, Problem
from statusgen.render.bare_links import BareLinks

_TAGS = frozenset(
    {
        *("p", "br", "hr", "pre", "blockquote", "h4", "h5", "h6"),
        *("a", "abbr", "b", "code", "del", "em", "i", "kbd", "s", "strong", "sub", "sup"),
        *("ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ABSOLUTE = re.compile(rf"\s*(?:{'|'.join(sorted(_SCHEMES))}):", re.IGNORECASE)

# Python-Markdown needs seconds for thousands of these, minutes for "<![CDATA[" over and over.
_AT_MOST = {"[": 500, "<": 800, "<!": 20}
# It also goes through the rest of a paragraph again for each of these.
_HEADING_OR_RULE = re.compile(r"^ {0,3}(?:#|[-=*_][-=*_ \t]*$)", re.MULTILINE)
_HEADINGS_AT_MOST = 1000

_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r'<(?:[^">]|"[^"]*")*>')  # as nh3 writes them: it quotes every attribute, and always so


def drop_illegal(text: str) -> str:
    """The text without what no XML document may hold: control characters and lone surrogates."""
    return _NOT_XML.sub("", text)


class _Headings(Treeprocessor):
    """Headings in a text begin at h4: it always stands below the title and an update's own heading."""

    def run(self, root: ElementTree.Element) -> None:
        headings = [element for element in root.iter() if element.tag in _HEADINGS]
        levels = sorted({element.tag for element in headings})
        for element in headings:
            element.tag = f"h{min(4 + levels.index(element.tag), 6)}"


class _BelowTitles(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.treeprocessors.register(_Headings(md), "below_titles", 0)


def _absolute_only(_tag: str, attribute: str, value: str) -> str | None:
    """A link relative to the page would point elsewhere in a feed."""
    return value if attribute != "href" or _ABSOLUTE.match(value) else None


class Prose:
    """Renders each text once; `problems` names those that would not render."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        # By their names they would be looked for in every package that is installed.
        self._markdown = Markdown(
            extensions=[
                TableExtension(),
                FencedCodeExtension(),
                SaneListExtension(),
                BareLinks(),
                _BelowTitles(),
            ]
        )
        self._rendered: dict[str, Markup] = {}

    def render(self, text: str, *, file: str) -> Markup:
        """Safe HTML; `file` is where the text stands, for the report."""
        if text not in self._rendered:
            self._rendered[text] = self._convert(drop_illegal(text), file)
        return self._rendered[text]

    def _convert(self, text: str, file: str) -> Markup:
        try:
            self._refuse_excess(text)
            self._markdown.reset()
            return _sanitise(self._markdown.convert(text))
        except Exception as error:  # whatever the library stumbles over, the text is shown
            message = f"the text will not render and is shown as typed: {_reason(error)}"
            self.problems.append(Problem(file, 1, 1, Code.WILL_NOT_RENDER, message))
            return Markup(f"<pre>{html.escape(text)}</pre>")  # noqa: S704 (escaped right here)

    @staticmethod
    def _refuse_excess(text: str) -> None:
        for mark, limit in _AT_MOST.items():
            if text.count(mark) > limit:
                raise ValueError(f"more than {limit} times {mark!r}")
        if sum(1 for _ in _HEADING_OR_RULE.finditer(text)) > _HEADINGS_AT_MOST:
            raise ValueError(f"more than {_HEADINGS_AT_MOST} headings and rules")


def _sanitise(source: str) -> Markup:
    clean = nh3.clean(
        source,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_absolute_only,
        link_rel="nofollow",
        url_schemes=set(_SCHEMES),
    )
    return Markup(clean)  # noqa: S704 (this is the one place where HTML is declared safe)


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error) or type(error).__name__


def excerpt(source: Markup, limit: int = 200) -> str:
    """The first words of rendered text, without markup, cut between words."""
    plain = html.unescape(_TAG.sub("", str(source)))
    words = " ".join(plain.split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
