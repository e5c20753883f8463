"""How to reach people, and when: the same few links and words at the top of every page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from statusgen.domain.config import Contact, Hours, Link
from statusgen.render.dates import WEEKDAYS, name_zone, say_day, say_duration
from statusgen.render.words import join

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


def say_hours(hours: Hours) -> str:
    """`Mon–Fri 09:00–18:00, Sat 10:00–14:00 (Dublin time).`; never whether it is open now."""
    if hours.always:
        return "Around the clock."
    times = ", ".join(
        f"{_say_weekdays(one.weekdays)} {one.opens:%H:%M}–{_say_closing(one.closes)}" for one in hours.times
    )
    return f"{times} ({name_zone(hours.timezone)})." if times else ""


def _say_closing(closes: time) -> str:
    """The last instant of the day is its end."""
    return "24:00" if closes == time.max else f"{closes:%H:%M}"


def _say_weekdays(days: Sequence[int]) -> str:
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]][:3]}–{WEEKDAYS[days[-1]][:3]}"
    return join([WEEKDAYS[day][:3] for day in days])


def say_closed(days: Sequence[date]) -> str:
    return f"Closed on {join([say_day(day) for day in days])}." if days else ""


def say_reply(contact: Contact) -> str:
    if contact.reply_within_s is None:
        return ""
    during = " during opening hours" if contact.hours and contact.hours.times else ""
    return f"We usually reply within {say_duration(contact.reply_within_s)}{during}."
