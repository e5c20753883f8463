"""Times as people write them, in front matter and in prose."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_IN_WORDS = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|d)?"
_ISO_DATE = r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
_DATES = (
    re.compile(_ISO_DATE),
    re.compile(_DAY_IN_WORDS.format("d") + rf"(?: of)? {_MONTH},? (?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(_MONTH + r" " + _DAY_IN_WORDS.format("d") + r",? (?P<y>\d{4})", re.IGNORECASE),
)
_GAP = r"(?:\s*T\s*|[\s,;–-]+(?:at\s+|around\s+)?|\s*@\s*)"
_CLOCK = re.compile(
    r"(?P<h>\d{1,3})[:h](?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?![\d:])"
    r"\s*+(?P<half>[ap]\.?m\.?(?![a-z]))?+"
    r"\s*+(?P<zone>[+-]\d{2}:?\d{2}|\(?(?:utc|gmt|(?-i:Z|[A-Z]{2,5}))\b\)?)?",
    re.IGNORECASE,
)
_ZONES_H = {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "west": 1, "cest": 2, "eet": 2, "eest": 3}
_ZONES_H |= {"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}


@dataclass(frozen=True, slots=True)
class Reading:
    """A time that was read, and what had to be assumed (empty: nothing)."""

    at: datetime
    assumed: str = ""
    start: int = 0  # where in the text it stands
    end: int = 0


def read_stamp(text: str, zone: tzinfo) -> Reading | None:
    """A date as front matter has it, alone; None if it is none. Without an offset it is in `zone`."""
    day = re.compile(_ISO_DATE).match(text.strip())
    if day is None:
        return None
    rest = text.strip()[day.end() :]
    if not rest:
        found = _join(day, None, zone)
        return found and Reading(found.at, "no time of day: taken as 00:00", 0, day.end())
    clock = _CLOCK.fullmatch(rest.removeprefix("T").strip()) or _CLOCK.fullmatch(rest.strip())
    return _join(day, clock, zone) if clock else None


def read_moment(text: str, zone: tzinfo, near: Callable[[time], date | None]) -> Reading | None:
    """The first time of day in a line of prose, with its date, or with the one `near` gives it.

    None if there is none, or if its zone is not one that everybody knows.
    """
    for pattern in _DATES:
        if (day := pattern.search(text)) is None:
            continue
        gap = re.compile(_GAP).match(text, day.end())
        clock = _CLOCK.match(text, gap.end()) if gap else None
        return _join(day, clock, zone) if clock else None
    clock = _CLOCK.search(text)
    moment = _time(clock) if clock else None
    if clock is None or moment is None or (offset := _offset(clock, zone)) is None:
        return None
    day_near = near(moment.replace(tzinfo=offset))
    if day_near is None:
        return None
    at = datetime.combine(day_near, moment, offset).astimezone(UTC)
    return Reading(at, f"time without a date: taken as {day_near.isoformat()}", *clock.span())


def swap_day_and_month(moment: datetime) -> datetime | None:
    """The same with day and month exchanged; None if that is no other date."""
    if moment.day > 12 or moment.day == moment.month:
        return None
    return moment.replace(month=moment.day, day=moment.month)


def _join(day: re.Match[str], clock: re.Match[str] | None, zone: tzinfo) -> Reading | None:
    found = day.groupdict()
    month = int(found["m"]) if found.get("m") else _MONTHS.index(found["name"][:3].lower()) + 1
    moment = _time(clock) if clock else time()
    offset = _offset(clock, zone) if clock else zone
    if moment is None or offset is None:
        return None
    try:
        at = datetime.combine(date(int(found["y"]), month, int(found["d"])), moment, offset)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Reading(at, _assumption(clock, zone), day.start(), clock.end() if clock else day.end())


def _assumption(clock: re.Match[str] | None, zone: tzinfo) -> str:
    if clock and len(clock["h"]) == 3:
        return f"'{clock['h']}:{clock['min']}' taken as {int(clock['h'])}:{clock['min']}"
    return "" if clock and clock["zone"] else f"no time zone, {zone} is used"


def _time(clock: re.Match[str]) -> time | None:
    hour = int(clock["h"])
    if clock["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if clock["half"].lower().startswith("p") else 0)
    try:
        return time(hour, int(clock["min"]), int(clock["s"] or 0))
    except ValueError:
        return None


def _offset(clock: re.Match[str], zone: tzinfo) -> tzinfo | None:
    """None where a zone is written that is not known for sure."""
    written = (clock["zone"] or "").strip("()").lower()
    if not written:
        return zone
    if written in _ZONES_H:
        return timezone(timedelta(hours=_ZONES_H[written]))
    if written[0] not in "+-":
        return None
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 15 or minutes > 59:
        return None
    return timezone((1 if written[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
