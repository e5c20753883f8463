"""What the page says of components: names in a row, figures, bars, outages, remarks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from statusgen.domain.figures import DayCell, Uptime
from statusgen.domain.page import ComponentView, LocationView, Outage, Remark, RemarkKind, SeenFrom
from statusgen.domain.status import Reason, Status
from statusgen.render.dates import (
    Clock,
    say_count,
    say_duration,
    say_short_day,
    say_weekday,
)
from statusgen.render.vocabulary import COUNTED, REASONS, SIGHTS


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


def say_remark(remark: Remark, clock: Clock, now: datetime) -> str:
    since = f" since {clock.near(remark.since, now)}" if remark.since else ""
    match remark.kind:
        case RemarkKind.CHECKS_NOT_KNOWN:
            return f"{remark.count} of {say_count(remark.total, 'check')} not known."
        case RemarkKind.NOT_REACHABLE_FROM:
            others = f"; reachable from {join(remark.others)}" if remark.others else ""
            return f"Not reachable from {join(remark.places)}{since}{others}."
        case RemarkKind.PARTLY_ANSWERS:
            return _say_partly(remark)
        case RemarkKind.CHECK_IGNORED:
            return "Our check is wrong and is not counted."
        case RemarkKind.RESOLVED_BUT_FAILING:
            return "Resolved by us; our checks still fail."


def _say_partly(remark: Remark) -> str:
    """`2 of 3 addresses answer, seen from Frankfurt; 192.0.2.2 does not answer.`"""
    what, one, several, _ = COUNTED[remark.counted]
    places = f", seen from {join(remark.places)}" if remark.places else ""
    failing = ""
    if remark.failing:
        failing = (
            f"; {join_some(remark.failing, 6)} {'does' if len(remark.failing) == 1 else 'do'} not answer"
        )
    count = _say_share(remark.count, remark.total, what)
    return f"{count} {several if remark.count > 1 else one}{places}{failing}."


def say_answered(outage: Outage) -> str:
    """` At worst 2 of 3 addresses answered.`; nothing where nothing was counted."""
    if outage.answered is None:
        return ""
    what, _, _, did = COUNTED[outage.counted]
    return f" At worst {_say_share(*outage.answered, what).replace('None', 'none')} {did}."


def _say_share(count: int, total: int, what: str) -> str:
    return f"{count or 'None'} of {total} {what}".rstrip()


def say_left_out(count: int) -> str:
    """How much is in no figure."""
    if count == 1:
        return "1 measurement is left out: it was taken while our prober was busy."
    return f"{count} measurements are left out: they were taken while our prober was busy."


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


def say_aside(location: LocationView, clock: Clock, now: datetime) -> str:
    """Why nothing counts that a location says; nothing of one that is heard."""
    if location.aside_since is None:
        return ""
    return (
        f"From {location.name}, many services look unreachable that are fine from elsewhere: "
        f"its measurements have been left out since {clock.near(location.aside_since, now)}."
    )


def say_offline(locations: Sequence[LocationView]) -> str:
    """What to think of probers that found themselves cut off; named where others were not."""
    offline = [location.name for location in locations if location.offline]
    if not offline:
        return ""
    if all(location.offline or location.stopped for location in locations):
        return "Monitoring problem: what our own checks cannot confirm is shown as unknown."
    return f"Monitoring problem in {join(offline)}: what our checks there cannot confirm is left out."


def say_sight(sight: SeenFrom, clock: Clock, now: datetime) -> str:
    """How it looks from there: `Works`, `Fails since 12:05`, `No reports since 09:10`."""
    if sight.location.stopped:
        return f"No reports since {clock.near(sight.last_sample, now)}"
    if sight.location.offline and sight.status is Status.UNKNOWN:
        return "Unknown: monitoring problem"
    since = f" since {clock.near(sight.since, now)}" if sight.since else ""
    return f"{SIGHTS[sight.status]}{since}"


def say_latency(latency_ms: float) -> str:
    """`84 ms`, `1.2 s`."""
    return f"{latency_ms:.0f} ms" if latency_ms < 999.5 else f"{latency_ms / 1000:.1f} s"


def earliest_certificate(component: ComponentView) -> datetime | None:
    """When the first of its certificates runs out."""
    ends = [check.certificate_until for check in component.checks if check.certificate_until]
    return min(ends, default=None)
