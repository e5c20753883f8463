"""Addresses that stand bare in a text become links, as whoever types them in a hurry expects."""

from re import Match
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

# It begins with plain letters and not with a look-behind: those are searched for ten times as fast.
_ADDRESS = r"https?://[^\s<>\"'`\[\]()]+"
_AFTER_A_SENTENCE = ".,;:!?*_"
_AFTER_LINKS = 50
"""Links, code and <addresses> have had their turn by then."""


class BareLinks(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.inlinePatterns.register(_BareLink(_ADDRESS, md), "bare_link", _AFTER_LINKS)


class _BareLink(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (the library's name)
        self, m: Match[str], data: str
    ) -> tuple[Element, int, int] | tuple[None, None, None]:
        start = m.start(0)
        if start and (data[start - 1].isalnum() or data[start - 1] in "_/"):
            return None, None, None  # in the middle of something else
        address = m[0].rstrip(_AFTER_A_SENTENCE)
        link = Element("a", href=address)
        link.text = address
        return link, start, start + len(address)
