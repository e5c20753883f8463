"""The scenarios worked by hand, by their numbers, as far as the verdict is concerned."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from statusgen.domain.config import Check, Component, Config, Site
from statusgen.domain.figures import Uptime, Window
from statusgen.domain.page import ComponentView, HeadlineKind, Interval, RemarkKind, StatusPage
from statusgen.domain.posts import Incident, Maintenance, Posts, State
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.verdict import judge
from tests.builders import (
    make_check,
    make_component,
    make_config,
    make_incident,
    make_maintenance,
    make_run,
    make_runs,
    make_sample,
    make_update,
    observe,
    utc,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

UP = make_sample()
DOWN = make_sample(Outcome.DOWN, reason=Reason.CONNECT)


def judged(
    now: str,
    runs: Iterable[Run] = (),
    *,
    config: Config | None = None,
    incidents: Iterable[Incident] = (),
    maintenances: Iterable[Maintenance] = (),
) -> StatusPage:
    posts = Posts(incidents=tuple(incidents), maintenances=tuple(maintenances))
    return judge(config or make_config(), observe(*runs, now=utc(now)), posts, now=utc(now))


def web(page: StatusPage) -> ComponentView:
    return next(component for component in page.components if component.id == "web")


def figure(page: StatusPage, window: Window = Window.DAY) -> Uptime:
    return next(figure for figure in web(page).uptime if figure.window is window)


def shown(intervals: Iterable[Interval], *, since: str) -> list[tuple[str, Status]]:
    """When which status began to be shown, from `since` on."""
    told: list[tuple[str, Status]] = []
    for interval in intervals:
        if interval.start >= utc(since) and (not told or told[-1][1] is not interval.shown):
            told.append((f"{interval.start:%H:%M}", interval.shown))
    return told


def two_checks() -> Config:
    return make_config(make_component("web", make_check(), make_check("web-tls", kind="tls")))


def test_scenario_01_late_cron_leaves_a_gap() -> None:
    """With samples at 09:00, 09:05 and 09:25 it is green to 09:20 and unknown to 09:25, live or later."""
    runs = [make_run(f"2026-11-22 {at}") for at in ("09:00", "09:05", "09:25")]
    gap = [("09:00", Status.OPERATIONAL), ("09:20", Status.UNKNOWN), ("09:25", Status.OPERATIONAL)]
    later = judged("2026-11-22 09:30", runs)
    assert shown(web(later).timeline, since="2026-11-22 09:00") == gap
    assert web(judged("2026-11-22 09:19", runs)).status is Status.OPERATIONAL
    assert web(judged("2026-11-22 09:20", runs)).status is Status.UNKNOWN
    assert web(judged("2026-11-22 09:24", runs)).status is Status.UNKNOWN
    assert web(judged("2026-11-22 09:25", runs)).status is Status.OPERATIONAL


def test_scenario_02_a_check_that_never_ran_is_left_out() -> None:
    """One of two checks never ran: the other alone decides, and the page says that one is not known."""
    down = judged("2026-11-22 09:36", [make_run("2026-11-22 09:35", DOWN)], config=two_checks())
    up = judged("2026-11-22 09:36", [make_run("2026-11-22 09:35", UP)], config=two_checks())
    assert web(down).status is Status.MAJOR_OUTAGE
    assert web(up).status is Status.OPERATIONAL
    for page in (down, up):
        remarks = [one for one in web(page).remarks if one.kind is RemarkKind.CHECKS_NOT_KNOWN]
        assert [(one.count, one.total) for one in remarks] == [(1, 2)]


def test_scenario_03_a_removed_or_renamed_check_leaves_its_past_red() -> None:
    """Edits of checks.yaml change nothing of what was measured before them."""
    now = "2026-11-22 12:00"
    runs = make_runs("2026-11-22 09:00", "2026-11-22 10:00", DOWN) + make_runs(
        "2026-11-22 10:05", "2026-11-22 11:55", make_sample(check="web-new")
    )
    before = judged(now, runs, config=make_config(make_component("web", make_check(), make_check("web-new"))))
    removed = judged(now, runs, config=make_config(make_component("web", make_check("web-new"))))
    renamed = judged(now, runs, config=make_config(make_component("web", make_check("web-2"))))
    for page in (removed, renamed):
        assert [(one.start, one.shown) for one in web(page).timeline] == [
            (one.start, one.shown) for one in web(before).timeline
        ]
        assert [outage.id for outage in web(page).outages] == ["web-20261122t0900z"]
        assert web(page).uptime == web(before).uptime
        assert web(page).cells == web(before).cells
        assert web(page).cells[-1].status is Status.MAJOR_OUTAGE


def test_scenario_03_a_renamed_component_keeps_its_past() -> None:
    """A component's former name brings its history along, and its outages keep their addresses."""
    runs = make_runs("2026-11-22 09:00", "2026-11-22 10:00", DOWN)
    check = make_check(component="site")
    renamed = make_config(Component(id="site", name="Site", formerly=("web",), checks=(check,)))
    page = judged("2026-11-22 10:01", runs, config=renamed)
    (site,) = page.components
    assert site.status is Status.MAJOR_OUTAGE
    assert [outage.id for outage in site.outages] == ["web-20261122t0900z"]
    assert [outage.component for outage in site.outages] == ["site"]


def test_scenario_03_a_component_without_its_checks_is_run_by_hand() -> None:
    """Its past stays red; from the last word on nobody measures it, and silence accuses nobody."""
    runs = make_runs("2026-11-22 09:00", "2026-11-22 10:00", DOWN)
    page = judged("2026-11-22 12:00", runs, config=make_config(make_component("web")))
    assert web(page).status is Status.OPERATIONAL
    assert page.status is Status.OPERATIONAL
    assert web(page).cells[-1].status is Status.MAJOR_OUTAGE


def test_scenario_04_a_young_component_says_since_when() -> None:
    """Added yesterday at noon: a figure for 24 hours, null for longer windows, no cells before."""
    page = judged("2026-11-22 12:00", make_runs("2026-11-21 12:00", "2026-11-22 12:00"))
    assert figure(page).share(4) == 1.0
    assert figure(page).since is None
    for window in (Window.WEEK, Window.MONTH, Window.QUARTER):
        assert figure(page, window).share(4) is None
        assert figure(page, window).since == utc("2026-11-21 12:00")
        assert figure(page, window).known_ms == DAY_MS
    assert [cell.status for cell in web(page).cells[:88]] == [None] * 88
    assert [cell.status for cell in web(page).cells[88:]] == [Status.OPERATIONAL] * 2


def test_scenario_05_checks_that_still_fail_contradict_a_resolved() -> None:
    """Resolved at 11:00: a failure of 11:05 keeps the incident open, one of 10:58 does not."""
    incident = make_incident(
        "2026-11-22 10:00",
        make_update("2026-11-22 10:00"),
        make_update("2026-11-22 11:00", State.RESOLVED),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    earlier = make_run("2026-11-22 10:58", DOWN)
    before = judged("2026-11-22 11:01", [earlier], incidents=[incident])
    assert not before.incidents[0].open
    assert not before.incidents[0].contradicted

    after = judged("2026-11-22 11:06", [earlier, make_run("2026-11-22 11:05", DOWN)], incidents=[incident])
    assert after.incidents[0].open
    assert after.incidents[0].contradicted
    assert web(after).incidents == ("trouble",)
    assert [(one.kind, one.post) for one in web(after).remarks] == [
        (RemarkKind.RESOLVED_BUT_FAILING, "trouble")
    ]
    assert after.headline.kind is HeadlineKind.INCIDENT

    relapse = [make_run("2026-11-22 10:58", UP), make_run("2026-11-22 11:05", DOWN)]
    assert judged("2026-11-22 11:06", relapse, incidents=[incident]).incidents[0].contradicted
    well = [*relapse, make_run("2026-11-22 11:10", UP)]
    assert not judged("2026-11-22 11:11", well, incidents=[incident]).incidents[0].open


def planned_night() -> list[Run]:
    """Well, but for an outage from 01:50 to 04:20."""
    return [
        *make_runs("2026-11-21 06:00", "2026-11-22 01:45"),
        *make_runs("2026-11-22 01:50", "2026-11-22 04:15", DOWN),
        *make_runs("2026-11-22 04:20", "2026-11-22 06:00"),
    ]


def test_scenario_06_announced_maintenance_is_excused() -> None:
    """Announced three days ahead: one outage, 30 minutes down, 2 hours excused."""
    works = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-19 02:00")
    page = judged("2026-11-22 06:00", planned_night(), maintenances=[works])
    assert figure(page).down_ms == HOUR_MS // 2
    assert figure(page).excused_ms == 2 * HOUR_MS
    assert figure(page).known_ms == 22 * HOUR_MS
    (outage,) = web(page).outages
    assert (outage.started, outage.ended) == (utc("2026-11-22 01:50"), utc("2026-11-22 04:20"))
    assert outage.stretches == 1
    assert shown(web(page).timeline, since="2026-11-22 01:50") == [
        ("01:50", Status.MAJOR_OUTAGE),
        ("02:00", Status.UNDER_MAINTENANCE),
        ("04:00", Status.MAJOR_OUTAGE),
        ("04:20", Status.OPERATIONAL),
    ]


def test_scenario_06_maintenance_nobody_announced_counts() -> None:
    """The same unannounced: 2 hours 30 minutes down, though it is shown as maintenance."""
    works = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-22 01:00")
    page = judged("2026-11-22 06:00", planned_night(), maintenances=[works])
    assert figure(page).down_ms == 5 * HOUR_MS // 2
    assert figure(page).excused_ms == 0
    assert web(judged("2026-11-22 03:00", planned_night(), maintenances=[works])).status is (
        Status.UNDER_MAINTENANCE
    )


def test_scenario_07_a_backdated_hour_without_checks_is_told_without_a_percentage() -> None:
    """It is on the component's timeline and in the page's posts; no figure is made of it."""
    incident = make_incident(
        "2026-11-21 10:00",
        make_update("2026-11-21 11:00", State.RESOLVED),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    page = judged("2026-11-22 09:00", config=make_config(make_component("web")), incidents=[incident])
    assert shown(web(page).timeline, since="2026-11-21 10:00") == [
        ("10:00", Status.MAJOR_OUTAGE),
        ("11:00", Status.OPERATIONAL),
    ]
    assert (web(page).measured, web(page).uptime, web(page).cells) == (False, (), ())
    assert [view.incident.id for view in page.incidents] == ["trouble"]
    assert page.headline.kind is HeadlineKind.NO_PROBLEMS_REPORTED


def dublin(now: str, runs: Iterable[Run]) -> ComponentView:
    site = Site(name="Example", url="https://status.example.net/", timezone=ZoneInfo("Europe/Dublin"))
    return web(judged(now, runs, config=make_config(site=site)))


def test_scenario_08_a_day_of_23_hours_has_exact_cells() -> None:
    """On 2026-03-29 Dublin's day ends at 23:00 UTC; a failure right before and after falls on its own day."""
    runs = [
        *make_runs("2026-03-27 00:00", "2026-03-29 22:50"),
        make_run("2026-03-29 22:55", DOWN),
        *make_runs("2026-03-29 23:05", "2026-03-30 12:00"),
    ]
    cells = dublin("2026-03-30 12:00", runs).cells
    assert [(cell.day, cell.down_s) for cell in cells[-2:]] == [
        (date(2026, 3, 29), 300),
        (date(2026, 3, 30), 300),
    ]


def test_scenario_08_a_day_of_25_hours_is_half_known_at_twelve_and_a_half() -> None:
    """On 2026-10-25 Dublin's day has 25 hours from 2026-10-24 23:00 UTC; 12 known hours are not half."""
    half = make_runs("2026-10-24 20:00", "2026-10-25 11:15")  # speaks until 11:30: half of 25 hours
    less = make_runs("2026-10-24 20:00", "2026-10-25 11:10")
    assert dublin("2026-10-26 12:00", half).cells[-2].status is Status.OPERATIONAL
    assert dublin("2026-10-26 12:00", less).cells[-2].status is Status.UNKNOWN
    assert dublin("2026-10-26 12:00", less).cells[-2].day == date(2026, 10, 25)


def test_scenario_09_a_prober_offline_does_not_end_an_outage() -> None:
    """Offline for three hours in the middle: one outage, and 21 of 24 hours are known."""
    now = "2026-11-22 12:00"
    offline = make_sample(Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
    runs = [
        *make_runs("2026-11-21 12:00", "2026-11-21 23:55"),
        *make_runs("2026-11-22 00:00", "2026-11-22 01:55", DOWN),
        *make_runs("2026-11-22 02:00", "2026-11-22 04:55", offline),
        *make_runs("2026-11-22 05:00", "2026-11-22 05:55", DOWN),
        *make_runs("2026-11-22 06:00", now),
    ]
    page = judged(now, runs)
    (outage,) = web(page).outages
    assert (outage.started, outage.ended) == (utc("2026-11-22 00:00"), utc("2026-11-22 06:00"))
    assert (outage.stretches, outage.ended_after) == (1, None)
    assert figure(page).coverage(3) == 0.875
    assert figure(page).down_ms == 3 * HOUR_MS


def test_scenario_10_a_location_that_stops_is_heard_until_its_word_expires() -> None:
    """B says down and stops, A says up: one of two until 09:17, then A alone."""
    runs = [
        *make_runs("2026-11-22 09:00", "2026-11-22 09:30", location="a"),
        make_run("2026-11-22 09:02", DOWN, location="b"),
    ]
    during = judged("2026-11-22 09:16", runs)
    (remark,) = web(during).remarks
    assert (remark.kind, remark.places, remark.others) == (RemarkKind.NOT_REACHABLE_FROM, ("b",), ("a",))
    assert remark.since == utc("2026-11-22 09:02")
    after = judged("2026-11-22 09:17", runs)
    assert web(after).remarks == ()
    assert {place.id: place.stopped for place in after.locations} == {"a": False, "b": True}
    assert web(after).status is Status.OPERATIONAL
    alone = judged(
        "2026-11-22 09:47",
        [make_run("2026-11-22 09:30", location="a"), make_run("2026-11-22 09:40", DOWN, location="b")],
    )
    assert web(alone).status is Status.MAJOR_OUTAGE


def test_scenario_11_flapping_all_day_is_one_outage() -> None:
    """Up and down every other run: one outage on and off, one entry, and half of the time is down."""
    runs = [
        make_run(f"2026-11-22 {hour:02}:{minute:02}", DOWN if minute % 10 == 0 else UP)
        for hour in range(24)
        for minute in range(0, 60, 5)
    ]
    page = judged("2026-11-23 00:00", runs)
    (outage,) = page.outages
    assert (outage.started, outage.stretches) == (utc("2026-11-22 00:00"), 144)
    assert figure(page).share(4) == 0.5
    assert figure(page).known_ms == DAY_MS


def test_scenario_12_the_very_first_run_promises_nothing() -> None:
    """Every figure is null and says since when; what was found is shown at once."""
    page = judged("2026-11-22 09:35", [make_run("2026-11-22 09:35")])
    assert web(page).status is Status.OPERATIONAL
    assert [one.share(4) for one in web(page).uptime] == [None] * 4
    assert [one.since for one in web(page).uptime] == [utc("2026-11-22 09:35")] * 4
    assert web(page).first_sample == utc("2026-11-22 09:35")
    assert page.freshness.checked_at == utc("2026-11-22 09:35")


def test_scenario_13_a_new_interval_moves_no_past_figure() -> None:
    """What a sample is worth was fixed when it was taken."""
    now = "2026-11-22 12:00"
    runs = make_runs("2026-11-21 12:00", "2026-11-22 08:00") + make_runs(
        "2026-11-22 09:00", "2026-11-22 11:55", DOWN
    )
    slow, fast = (
        make_config(
            make_component(
                "web",
                Check(
                    id="web-http",
                    component="web",
                    kind="http",
                    interval_s=interval_s,
                    stale_after_s=3 * interval_s,
                ),
            )
        )
        for interval_s in (300, 60)
    )
    assert web(judged(now, runs, config=slow)) == web(judged(now, runs, config=fast))


def twenty_hosts() -> Config:
    return make_config(
        *(make_component(f"host-{n}", make_check(f"host-{n}-http", component=f"host-{n}")) for n in range(20))
    )


def all_hosts(outcome: Outcome) -> list[Sample]:
    return [make_sample(outcome, check=f"host-{n}-http", component=f"host-{n}") for n in range(20)]


def test_scenario_14_everything_down_is_major_and_a_cut_off_prober_is_unknown() -> None:
    """What probes call down is an outage of twenty; what they call unknown is nobody's outage."""
    dead = judged(
        "2026-11-22 09:36", [make_run("2026-11-22 09:35", *all_hosts(Outcome.DOWN))], config=twenty_hosts()
    )
    cut_off = judged(
        "2026-11-22 09:36", [make_run("2026-11-22 09:35", *all_hosts(Outcome.UNKNOWN))], config=twenty_hosts()
    )
    assert dead.status is Status.MAJOR_OUTAGE
    assert len(dead.outages) == 20
    assert cut_off.status is Status.UNKNOWN
    assert cut_off.outages == ()
    assert (cut_off.headline.kind, cut_off.headline.count) == (HeadlineKind.NO_CURRENT_DATA, 20)


def test_scenario_14_a_prober_that_is_cut_off_makes_no_red_page_green() -> None:
    """A core component is down, then nobody can tell: the page stays unknown until somebody can."""
    config = make_config(
        make_component("web", make_check(), core=True),
        make_component("mail", make_check("mail-tcp", component="mail")),
    )
    mail = make_sample(check="mail-tcp", component="mail")
    runs = [make_run(f"2026-11-22 09:{minute}", DOWN, mail) for minute in (30, 35)]
    assert judged("2026-11-22 09:36", runs, config=config).status is Status.MAJOR_OUTAGE
    offline = make_sample(Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
    runs.append(make_run("2026-11-22 09:40", offline, mail))
    page = judged("2026-11-22 09:41", runs, config=config)
    assert (page.status, page.headline.kind) == (Status.UNKNOWN, HeadlineKind.LAST_SEEN_FAILING)
    assert (page.headline.components, page.headline.since) == (("Web",), utc("2026-11-22 09:35"))
    runs.append(make_run("2026-11-22 09:45", UP, mail))
    assert judged("2026-11-22 09:46", runs, config=config).status is Status.OPERATIONAL


def test_scenario_15_a_capped_check_cannot_soften_an_outage() -> None:
    """http fails for ten hours while tls, capped at degraded, is fine: major, ten hours."""
    runs = make_runs(
        "2026-11-22 01:00",
        "2026-11-22 10:55",
        DOWN,
        make_sample(check="web-tls", worst=Status.DEGRADED_PERFORMANCE),
    )
    page = judged("2026-11-22 11:00", runs, config=two_checks())
    assert web(page).status is Status.MAJOR_OUTAGE
    assert figure(page).down_ms == 10 * HOUR_MS


def test_scenario_16_partial_answers_are_a_partial_outage() -> None:
    """Three of five attempts answered: partial, and counted by its weight, 0.3."""
    sample = Sample(
        check="web-http",
        component="web",
        outcome=Outcome.PARTIAL,
        terms=Terms(valid_for_s=900),
        reason=Reason.CONNECT,
        answered=(3, 5),
    )
    page = judged("2026-11-22 10:00", make_runs("2026-11-22 09:00", "2026-11-22 09:55", sample))
    assert web(page).status is Status.PARTIAL_OUTAGE
    assert figure(page).down_ms == HOUR_MS * 3 // 10
    assert [(one.kind, one.count, one.total) for one in web(page).remarks] == [
        (RemarkKind.PARTLY_ANSWERS, 3, 5)
    ]
    assert web(page).outages[0].answered == (3, 5)


def test_scenario_18_a_declared_incident_beats_maintenance() -> None:
    """Declared major during announced maintenance: shown as major, and counted."""
    works = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-19 02:00")
    incident = make_incident(
        "2026-11-22 03:00",
        make_update("2026-11-22 03:00"),
        make_update("2026-11-22 03:30", State.RESOLVED),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    runs = make_runs("2026-11-21 06:00", "2026-11-22 06:00")
    page = judged("2026-11-22 06:00", runs, maintenances=[works], incidents=[incident])
    assert figure(page).down_ms == HOUR_MS // 2
    assert figure(page).excused_ms == 3 * HOUR_MS // 2
    during = judged("2026-11-22 03:10", runs, maintenances=[works], incidents=[incident])
    assert web(during).status is Status.MAJOR_OUTAGE


def test_scenario_19_the_page_is_as_old_as_its_oldest_component() -> None:
    """web is probed every minute, mail was last at 09:00: that is the page's checked_at."""
    config = make_config(
        make_component("web", make_check()),
        make_component("mail", make_check("mail-smtp", component="mail", kind="smtp")),
    )
    mail = make_sample(check="mail-smtp", component="mail")
    runs = [
        make_run("2026-11-22 09:00", UP, mail),
        *make_runs("2026-11-22 09:01", "2026-11-22 09:10", every_s=60),
    ]
    freshness = judged("2026-11-22 09:10", runs, config=config).freshness
    assert freshness.checked_at == utc("2026-11-22 09:00")
    assert freshness.next_check_by == utc("2026-11-22 09:05")
    assert freshness.late_after == utc("2026-11-22 09:15")
    assert freshness.stale_after == utc("2026-11-22 09:30")


def test_scenario_20_a_broken_post_is_never_good_news() -> None:
    """What could not be read in full keeps the banner from green, and excuses nothing."""
    run = make_run("2026-11-22 03:00")
    salvaged = judged("2026-11-22 03:01", [run], incidents=[make_incident("2026-11-22 02:50", broken=True)])
    assert salvaged.status is Status.PARTIAL_OUTAGE
    assert salvaged.headline.title == "Trouble"
    works = make_maintenance(
        "2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-19 02:00", broken=True
    )
    page = judged("2026-11-22 03:01", [make_run("2026-11-22 03:00", DOWN)], maintenances=[works])
    assert web(page).status is Status.MAJOR_OUTAGE
    assert figure(page).excused_ms == 0


def test_scenario_21_posts_may_name_components_that_are_gone() -> None:
    """An old post keeps its words; the name stands as written."""
    incident = make_incident(
        "2026-11-20 10:00",
        make_update("2026-11-20 10:00"),
        make_update("2026-11-20 11:00", State.RESOLVED),
        statuses={"gopher": Status.MAJOR_OUTAGE},
    )
    page = judged("2026-11-22 09:36", [make_run("2026-11-22 09:35")], incidents=[incident])
    (affected,) = page.incidents[0].ever
    assert (affected.name, affected.known) == ("gopher", False)
    assert page.status is Status.OPERATIONAL


def test_scenario_22_samples_from_the_future_wait() -> None:
    """A prober ten minutes ahead is not heard until its time has come, and is named."""
    runs = [make_run("2026-11-22 09:30"), make_run("2026-11-22 09:45", DOWN)]
    page = judged("2026-11-22 09:35", runs)
    assert web(page).status is Status.OPERATIONAL
    assert [(place.id, place.ahead) for place in page.locations] == [("main", True)]
    assert web(judged("2026-11-22 09:45", runs)).status is Status.MAJOR_OUTAGE


def test_scenario_23_a_sample_speaks_on_past_midnight() -> None:
    """A run of 23:59:30 belongs to its day and still speaks on the next one."""
    late = Run(at=utc("2026-11-21 23:59:30"), location="main", samples=(DOWN,))
    page = judged("2026-11-22 00:10", [make_run("2026-11-21 10:00"), late])
    assert [cell.down_s for cell in web(page).cells[-2:]] == [30, 600]
    assert web(page).status is Status.MAJOR_OUTAGE


def test_scenario_24_everything_by_hand_has_no_figures_and_is_never_stale() -> None:
    """No problems reported, no percentages, and nothing that could be late."""
    page = judged("2026-11-22 09:36", config=make_config(make_component("web"), make_component("phone")))
    assert page.status is Status.OPERATIONAL
    assert page.headline.kind is HeadlineKind.NO_PROBLEMS_REPORTED
    assert [component.uptime for component in page.components] == [(), ()]
    assert page.freshness.checked_at is page.freshness.stale_after is None


def seen_from(**outcomes: Outcome) -> StatusPage:
    runs = [
        make_run("2026-11-22 09:35", make_sample(outcome), location=place)
        for place, outcome in outcomes.items()
    ]
    return judged("2026-11-22 09:36", runs)


def test_scenario_25_the_quorum_decides() -> None:
    """One of two is a remark, both are major; one of three is a remark, two are major."""
    one_of_two = seen_from(a=Outcome.UP, b=Outcome.DOWN)
    assert web(one_of_two).status is Status.OPERATIONAL
    assert [one.places for one in web(one_of_two).remarks] == [("b",)]
    assert web(seen_from(a=Outcome.DOWN, b=Outcome.DOWN)).status is Status.MAJOR_OUTAGE
    one_of_three = seen_from(a=Outcome.UP, b=Outcome.DOWN, c=Outcome.UP)
    assert web(one_of_three).status is Status.OPERATIONAL
    assert [one.others for one in web(one_of_three).remarks] == [("a", "c")]
    assert web(seen_from(a=Outcome.UP, b=Outcome.DOWN, c=Outcome.DOWN)).status is Status.MAJOR_OUTAGE


def many(core: str) -> Config:
    names = [f"host-{number}" for number in range(150)]
    return make_config(
        *(
            make_component(name, make_check(f"{name}-http", component=name), core=name == core)
            for name in names
        )
    )


def test_scenario_26_a_core_component_takes_the_page_down() -> None:
    """Down among 150, `core` makes the page major; another one makes it partial, 1 of 150."""
    runs = [
        make_run(
            "2026-11-22 09:35",
            *(
                make_sample(
                    Outcome.DOWN if number == 7 else Outcome.UP,
                    check=f"host-{number}-http",
                    component=f"host-{number}",
                )
                for number in range(150)
            ),
        )
    ]
    assert judged("2026-11-22 09:36", runs, config=many("host-7")).status is Status.MAJOR_OUTAGE
    page = judged("2026-11-22 09:36", runs, config=many("host-8"))
    assert page.status is Status.PARTIAL_OUTAGE
    assert page.headline.kind is HeadlineKind.FOUND_BY_CHECKS
    assert (page.headline.components, page.headline.count, page.headline.total) == (("Host-7",), 1, 150)
    assert page.headline.since == utc("2026-11-22 09:35")


def test_scenario_27_a_check_without_its_secret_is_unknown_and_alone_so() -> None:
    """not_configured says nothing about the service; the other check decides."""
    silent = make_sample(Outcome.UNKNOWN, check="web-tls", reason=Reason.NOT_CONFIGURED)
    page = judged("2026-11-22 09:36", [make_run("2026-11-22 09:35", UP, silent)], config=two_checks())
    assert web(page).status is Status.OPERATIONAL
    assert [(one.count, one.total) for one in web(page).remarks] == [(1, 2)]
    assert [check.reason for check in web(page).checks] == [None, None]


def test_scenario_28_an_ignored_check_is_unknown_and_said_to_be_wrong() -> None:
    """While the only check is ignored, nothing is known; afterwards it speaks again."""
    incident = make_incident(
        "2026-11-22 10:00",
        make_update("2026-11-22 10:00"),
        make_update("2026-11-22 11:00", State.RESOLVED),
        ignore_checks=("web-http",),
    )
    runs = [
        *make_runs("2026-11-21 12:00", "2026-11-22 09:55"),
        *make_runs("2026-11-22 10:00", "2026-11-22 10:55", DOWN),
        *make_runs("2026-11-22 11:00", "2026-11-22 12:00"),
    ]
    during = judged("2026-11-22 10:30", runs, incidents=[incident])
    assert web(during).status is Status.UNKNOWN
    assert [(one.kind, one.post) for one in web(during).remarks] == [(RemarkKind.CHECK_IGNORED, "trouble")]
    after = judged("2026-11-22 12:00", runs, incidents=[incident])
    assert (figure(after).unknown_ms, figure(after).down_ms) == (HOUR_MS, 0)
    assert after.outages == ()


def test_scenario_29_refused_credentials_are_nobodys_outage() -> None:
    """401 to a check with a token is recorded unknown, and so the component is."""
    refused = make_sample(Outcome.UNKNOWN, reason=Reason.CREDENTIALS_REFUSED)
    page = judged("2026-11-22 09:36", [make_run("2026-11-22 09:35", refused)])
    assert web(page).status is page.status is Status.UNKNOWN
    assert page.outages == ()
