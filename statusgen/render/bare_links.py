"""Addresses that stand bare in a text become links, as whoever types them in a hurry expects."""

from re import Match
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

_ADDRESS = r"(?<![\w/])https?://[^\s<>\"'`\[\]()]+"
_AFTER_A_SENTENCE = ".,;:!?*_"
_AFTER_LINKS = 50
"""Links, code and <addresses> have had their turn by then."""


class BareLinks(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.inlinePatterns.register(_BareLink(_ADDRESS, md), "bare_link", _AFTER_LINKS)


class _BareLink(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (the library's name)
        self,
        m: Match[str],
        data: str,  # noqa: ARG002 (the library's signature)
    ) -> tuple[Element, int, int]:
        address = m[0].rstrip(_AFTER_A_SENTENCE)
        link = Element("a", href=address)
        link.text = address
        return link, m.start(0), m.start(0) + len(address)
