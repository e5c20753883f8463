"""How uptime is reckoned, on examples small enough to check by hand."""

from dataclasses import replace
from datetime import timedelta

from statusgen.domain.config import UptimeRules
from statusgen.domain.figures import Uptime, Window
from statusgen.domain.posts import Incident, Posts, State
from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from tests.builders import (
    make_config,
    make_incident,
    make_maintenance,
    make_runs,
    make_sample,
    make_update,
    observe,
    utc,
)

NOW = utc("2026-11-22 12:00")
MINUTE_MS = 60_000
DAY_MS = 1440 * MINUTE_MS
ALL_DAY = make_runs("2026-11-20 00:00", "2026-11-22 12:00")


def day(
    runs: list[Run],
    *incidents: Incident,
    posts: Posts | None = None,
    rules: UptimeRules | None = None,
    later: timedelta = timedelta(),
) -> Uptime:
    now = NOW + later
    page = judge(
        make_config(uptime=rules), observe(*runs, now=now), posts or Posts(incidents=incidents), now=now
    )
    return next(figure for figure in page.components[0].uptime if figure.window is Window.DAY)


def hour_of(status: Status, started: str = "2026-11-22 10:00", ended: str = "2026-11-22 11:00") -> Incident:
    return make_incident(started, make_update(ended, State.RESOLVED), statuses={"web": status})


def test_a_day_without_trouble_is_whole() -> None:
    """Known throughout and nothing down: one, exactly."""
    figure = day(ALL_DAY)
    assert (figure.known_ms, figure.unknown_ms, figure.excused_ms, figure.down_ms) == (DAY_MS, 0, 0, 0)
    assert figure.share(4) == 1.0


def test_declared_outages_count_by_their_weight_and_degraded_does_not() -> None:
    """An hour of major is an hour, of partial 18 minutes, of degraded nothing."""
    assert day(ALL_DAY, hour_of(Status.MAJOR_OUTAGE)).down_ms == 60 * MINUTE_MS
    assert day(ALL_DAY, hour_of(Status.PARTIAL_OUTAGE)).down_ms == 18 * MINUTE_MS
    assert day(ALL_DAY, hour_of(Status.DEGRADED_PERFORMANCE)).down_ms == 0
    rules = UptimeRules(partial_outage_weight=0.5)
    assert day(ALL_DAY, hour_of(Status.PARTIAL_OUTAGE), rules=rules).down_ms == 30 * MINUTE_MS


def test_overlapping_incidents_count_once_as_the_worst() -> None:
    """Partial 10:00 to 11:00 and major 10:30 to 11:00: nine minutes and thirty."""
    major = replace(hour_of(Status.MAJOR_OUTAGE, "2026-11-22 10:30"), id="worse")
    assert day(ALL_DAY, hour_of(Status.PARTIAL_OUTAGE), major).down_ms == 39 * MINUTE_MS


def test_unwatched_time_is_neither_up_nor_down_unless_declared_out() -> None:
    """Four hours without a sample are unknown; an hour of them declared major is known and down."""
    runs = make_runs("2026-11-20 00:00", "2026-11-22 07:45")  # speaks until 08:00
    assert day(runs).unknown_ms == 240 * MINUTE_MS
    major = day(runs, hour_of(Status.MAJOR_OUTAGE))
    assert (major.unknown_ms, major.down_ms) == (180 * MINUTE_MS, 60 * MINUTE_MS)
    slow = day(runs, hour_of(Status.DEGRADED_PERFORMANCE))
    assert (slow.unknown_ms, slow.down_ms) == (240 * MINUTE_MS, 0)


def test_nothing_declared_before_the_first_sample_counts() -> None:
    """First sample at 11:00: what is said of the time before it is on the timeline only."""
    figure = day(make_runs("2026-11-22 11:00", "2026-11-22 12:00"), hour_of(Status.MAJOR_OUTAGE))
    assert (figure.known_ms, figure.down_ms) == (60 * MINUTE_MS, 0)
    assert figure.since == utc("2026-11-22 11:00")


def test_excused_time_wins_over_unknown_and_leaves_the_reckoning() -> None:
    """Two hours of announced work while the prober was off: excused, and coverage is whole."""
    runs = [
        *make_runs("2026-11-20 00:00", "2026-11-22 01:45"),
        *make_runs("2026-11-22 04:00", "2026-11-22 12:00"),
    ]
    works = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-19 02:00")
    figure = day(runs, posts=Posts(maintenances=(works,)))
    assert (figure.excused_ms, figure.unknown_ms) == (120 * MINUTE_MS, 0)
    assert figure.coverage(4) == 1.0


def test_maintenance_that_expects_an_outage_counts_unless_announced() -> None:
    """Called a partial outage and not announced in time: 0.3 of its two hours are down."""
    late, early = (
        make_maintenance(
            "2026-11-22 02:00",
            "2026-11-22 04:00",
            announced=announced,
            statuses={"web": Status.PARTIAL_OUTAGE},
        )
        for announced in ("2026-11-22 01:00", "2026-11-19 02:00")
    )
    assert day(ALL_DAY, posts=Posts(maintenances=(late,))).down_ms == 36 * MINUTE_MS
    assert day(ALL_DAY, posts=Posts(maintenances=(early,))).down_ms == 0


def test_one_second_down_is_never_one_hundred_percent() -> None:
    """Down is rounded up and the share down, so 100 % means not one second."""
    incident = make_incident(
        "2026-11-22 10:00",
        replace(make_update("2026-11-22 10:00", State.RESOLVED), at=utc("2026-11-22 10:00:01")),
        statuses={"web": Status.PARTIAL_OUTAGE},
    )
    figure = day(ALL_DAY, incident)
    assert figure.down_ms == 300
    assert figure.share(4) == 0.9999
    rules = UptimeRules(partial_outage_weight=0.0001)
    assert day(ALL_DAY, incident, rules=rules).down_ms == 1


def test_parts_of_a_millisecond_go_to_unknown() -> None:
    """Now is no whole second: the parts still make the window."""
    figure = day(
        [*ALL_DAY, *make_runs("2026-11-22 11:58", "2026-11-22 11:58", make_sample(Outcome.DOWN))],
        later=timedelta(microseconds=1500),
    )
    assert figure.known_ms + figure.unknown_ms + figure.excused_ms == DAY_MS
    assert figure.unknown_ms <= 1
