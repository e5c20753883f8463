"""Instants and spans as people say them, in the site's zone. Nothing here knows what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def name_zone(zone: ZoneInfo) -> str:
    """`Dublin time` for Europe/Dublin; names without a place (UTC, EST5EDT, Etc/GMT+3) as they are."""
    key = zone.key
    area, _, place = key.rpartition("/")
    if key in ("UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "UCT", "Etc/UCT"):
        return "UTC"
    if not area or area == "Etc":
        return key
    return f"{place.replace('_', ' ')} time"


def to_iso(at: datetime) -> str:
    """`2026-11-22T09:35:00Z`: whole seconds, UTC."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def say_duration(seconds: float) -> str:
    """The two largest units: `41 minutes`, `2 hours 5 minutes`, `3 days 4 hours`; rounded down."""
    whole = int(seconds)
    if whole < 60:
        return "less than a minute"
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    parts = [(days, "day"), (hours, "hour"), (rest // 60, "minute")]
    while parts[0][0] == 0:
        parts.pop(0)
    return " ".join(say_count(count, unit) for count, unit in parts[:2] if count)


def say_count(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def say_day(day: date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_short_day(day: date) -> str:
    """`22 November`."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def say_weekday(day: date) -> str:
    """`Sunday 22 November`."""
    return f"{WEEKDAYS[day.weekday()]} {say_short_day(day)}"


def say_month(month: date) -> str:
    """`November 2026`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


@dataclass(frozen=True, slots=True)
class Clock:
    """How instants read on the clocks of one zone. It tells no time by itself."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        return name_zone(self.zone)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def time(self, at: datetime) -> str:
        """`14:35`."""
        return at.astimezone(self.zone).time().isoformat("minutes")

    def moment(self, at: datetime) -> str:
        """`22 November 2026, 14:35`."""
        return f"{say_day(self.day_of(at))}, {self.time(at)}"

    def full(self, at: datetime) -> str:
        """`Sunday 22 November 2026, 14:35 (Dublin time)`."""
        return f"{WEEKDAYS[self.day_of(at).weekday()]} {self.moment(at)} ({self.name})"

    def near(self, at: datetime, now: datetime) -> str:
        """`14:35` on the day of `now`, `23 November, 14:35` within half a year of it, else with its year."""
        if self.day_of(at) == self.day_of(now):
            return self.time(at)
        if abs(at - now) < timedelta(days=180):
            return f"{say_short_day(self.day_of(at))}, {self.time(at)}"
        return self.moment(at)

    def span(self, start: datetime, end: datetime) -> str:
        """Both ends and the zone: `Sunday 29 November 2026, 02:00 to 04:00 (Dublin time)`."""
        begins, ends = self.ends(start, end)
        return f"{begins} to {ends} ({self.name})"

    def ends(self, start: datetime, end: datetime) -> tuple[str, str]:
        """The two ends of `span`; the later one has its date only if it is another."""
        first, last = self.day_of(start), self.day_of(end)
        begins = f"{WEEKDAYS[first.weekday()]} {self.moment(start)}"
        if first == last:
            return begins, self.time(end)
        return begins, f"{WEEKDAYS[last.weekday()]} {self.moment(end)}"
