"""Which outages a post explains, and when checks deny its end."""

import pytest

from statusgen.domain.config import Component
from statusgen.domain.page import StatusPage
from statusgen.domain.posts import Incident, Posts, State
from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Status
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

DOWN = make_sample(Outcome.DOWN)
MAJOR = {"web": Status.MAJOR_OUTAGE}
RUNS = [
    *make_runs("2026-11-22 06:00", "2026-11-22 08:55"),
    *make_runs("2026-11-22 09:00", "2026-11-22 09:55", DOWN),
    *make_runs("2026-11-22 10:00", "2026-11-22 16:00"),
]
"""An outage from 09:00 to 10:00."""


def judged(*incidents: Incident, runs: list[Run] = RUNS, now: str = "2026-11-22 16:00") -> StatusPage:
    return judge(make_config(), observe(*runs, now=utc(now)), Posts(incidents=incidents), now=utc(now))


def closed(started: str, ended: str, post_id: str = "trouble", component: str = "web") -> Incident:
    return make_incident(
        f"2026-11-22 {started}",
        make_update(f"2026-11-22 {started}"),
        make_update(f"2026-11-22 {ended}", State.RESOLVED),
        post_id=post_id,
        statuses={component: Status.MAJOR_OUTAGE},
    )


@pytest.mark.parametrize(
    ("started", "ended", "covered"),
    [
        ("09:20", "10:30", True),
        ("12:30", "13:00", True),  # 12:30 less half an hour is the end and two hours
        ("12:31", "13:00", False),
        ("08:00", "09:00", True),
        ("08:00", "08:59", False),
    ],
)
def test_a_post_covers_what_it_meets(started: str, ended: str, covered: bool) -> None:
    """[started − 30 min, resolved] must meet [start, end + 2 h], ends included."""
    page = judged(closed(started, ended))
    assert page.outages[0].covered_by == ("trouble" if covered else None)
    assert page.incidents[0].detected == (utc("2026-11-22 09:00") if covered else None)


def test_the_post_must_be_about_the_component() -> None:
    """Another component's incident, one that calls this one fine, and one withdrawn explain nothing."""
    other = closed("09:20", "10:30", component="mail")
    fine = make_incident("2026-11-22 09:20", statuses={"web": Status.OPERATIONAL})
    withdrawn = make_incident(
        "2026-11-22 09:20",
        make_update("2026-11-22 09:20"),
        make_update("2026-11-22 10:30", State.WITHDRAWN),
        statuses=MAJOR,
    )
    for incident in (other, fine, withdrawn):
        assert judged(incident).outages[0].covered_by is None


def test_an_outage_belongs_to_the_earliest_post() -> None:
    """Two posts cover it: the one that started first has it, whatever their order."""
    first, second = closed("09:10", "10:00", "first"), closed("09:20", "10:30", "second")
    for posts in ((first, second), (second, first)):
        page = judged(*posts)
        assert page.outages[0].covered_by == "first"
        assert {view.incident.id: len(view.outages) for view in page.incidents} == {"first": 1, "second": 0}


def test_detected_and_first_posted_stand_side_by_side() -> None:
    """Machines saw it at 09:00, people wrote at 09:20."""
    (view,) = judged(closed("09:20", "10:30")).incidents
    assert (view.detected, view.first_post) == (utc("2026-11-22 09:00"), utc("2026-11-22 09:20"))
    assert view.outages == judged(closed("09:20", "10:30")).outages


def test_a_post_that_only_calls_a_check_wrong_explains_what_it_measured() -> None:
    """The false alarm before it was written is covered; the page is unknown, and accuses no service."""
    wrong = make_incident("2026-11-22 09:30", ignore_checks=("web-http",))
    page = judged(wrong, now="2026-11-22 09:40")
    assert page.outages[0].covered_by == "trouble"
    assert page.status is Status.UNKNOWN


def test_a_component_that_shares_a_checks_id_is_not_silenced_with_it() -> None:
    """Check `web` of the mail server is wrong; component `web` is down all the same."""
    config = make_config(
        make_component("web", make_check()), make_component("mail", make_check("web", component="mail"))
    )
    wrong = make_incident("2026-11-22 08:30", ignore_checks=("web",))
    now = utc("2026-11-22 09:40")
    page = judge(config, observe(*RUNS, now=now), Posts(incidents=(wrong,)), now=now)
    assert page.components[0].status is Status.MAJOR_OUTAGE
    assert page.components[0].remarks == ()
    assert page.outages[0].covered_by is None


def test_a_post_explains_what_a_check_that_is_gone_by_now_measured() -> None:
    """The wrong check was called wrong, then removed: its false alarm stays explained."""
    wrong = make_incident(
        "2026-11-22 09:30",
        make_update("2026-11-22 09:30"),
        make_update("2026-11-22 11:00", State.RESOLVED),
        ignore_checks=("web-http",),
    )
    config = make_config(make_component("web", make_check("web-tls")))
    now = utc("2026-11-22 16:00")
    page = judge(config, observe(*RUNS, now=now), Posts(incidents=(wrong,)), now=now)
    assert [(one.ended_after, one.covered_by) for one in page.outages] == [
        (utc("2026-11-22 09:30"), "trouble")
    ]


def test_an_outage_long_after_the_end_is_another_story() -> None:
    """Resolved at 10:00, well for five hours, failing again: the old incident stays closed."""
    runs = [*RUNS, make_run("2026-11-22 16:05", DOWN)]
    page = judged(closed("09:10", "10:00"), runs=runs, now="2026-11-22 16:06")
    assert not page.incidents[0].open
    assert page.outages[0].covered_by is None


def test_a_resolved_incident_that_is_denied_has_the_outage_while_it_lasts() -> None:
    """Resolved at 09:30 in the middle: open, contradicted, and the outage is its own."""
    page = judged(closed("09:10", "09:30"), now="2026-11-22 09:40")
    (view,) = page.incidents
    assert (view.open, view.contradicted, view.now) == (True, True, ())
    assert page.outages[0].covered_by == "trouble"
    assert page.headline.post == "trouble"


def test_a_withdrawn_incident_is_never_contradicted() -> None:
    """A false report has no end that could be denied."""
    withdrawn = make_incident(
        "2026-11-22 09:10",
        make_update("2026-11-22 09:10"),
        make_update("2026-11-22 09:30", State.WITHDRAWN),
        statuses=MAJOR,
    )
    assert not judged(withdrawn, now="2026-11-22 09:40").incidents[0].open


def test_posts_follow_a_component_through_its_renaming() -> None:
    """A post that names `panel` is about the component that was once called so."""
    check = make_check("panel-http", component="control-panel")
    config = make_config(
        Component(id="control-panel", name="Control panel", formerly=("panel",), checks=(check,))
    )
    incident = make_incident("2026-11-22 09:00", statuses={"panel": Status.MAJOR_OUTAGE})
    page = judge(
        config, observe(now=utc("2026-11-22 10:00")), Posts((incident,)), now=utc("2026-11-22 10:00")
    )
    assert page.components[0].status is Status.MAJOR_OUTAGE
    assert (page.components[0].formerly, page.components[0].incidents) == (("panel",), ("trouble",))
    assert [(one.id, one.name, one.known) for one in page.incidents[0].now] == [
        ("control-panel", "Control panel", True)
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "now", "covered"),
    [
        ("09:00", "11:00", "16:00", True),
        ("09:01", "11:00", "16:00", False),  # it began before the work did
        ("08:00", "09:31", "16:00", True),  # over within half an hour of the work's end
        ("08:00", "09:30", "16:00", False),
        ("08:00", "09:30", "09:29", True),  # going on, and so is the work
        ("08:00", "09:30", "09:30", False),  # going on, and the work is over
    ],
)
def test_an_outage_that_is_part_of_announced_work_belongs_to_it(
    starts: str, ends: str, now: str, covered: bool
) -> None:
    """What breaks during the work and is well with its end needs no other explanation."""
    work = make_maintenance(f"2026-11-22 {starts}", f"2026-11-22 {ends}", announced="2026-11-19 09:00")
    runs = [run for run in RUNS if run.at <= utc(f"2026-11-22 {now}")]
    moment = utc(f"2026-11-22 {now}")
    page = judge(make_config(), observe(*runs, now=moment), Posts(maintenances=(work,)), now=moment)
    assert page.outages[0].covered_by == (work.id if covered else None)


def test_an_incident_explains_before_announced_work_does() -> None:
    """Somebody has said more about it than that there was work."""
    work = make_maintenance("2026-11-22 09:00", "2026-11-22 11:00", announced="2026-11-19 09:00")
    posts = Posts(incidents=(closed("09:20", "10:30"),), maintenances=(work,))
    now = utc("2026-11-22 16:00")
    page = judge(make_config(), observe(*RUNS, now=now), posts, now=now)
    assert page.outages[0].covered_by == "trouble"


def test_a_newer_open_incident_takes_the_failing_component_over() -> None:
    """Resolved at 09:30, failing after that: open again, until somebody posts anew about it."""
    now = "2026-11-22 09:50"
    runs = [run for run in RUNS if run.at <= utc(now)]
    older = closed("09:10", "09:30", "older")
    newer = make_incident("2026-11-22 09:45", post_id="newer", statuses=MAJOR)
    assert [view.open for view in judged(older, runs=runs, now=now).incidents] == [True]
    views = {view.incident.id: view for view in judged(older, newer, runs=runs, now=now).incidents}
    assert (views["older"].open, views["newer"].open) == (False, True)
