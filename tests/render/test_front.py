from dataclasses import replace
from datetime import timedelta

from statusgen.domain.page import GroupView, StatusPage
from statusgen.domain.posts import State
from statusgen.domain.status import Status
from statusgen.render.entries import Entries
from statusgen.render.front import Front, view_front
from statusgen.render.prose import Prose
from tests.builders import utc
from tests.render import samples
from tests.render.samples import make_component, make_page, make_update


def front_of(page: StatusPage) -> Front:
    return view_front(page, Entries(page, Prose()).list_all())


def test_the_incident_of_the_headline_leads() -> None:
    """The others follow, newest update first."""
    front = front_of(samples.major_page())
    assert front.lead is not None
    assert front.lead.incident is samples.WEBMAIL
    assert [view.incident for view in front.incidents] == [samples.STORAGE, samples.API]


def test_affected_stands_before_quiet() -> None:
    """Groups and the components in them; otherwise the order of checks.yaml holds."""
    quiet = GroupView("a", "A", Status.OPERATIONAL, (make_component("A1"), make_component("A2")))
    unwell = GroupView(
        "b",
        "B",
        Status.PARTIAL_OUTAGE,
        (
            make_component("B1"),
            make_component("B2", Status.PARTIAL_OUTAGE),
            make_component("B3", Status.UNKNOWN),
        ),
    )
    front = front_of(make_page(groups=(quiet, unwell)))
    names = [[component.name for component in group.components] for group in front.groups]
    assert names == [["B2", "B3", "B1"], ["A1", "A2"]]


def test_retired_components_are_off_the_front_page() -> None:
    """A group of them alone, too."""
    retired = replace(make_component("Old"), retired=samples.TODAY)
    group = GroupView("a", "A", Status.OPERATIONAL, (retired,))
    assert front_of(make_page(groups=(group,))).groups == ()


def test_two_weeks_of_days_are_told_the_quiet_ones_too() -> None:
    """Today first; what happened stands at the local day on which it began."""
    front = front_of(make_page())
    assert len(front.days) == 14
    assert front.days[0].date == samples.TODAY
    assert front.days[-1].date == samples.TODAY - timedelta(days=13)
    assert [entry.title for entry in front.days[2].entries] == ["Checkout: one card in five fails"]
    assert front.days[3].rest == "No problems."


def test_a_day_that_was_not_measured_is_not_called_quiet() -> None:
    """Green only where it was seen."""
    dark: dict[int, tuple[Status, int]] = {1: (Status.UNKNOWN, 0)}
    lit, unlit = make_component("A"), make_component("B", troubles=dark)
    days = front_of(make_page(groups=(GroupView("", "", Status.OPERATIONAL, (lit, unlit)),))).days
    assert days[1].rest == "No problems known; 1 of 2 services could not be measured."
    days = front_of(make_page(groups=(GroupView("", "", Status.OPERATIONAL, (unlit,)),))).days
    assert days[1].rest == "Not measured; nothing was reported."


def test_trouble_on_a_day_that_no_entry_tells_is_told() -> None:
    """The second day of a long outage."""
    component = make_component("Web", troubles={1: (Status.MAJOR_OUTAGE, 7200)})
    days = front_of(make_page(groups=(GroupView("", "", Status.OPERATIONAL, (component,)),))).days
    assert days[1].rest == "Web: major outage for 2 hours."


def test_days_that_nobody_watched_are_left_out() -> None:
    """There is no past to be quiet before the first sample; what was posted about it stays."""
    assert front_of(samples.first_day_page()).days == ()
    component = make_component("Web", first=88)
    page = make_page(
        groups=(GroupView("", "", Status.OPERATIONAL, (component,)),),
        incidents=(),
        maintenances=(),
        notices=(),
        outages=(),
    )
    assert len(front_of(page).days) == 2


def test_maintenance_in_progress_stands_before_what_lies_ahead() -> None:
    """Finished and cancelled work is history."""
    over = samples.view_maintenance(samples.PHP, State.CANCELLED)
    soon, later = (
        samples.view_maintenance(replace(samples.ROUTER, id=name, starts=utc(starts)))
        for name, starts in (("soon", "2026-11-23 01:00"), ("later", "2026-12-01 01:00"))
    )
    running = samples.view_maintenance(samples.UPS, State.VERIFYING)
    front = front_of(make_page(maintenances=(over, later, soon, running)))
    assert front.running == (running,)
    assert front.ahead == (soon, later)


def test_only_pinned_notices_stay_on_top() -> None:
    """The others are in the two weeks, at their day."""
    pinned = replace(
        samples.NOTICE,
        id="pinned",
        pinned=True,
        updates=(make_update("2026-01-01 09:00", State.PUBLISHED, "Read me."),),
    )
    assert front_of(make_page(notices=(samples.NOTICE, pinned))).notices == (pinned,)


def test_an_outage_with_a_post_is_told_by_the_post() -> None:
    """Unless there is no such post: then it is told by itself."""
    open_outage = replace(samples.OLD_OUTAGE, ended=None)
    covered = replace(open_outage, covered_by=samples.PAYMENTS.id)
    gone = replace(open_outage, covered_by="no-such-post")
    assert front_of(make_page(outages=(covered,))).outages == ()
    assert front_of(make_page(outages=(gone,))).outages == (gone,)
