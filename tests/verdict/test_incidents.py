"""Promises, impact, and the order in which posts are told."""

from statusgen.domain.page import StatusPage
from statusgen.domain.posts import Incident, Notice, Posts, State
from statusgen.domain.status import Impact, Status
from statusgen.verdict import judge
from tests.builders import make_config, make_incident, make_run, make_update, observe, utc


def judged(
    *incidents: Incident, now: str = "2026-11-20 10:30", notices: tuple[Notice, ...] = ()
) -> StatusPage:
    posts = Posts(incidents=incidents, notices=notices)
    return judge(make_config(), observe(make_run(now), now=utc(now)), posts, now=utc(now))


def promising(*later: str, state: State = State.MONITORING) -> Incident:
    updates = [make_update("2026-11-20 09:20", next_update="2026-11-20 10:20")]
    updates += [make_update(at, state) for at in later]
    return make_incident("2026-11-20 09:20", *updates, statuses={"web": Status.PARTIAL_OUTAGE})


def test_a_promise_is_overdue_ten_minutes_after_its_time() -> None:
    """Due at 10:20: not at 10:29, but at 10:30."""
    on_time, late = (judged(promising(), now=f"2026-11-20 {at}").incidents[0] for at in ("10:29", "10:30"))
    assert (on_time.promise, on_time.overdue) == (utc("2026-11-20 10:20"), False)
    assert (late.promise, late.overdue) == (utc("2026-11-20 10:20"), True)


def test_a_newer_update_or_the_end_keeps_nobody_waiting() -> None:
    """A promise belongs to its update, and only the newest one's counts, while it is open."""
    for incident in (promising("2026-11-20 10:00"), promising("2026-11-20 10:00", state=State.RESOLVED)):
        (view,) = judged(incident, now="2026-11-20 12:00").incidents
        assert (view.promise, view.overdue) == (None, False)


def test_impact_and_ever_are_the_worst_that_was_said() -> None:
    """It was down for a while and is slow now."""
    incident = make_incident(
        "2026-11-20 09:00",
        make_update("2026-11-20 09:00"),
        make_update("2026-11-20 10:00", State.MONITORING, statuses={"web": Status.DEGRADED_PERFORMANCE}),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    (view,) = judged(incident).incidents
    assert view.impact is Impact.CRITICAL
    assert [one.status for one in view.now] == [Status.DEGRADED_PERFORMANCE]
    assert [one.status for one in view.ever] == [Status.MAJOR_OUTAGE]


def test_posts_are_told_newest_first() -> None:
    """Incidents by their start, notices by their time."""
    incidents = [make_incident(f"2026-11-{day} 09:00", post_id=f"on-{day}") for day in (18, 20, 19)]
    notices = tuple(
        Notice(
            id=f"note-{day}",
            title="Note",
            file="note.md",
            updates=(make_update(f"2026-11-{day} 08:00", State.PUBLISHED),),
            at=utc(f"2026-11-{day} 08:00"),
        )
        for day in (17, 19, 18, 30)
    )
    page = judged(*incidents, notices=notices)
    assert [view.incident.id for view in page.incidents] == ["on-20", "on-19", "on-18"]
    assert [notice.id for notice in page.notices] == ["note-19", "note-18", "note-17"]


def test_a_page_of_the_past_knows_nothing_of_what_came_later() -> None:
    """Judged at 09:50, an incident resolved at 10:00 is open and one of 10:10 does not exist."""
    resolved = promising("2026-11-20 10:00", state=State.RESOLVED)
    later = make_incident("2026-11-20 10:10", post_id="later")
    page = judged(resolved, later, now="2026-11-20 09:50")
    assert [(view.incident.id, view.open) for view in page.incidents] == [("trouble", True)]
