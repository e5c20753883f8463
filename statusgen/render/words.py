"""What the page says: every sentence that is put together from values."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from statusgen.domain.config import Contact, Hours
from statusgen.domain.page import (
    ComponentView,
    DayCell,
    Freshness,
    Headline,
    HeadlineKind,
    LocationView,
    Outage,
    Remark,
    RemarkKind,
    StatusPage,
    Uptime,
)
from statusgen.domain.status import Reason, Status
from statusgen.render.dates import (
    WEEKDAYS,
    Clock,
    name_zone,
    say_count,
    say_day,
    say_duration,
    say_short_day,
    say_weekday,
)
from statusgen.render.vocabulary import REASONS


def join(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def join_some(names: Sequence[str], limit: int = 4) -> str:
    """As `join`; of more than `limit` names the rest is counted."""
    if len(names) <= limit:
        return join(names)
    return join([*names[: limit - 1], f"{len(names) - limit + 1} others"])


def say_reasons(reasons: Iterable[Reason]) -> str:
    """`it did not answer in time and it answered slowly`; codes stay in the store."""
    return join(tuple(dict.fromkeys(REASONS[reason] for reason in reasons)))


def say_percent(share: float) -> str:
    """A share floored to four digits, as `99.99 %`; `100 %` only for all of it."""
    hundredths = round(share * 10_000)
    return "100 %" if hundredths == 10_000 else f"{hundredths // 100}.{hundredths % 100:02d} %"


def say_uptime(uptime: Uptime) -> str:
    share = uptime.share(4)
    return "not enough data" if share is None else say_percent(share)


def say_coverage(uptime: Uptime, clock: Clock) -> str:
    """`measured 66 % of the time`, or `since 3 November` of what is younger; nothing from 99 % on."""
    if not uptime.known_ms:
        return "not measured yet"
    share = uptime.coverage(2)
    if share >= 0.99:
        return ""
    if uptime.since is not None:
        return f"measured since {say_short_day(clock.day_of(uptime.since))}"
    return f"measured {round(share * 100)} % of the time"


# The page as a whole


def name_page(site_name: str) -> str:
    """`Example Hosting status`; a name that says so already stays as it is."""
    return site_name if "status" in site_name.casefold() else f"{site_name} status"


def say_headline(headline: Headline, freshness: Freshness) -> str:
    match headline.kind:
        case HeadlineKind.INCIDENT | HeadlineKind.MAINTENANCE:
            return headline.title
        case HeadlineKind.FOUND_BY_CHECKS:
            return say_trouble(headline.components, headline.status)
        case HeadlineKind.NO_CURRENT_DATA if freshness.checked_at is None:
            return "Nothing has been measured yet"
        case HeadlineKind.NO_CURRENT_DATA:
            return "The current status is unknown"
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
    sentence = say_headline(page.headline, page.freshness)
    found = say_found(page.headline, Clock(page.site.timezone))
    return f"{sentence}. {found}" if page.headline.kind is HeadlineKind.FOUND_BY_CHECKS else sentence


def say_trouble(names: Sequence[str], status: Status) -> str:
    """`Webmail is not responding`, without a full stop: a heading."""
    one = len(names) == 1
    if status is Status.MAJOR_OUTAGE:
        return f"{join_some(names)} {'is' if one else 'are'} not responding"
    if status is Status.DEGRADED_PERFORMANCE:
        return f"{join_some(names)} {'is' if one else 'are'} slower than usual or limited"
    return f"{join_some(names)} {'has' if one else 'have'} problems"


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


# Freshness


def say_next_check(freshness: Freshness, clock: Clock, now: datetime) -> str:
    if freshness.next_check_by is None or freshness.late_after is None:
        return ""
    due = clock.near(freshness.next_check_by, now)
    if now > freshness.late_after:
        return f"The next check was due by {due} and is late."
    return f"The next check is due by {due}. If it is much later for you, take the status as unknown."


# Contact


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


# Components


def say_bar(cells: Sequence[DayCell]) -> str:
    """The bar in words: `90 days: 2 with an outage, worst Saturday 14 November, 41 minutes down`."""
    known = [cell for cell in cells if cell.status is not None]
    if not known:
        return f"{len(cells)} days: not measured yet"
    down = [cell for cell in known if cell.status is not None and cell.status.is_outage]
    degraded = sum(cell.status is Status.DEGRADED_PERFORMANCE for cell in known)
    unknown = sum(cell.status is Status.UNKNOWN for cell in known)
    if unknown == len(known):
        return f"{say_count(len(known), 'day')}: unknown"
    parts = [f"{len(down)} with an outage" if down else "no outage"]
    if down:
        worst = max(down, key=lambda cell: cell.down_s)
        parts.append(f"worst {say_weekday(worst.day)}, {say_duration(worst.down_s)} down")
    if degraded:
        parts.append(f"{degraded} with degraded performance")
    if unknown:
        parts.append(f"{unknown} unknown")
    return f"{say_count(len(known), 'day')}: {', '.join(parts)}"


def say_outage(outage: Outage, clock: Clock) -> str:
    """Its course: `14 November 2026, 09:12 to 09:53: 41 minutes`."""
    start = clock.moment(outage.started)
    if outage.ended is None:
        course = "on and off since" if outage.stretches > 1 else "since"
        return f"{course} {start}"
    return f"{start} to {_say_end(outage, clock)}: {say_found_course(outage)}"


def say_found_course(outage: Outage) -> str:
    """How long it lasted: `41 minutes`, `at least 2 hours, on and off`, `still going on`."""
    if outage.ended is None:
        return "still going on"
    end = outage.ended_after or outage.ended
    least = "at least " if outage.ended_after else ""
    course = ", on and off" if outage.stretches > 1 else ""
    return f"{least}{say_duration((end - outage.started).total_seconds())}{course}"


def _say_end(outage: Outage, clock: Clock) -> str:
    ended = outage.ended or outage.started
    same_day = clock.day_of(ended) == clock.day_of(outage.started)
    end = clock.time(ended) if same_day else clock.moment(ended)
    if outage.ended_after is None:
        return end
    same_day = clock.day_of(outage.ended_after) == clock.day_of(outage.started)
    after = clock.time(outage.ended_after) if same_day else clock.moment(outage.ended_after)
    return f"between {after} and {end}"


def say_remark(remark: Remark, clock: Clock) -> str:
    since = f" since {clock.moment(remark.since)}" if remark.since else ""
    match remark.kind:
        case RemarkKind.CHECKS_NOT_KNOWN:
            return f"{remark.count} of {say_count(remark.total, 'check')} not known."
        case RemarkKind.NOT_REACHABLE_FROM:
            others = f"; reachable from {join(remark.others)}" if remark.others else ""
            return f"Not reachable from {join(remark.places)}{since}{others}."
        case RemarkKind.PARTLY_ANSWERS:
            verb = "answers" if remark.count == 1 else "answer"
            return f"{remark.count} of {remark.total} addresses or attempts {verb}."
        case RemarkKind.CHECK_IGNORED:
            return "Our check is wrong and is not counted."
        case RemarkKind.RESOLVED_BUT_FAILING:
            return "Resolved by us; our checks still fail."


def say_places(outage: Outage) -> str:
    """` Seen from Dublin and Frankfurt.`; nothing where there is but one unnamed prober."""
    return "" if outage.locations in ((), ("main",)) else f" Seen from {join(outage.locations)}."


def say_location(location: LocationView, clock: Clock) -> str:
    if location.last_run is None:
        return "has not reported yet"
    last = f"last reported {clock.moment(location.last_run)}"
    if location.ahead:
        return f"{last}; its clock is ahead, what it says from the future is not counted"
    return f"{last}; not heard from since" if location.stopped else last


def say_latency(latency_ms: float) -> str:
    """`84 ms`, `1.2 s`."""
    return f"{latency_ms:.0f} ms" if latency_ms < 999.5 else f"{latency_ms / 1000:.1f} s"


def earliest_certificate(component: ComponentView) -> datetime | None:
    """When the first of its certificates runs out."""
    ends = [check.certificate_until for check in component.checks if check.certificate_until]
    return min(ends, default=None)


def any_sampled(page: StatusPage) -> bool:
    """Whether there is a bar with anything on it."""
    return any(cell.status is not None for component in page.components for cell in component.cells)


def any_measured(page: StatusPage) -> bool:
    return any(component.measured for component in page.components if component.retired is None)
