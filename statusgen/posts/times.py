"""Times as people write them, and the instants that they mean."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

_TIME = re.compile(
    r"(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[Tt]|[ \t]*+,[ \t]++|[ \t]++))?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?:[ \t]?(?P<offset>Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?"
    r"(?=$|[\s,·|;–—]|:(?:\s|$))(?![ \t]*+[AaPp]\.?[Mm]\b)"
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?=$|[^0-9])")
_DURATION = re.compile(
    r"(?P<amount>[0-9]{1,6}(?:\.[0-9]{1,3})?)[ \t]*"
    r"(?P<unit>d|h|m)(?:ays?|(?:ou)?rs?|in(?:ute)?s?)?(?![a-z])[ \t]*",
    re.IGNORECASE,
)
_UNITS_S = {"d": 86400, "h": 3600, "m": 60}
_YEARS = range(1970, 2200)  # beyond them a typo is likelier, and arithmetic on dates may overflow
_LONGEST = timedelta(days=366)
_WIDEST_OFFSET = timedelta(hours=14)

Doubt = Literal["", "twice", "never"]
"""Whether a clock on the wall shows a time once, twice or never."""


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """What was written, no more: perhaps without a date, perhaps without an offset."""

    date: date | None
    clock: time
    offset: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    at: datetime  # UTC
    doubt: Doubt = ""


def match_time(text: str, start: int = 0) -> tuple[WrittenTime | None, int]:
    """The time that begins at `start`, and where it ends.

    (None, start) if nothing like a time is there, (None, end) if it is one that cannot be.
    """
    match = _TIME.match(text, start)
    if match is None:
        return None, start
    try:
        return _written(match), match.end()
    except ValueError:
        return None, match.end()


def _written(match: re.Match[str]) -> WrittenTime:
    day = None
    if match["year"]:
        day = plausible_date(int(match["year"]), int(match["month"]), int(match["day"]))
    clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    offset = _offset(match["offset"]) if match["offset"] else None
    if day is None and match["offset"] and match["offset"].startswith("-"):
        raise ValueError("02:00-04:00 is a stretch of time, not a time with an offset")
    return WrittenTime(day, clock, offset)


def _offset(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > _WIDEST_OFFSET or int(digits[2:]) > 59:
        raise ValueError(f"no place on earth is at {text}")
    return timezone(-offset if text[0] == "-" else offset)


def plausible_date(year: int, month: int, day: int) -> date:
    """ValueError if there is no such day, or none that a post would be about."""
    if year not in _YEARS:
        raise ValueError(f"the year {year} is out of range")
    return date(year, month, day)


def is_plausible(at: datetime) -> bool:
    """Whether a post may be about this time, on whatever clocks it is written down."""
    return at.year in _YEARS[1:-1]


def leading_date(text: str) -> date | None:
    """The day that a text or a file name begins with."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return plausible_date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def match_duration(text: str, start: int = 0) -> tuple[timedelta | None, int]:
    """`40m`, `1h30m`, `2 hours` beginning at `start`, and where it ends."""
    total, end = timedelta(), start
    while total <= _LONGEST and (match := _DURATION.match(text, end)):
        total += timedelta(seconds=float(match["amount"]) * _UNITS_S[match["unit"].lower()])
        end = match.end()
    return (total, end) if start < end and total <= _LONGEST else (None, start)


def resolve(day: date, written: WrittenTime, *, zone: tzinfo, later: bool = False) -> Instant:
    """The instant at which the clocks of `zone` show this, unless the offset was written.

    An hour that they show twice means the first time, or with `later` the second; one that they
    skip means as long after the jump as it seems (PEP 495, fold=0).
    """
    wall = datetime.combine(day, written.clock)
    if written.offset is not None:
        return Instant(wall.replace(tzinfo=written.offset).astimezone(UTC))
    doubt = _doubt(wall, zone)
    fold = 1 if later and doubt == "twice" else 0
    return Instant(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC), doubt)


def next_after(at: datetime, written: WrittenTime, *, zone: tzinfo, later: bool = False) -> Instant:
    """Like `resolve`; a time without a date is the next such one from `at` on."""
    day = written.date or at.astimezone(written.offset or zone).date()
    found = resolve(day, written, zone=zone, later=later)
    if found.at < at and found.doubt == "twice":
        found = resolve(day, written, zone=zone, later=True)
    if found.at < at and written.date is None:
        found = resolve(day + timedelta(days=1), written, zone=zone, later=later)
    return found


def midnight(day: date, zone: tzinfo) -> datetime:
    """When the day begins in `zone`, in UTC."""
    return resolve(day, WrittenTime(day, time()), zone=zone).at


def write_time(at: datetime, zone: tzinfo) -> str:
    """As a person would write it in `zone`, to the second; with an offset where it would be doubtful."""
    local = at.astimezone(zone).replace(microsecond=0)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    if not _doubt(local.replace(tzinfo=None), zone):
        return text
    offset = f"{local:%z}"
    return f"{text} {offset[:3]}:{offset[3:5]}"


def whole_minute(at: datetime) -> datetime:
    """The time, or the next whole minute after it."""
    floor = at.replace(second=0, microsecond=0)
    return floor if floor == at else floor + timedelta(minutes=1)


def _doubt(wall: datetime, zone: tzinfo) -> Doubt:
    first = wall.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    second = wall.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    if first == second:
        return ""
    return "twice" if first > second else "never"
