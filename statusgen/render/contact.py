"""How to reach people: the same few links at the top of every page."""

import re
from dataclasses import dataclass

from statusgen.domain.config import Contact, Link

_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContactLink:
    """`short` is what fits a phone."""

    label: str
    short: str
    url: str


def list_contacts(contact: Contact) -> tuple[ContactLink, ...]:
    """Phone, mail, chat, portal: those that there are, and whose address is one."""
    links = []
    if contact.phone:
        links.append(ContactLink(contact.phone, "Call", f"tel:{_dial(contact.phone)}"))
    if contact.email:
        links.append(ContactLink(contact.email, "Email", f"mailto:{contact.email}"))
    if contact.chat and _WEB.match(contact.chat):
        links.append(ContactLink("Chat", "Chat", contact.chat))
    if contact.portal and _WEB.match(contact.portal):
        links.append(ContactLink("Support portal", "Portal", contact.portal))
    return tuple(links)


def list_links(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The site's own links, less any that a browser would run instead of follow."""
    return tuple(link for link in links if _WEB.match(link.url) or link.url.startswith(("mailto:", "tel:")))


def _dial(phone: str) -> str:
    return re.sub(r"[^0-9+*#]", "", phone)
