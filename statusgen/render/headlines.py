"""What the page says of itself: its name, its first sentences, and how fresh they are."""

from collections.abc import Sequence
from datetime import datetime

from statusgen.domain.page import ComponentView, Freshness, Headline, HeadlineKind, StatusPage
from statusgen.domain.status import Reason, Status
from statusgen.render.dates import Clock, say_count, say_weekday
from statusgen.render.words import join, join_some


def name_page(site_name: str) -> str:
    """`Example Hosting status`; a name that says so already stays as it is."""
    return site_name if "status" in site_name.casefold() else f"{site_name} status"


def say_headline(page: StatusPage) -> str:
    """Without a full stop: a heading."""
    headline = page.headline
    match headline.kind:
        case HeadlineKind.INCIDENT | HeadlineKind.MAINTENANCE:
            return headline.title
        case HeadlineKind.FOUND_BY_CHECKS:
            return say_trouble(headline.components, headline.status, headline.reasons)
        case HeadlineKind.LAST_SEEN_FAILING:
            return _say_last_seen(headline, Clock(page.site.timezone), page.generated_at)
        case HeadlineKind.NO_CURRENT_DATA if page.freshness.checked_at is None:
            return "Nothing has been measured yet"
        case HeadlineKind.NO_CURRENT_DATA:
            whose = f" of {join_some(headline.components)}" if headline.components else ""
            return f"The current status{whose} is unknown"
        case HeadlineKind.PARTLY_UNKNOWN:
            verb = "has" if headline.count == 1 else "have"
            of = f"{headline.count} of {say_count(headline.total, 'service')}"
            return f"No known problems; {of} {verb} no current data"
        case HeadlineKind.OPERATIONAL:
            return "All systems operational"
        case HeadlineKind.NO_PROBLEMS_REPORTED:
            return "No problems reported"


def say_whole_headline(page: StatusPage) -> str:
    """The headline for readers of status.json: with how it is known, where only machines know."""
    sentence = say_headline(page)
    found = say_found(page.headline, Clock(page.site.timezone))
    return f"{sentence}. {found}" if page.headline.kind is HeadlineKind.FOUND_BY_CHECKS else sentence


def _say_last_seen(headline: Headline, clock: Clock, now: datetime) -> str:
    """`Webmail was not responding when last seen at 15:40; we have not been able to check since`."""
    trouble = say_past_trouble(join(headline.components), headline.status, headline.reasons)
    since = headline.since or now
    seen = f"{'at' if clock.day_of(since) == clock.day_of(now) else 'on'} {clock.near(since, now)}"
    others = headline.count - 1
    failed = f", and {say_count(others, 'other service')} failed too" if others else ""
    return f"{trouble} when last seen {seen}{failed}; we have not been able to check since"


def say_trouble(names: Sequence[str], status: Status, reasons: Sequence[Reason] = ()) -> str:
    """`Webmail is not responding`, without a full stop: a heading."""
    who, one = join_some(names), len(names) == 1
    match reasons:
        case [Reason.OUTDATED]:
            return f"{who} {'has' if one else 'have'} not reported in time"
        case [Reason.DOMAIN_EXPIRED]:
            return f"The domain registration of {who} has ended"
    if status is Status.MAJOR_OUTAGE:
        return f"{who} {'is' if one else 'are'} not responding"
    if status is Status.DEGRADED_PERFORMANCE:
        return f"{who} {'is' if one else 'are'} slower than usual or limited"
    return f"{who} {'has' if one else 'have'} problems"


def say_past_trouble(name: str, status: Status, reasons: Sequence[Reason] = ()) -> str:
    """`Webmail was not responding`."""
    match reasons:
        case [Reason.OUTDATED]:
            return f"{name} had not reported in time"
        case [Reason.DOMAIN_EXPIRED]:
            return f"The domain registration of {name} had ended"
    return f"{name} {'was not responding' if status is Status.MAJOR_OUTAGE else 'had problems'}"


def say_found(headline: Headline, clock: Clock) -> str:
    """How it is known that something fails which no open incident speaks of."""
    if headline.post:
        return "We have said that this is over; our checks have yet to confirm it."
    since = headline.since
    at = f" at {clock.time(since)} ({clock.name}) on {say_weekday(clock.day_of(since))}" if since else ""
    return f"Found by automatic checks{at}; we have not posted about it yet."


def say_summary(components: Sequence[ComponentView]) -> str:
    """`Webmail is down. Outbound mail and API have problems. 16 other services are working.`"""
    present = [component for component in components if component.retired is None]

    def named(*statuses: Status) -> list[str]:
        return [component.name for component in present if component.status in statuses]

    down, unknown = named(Status.MAJOR_OUTAGE), named(Status.UNKNOWN)
    troubled = named(Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE)
    worked_on = named(Status.UNDER_MAINTENANCE)
    sentences = [
        f"{join_some(down)} {'is' if len(down) == 1 else 'are'} down." if down else "",
        f"{join_some(troubled)} {'has' if len(troubled) == 1 else 'have'} problems." if troubled else "",
        f"{join_some(worked_on)} {'is' if len(worked_on) == 1 else 'are'} under maintenance."
        if worked_on
        else "",
        _say_unknown(unknown),
        _say_well(present, others=bool(down or troubled or worked_on or unknown)),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _say_unknown(names: Sequence[str]) -> str:
    if not names:
        return ""
    who = join(names) if len(names) <= 4 else say_count(len(names), "service")
    return f"{who} {'has' if len(names) == 1 else 'have'} no current data."


def _say_well(components: Sequence[ComponentView], *, others: bool) -> str:
    """Only what is measured is said to work; of the rest, that nothing was reported, if all is quiet."""
    well = [component for component in components if component.status is Status.OPERATIONAL]
    measured = sum(component.measured for component in well)
    unmeasured = len(well) - measured
    if others:
        working = say_count(measured, "other service")
        return f"{working} {'is' if measured == 1 else 'are'} working." if measured else ""
    if not measured:
        return "None of it is measured; our team says how things are." if unmeasured else ""
    every = "All " if not unmeasured and measured > 1 else ""
    working = f"{every}{say_count(measured, 'service')} {'is' if measured == 1 else 'are'} working"
    return f"{working}; no problems are reported for {unmeasured} more." if unmeasured else f"{working}."


def say_next_check(freshness: Freshness, clock: Clock, now: datetime) -> str:
    if freshness.next_check_by is None or freshness.late_after is None:
        return ""
    due = clock.near(freshness.next_check_by, now)
    if now > freshness.late_after:
        return f"The next check was due by {due} and is late."
    return f"The next check is due by {due}. If it is much later for you, take the status as unknown."


def any_sampled(page: StatusPage) -> bool:
    """Whether there is a bar with anything on it."""
    return any(cell.status is not None for component in page.components for cell in component.cells)


def any_measured(page: StatusPage) -> bool:
    return any(component.measured for component in page.components if component.retired is None)
