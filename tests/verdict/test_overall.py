"""One status and one sentence for the whole page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.config import Config, Group
from statusgen.domain.page import HeadlineKind, StatusPage
from statusgen.domain.posts import Incident, Maintenance, Posts, State
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
    make_sample,
    make_update,
    observe,
    utc,
)

NOW = "2026-11-22 12:00"
UP, DOWN, SLOW, GONE = Outcome.UP, Outcome.DOWN, Outcome.DEGRADED, Outcome.UNKNOWN


def config_of(names: Mapping[str, object]) -> Config:
    return make_config(*(make_component(name, make_check(f"{name}-http", component=name)) for name in names))


def judged(
    found: Mapping[str, Outcome],
    *incidents: Incident,
    maintenances: tuple[Maintenance, ...] = (),
    config: Config | None = None,
) -> StatusPage:
    samples = [make_sample(outcome, check=f"{name}-http", component=name) for name, outcome in found.items()]
    observed = observe(*([make_run(NOW, *samples)] if samples else []), now=utc(NOW))
    posts = Posts(incidents=incidents, maintenances=maintenances)
    return judge(config or config_of(found), observed, posts, now=utc(NOW))


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ({"a": UP, "b": UP}, Status.OPERATIONAL),
        ({"a": DOWN, "b": UP}, Status.MAJOR_OUTAGE),
        ({"a": DOWN, "b": UP, "c": UP}, Status.PARTIAL_OUTAGE),
        ({"a": SLOW, "b": UP}, Status.DEGRADED_PERFORMANCE),
        ({"a": GONE, "b": UP}, Status.OPERATIONAL),
        ({"a": GONE, "b": GONE}, Status.UNKNOWN),
        ({"a": GONE, "b": SLOW}, Status.DEGRADED_PERFORMANCE),
    ],
)
def test_components_make_the_pages_status(found: dict[str, Outcome], status: Status) -> None:
    """Half of them make it major; any outage makes it partial; unknown only if nothing is known."""
    assert judged(found).status is status


def test_some_unknown_is_never_all_operational() -> None:
    """No known problems, and 1 of 3 has no current data."""
    headline = judged({"a": UP, "b": GONE, "c": UP}).headline
    assert (headline.kind, headline.count, headline.total) == (HeadlineKind.PARTLY_UNKNOWN, 1, 3)
    assert judged({"a": UP}).headline.kind is HeadlineKind.OPERATIONAL
    assert judged({"a": GONE}).headline.kind is HeadlineKind.NO_CURRENT_DATA


def lost(*, core: str = "", after: Mapping[str, Outcome], incidents: tuple[Incident, ...] = ()) -> StatusPage:
    """A and B fail at 11:50, C is well; `after` is what is found at noon."""
    names = ("a", "b", "c")
    config = make_config(
        *(
            make_component(name, make_check(f"{name}-http", component=name), core=name == core)
            for name in names
        )
    )

    def run(at: str, found: Mapping[str, Outcome]) -> Run:
        return make_run(
            f"2026-11-22 {at}",
            *(make_sample(found[name], check=f"{name}-http", component=name) for name in names),
        )

    runs = (run("11:50", {"a": DOWN, "b": DOWN, "c": UP}), run("12:00", after))
    return judge(config, observe(*runs, now=utc(NOW)), Posts(incidents=incidents), now=utc(NOW))


def test_an_outage_that_is_lost_from_sight_makes_the_page_unknown() -> None:
    """Nobody saw it end: the page tells the first as it was last seen, and counts the others."""
    page = lost(after={"a": GONE, "b": GONE, "c": UP})
    headline = page.headline
    assert (page.status, headline.kind) == (Status.UNKNOWN, HeadlineKind.LAST_SEEN_FAILING)
    assert (headline.components, headline.status) == (("A",), Status.MAJOR_OUTAGE)
    assert (headline.since, headline.count) == (utc("2026-11-22 11:50"), 2)
    assert lost(after={"a": GONE, "b": UP, "c": UP}).status is Status.UNKNOWN
    assert lost(after={"a": UP, "b": UP, "c": GONE}).status is Status.OPERATIONAL


def test_what_a_post_calls_wrong_is_not_lost_from_sight() -> None:
    """Our check failed, and not the service: nothing is known, and nothing is held against it."""
    wrong = make_incident("2026-11-22 11:55", ignore_checks=("a-http",))
    page = lost(after={"a": DOWN, "b": UP, "c": UP}, incidents=(wrong,))
    assert (page.status, page.headline.kind) == (Status.OPERATIONAL, HeadlineKind.INCIDENT)


def test_a_core_component_that_is_not_known_makes_the_page_unknown() -> None:
    """The rest cannot make up for it."""
    page = lost(core="c", after={"a": UP, "b": UP, "c": GONE})
    assert (page.status, page.headline.kind) == (Status.UNKNOWN, HeadlineKind.NO_CURRENT_DATA)
    assert (page.headline.components, page.headline.count) == (("C",), 1)


def test_what_is_known_to_be_bad_beats_what_is_lost_from_sight() -> None:
    """Another component that fails, an incident that people declare."""
    assert lost(after={"a": GONE, "b": DOWN, "c": UP}).headline.kind is HeadlineKind.FOUND_BY_CHECKS
    declared = make_incident("2026-11-22 11:55", statuses={"a": Status.PARTIAL_OUTAGE})
    page = lost(after={"a": GONE, "b": UP, "c": UP}, incidents=(declared,))
    assert (page.status, page.headline.post) == (Status.PARTIAL_OUTAGE, declared.id)


def test_the_worst_and_then_the_newest_open_incident_leads() -> None:
    """Two degraded and one major incident: the major one; without it, the newer of the two."""
    major = make_incident("2026-11-22 09:00", post_id="major", statuses={"a": Status.MAJOR_OUTAGE})
    older, newer = (
        make_incident(f"2026-11-22 {at}", post_id=at, statuses={"b": Status.DEGRADED_PERFORMANCE})
        for at in ("10:00", "11:00")
    )
    found = {"a": UP, "b": UP, "c": UP}
    assert judged(found, newer, major, older).headline.post == "major"
    assert judged(found, older, newer).headline.post == "11:00"


def test_trouble_that_no_post_covers_is_found_by_checks() -> None:
    """An incident about something milder elsewhere does not hide it; one about it does lead."""
    mild = make_incident("2026-11-22 09:00", statuses={"b": Status.DEGRADED_PERFORMANCE})
    found = {"a": DOWN, "b": UP, "c": UP}
    headline = judged(found, mild).headline
    assert (headline.kind, headline.components, headline.since) == (
        HeadlineKind.FOUND_BY_CHECKS,
        ("A",),
        utc(NOW),
    )
    about_it = make_incident("2026-11-22 09:00", statuses={"a": Status.DEGRADED_PERFORMANCE})
    assert judged(found, about_it).headline.kind is HeadlineKind.INCIDENT


def test_trouble_that_a_post_calls_over_is_told_as_that() -> None:
    """Resolved after the last failing sample: until the next one nobody can say that we have not posted."""
    over = make_incident(
        "2026-11-22 09:00",
        make_update("2026-11-22 09:00"),
        make_update(NOW, State.RESOLVED),
        statuses={"a": Status.MAJOR_OUTAGE},
    )
    headline = judged({"a": DOWN, "b": UP, "c": UP}, over).headline
    assert (headline.kind, headline.post) == (HeadlineKind.FOUND_BY_CHECKS, over.id)


def test_open_posts_that_fit_no_component_keep_the_banner_from_green() -> None:
    """Unknown names count as said, no name at all as degraded, broken posts at least as partial."""
    strange = make_incident("2026-11-22 09:00", statuses={"gopher": Status.DEGRADED_PERFORMANCE})
    nameless = make_incident("2026-11-22 09:00")
    broken = make_incident("2026-11-22 09:00", broken=True)
    found = {"a": UP, "b": UP, "c": UP}
    assert judged(found, strange).status is Status.DEGRADED_PERFORMANCE
    assert judged(found, nameless).status is Status.DEGRADED_PERFORMANCE
    assert judged(found, broken).status is Status.PARTIAL_OUTAGE
    for incident in (strange, nameless, broken):
        assert judged(found, incident).headline.post == "trouble"
    major = make_incident("2026-11-22 09:00", statuses={"gopher": Status.MAJOR_OUTAGE})
    assert judged({"a": UP}, major).status is Status.MAJOR_OUTAGE  # one of two
    assert judged({"a": DOWN}, strange, nameless, broken).status is Status.MAJOR_OUTAGE  # still all of it


def test_maintenance_leads_when_nothing_is_wrong() -> None:
    """Its title, the components under it, and how many are not known meanwhile."""
    works = make_maintenance(
        "2026-11-22 11:00",
        "2026-11-22 13:00",
        announced="2026-11-19 02:00",
        statuses={"a": Status.UNDER_MAINTENANCE},
    )
    page = judged({"a": DOWN, "b": UP, "c": GONE}, maintenances=(works,))
    assert page.status is Status.UNDER_MAINTENANCE
    headline = page.headline
    assert (headline.kind, headline.post, headline.components) == (HeadlineKind.MAINTENANCE, "works", ("A",))
    assert (headline.count, headline.total) == (1, 3)
    assert judged({"a": UP, "b": DOWN, "c": UP}, maintenances=(works,)).headline.kind is (
        HeadlineKind.FOUND_BY_CHECKS
    )


def test_an_outage_that_was_announced_is_told_as_maintenance() -> None:
    """Expected to be out for announced work: the page says partial, and the work leads."""
    works = make_maintenance(
        "2026-11-22 11:00",
        "2026-11-22 13:00",
        announced="2026-11-19 02:00",
        statuses={"a": Status.PARTIAL_OUTAGE},
    )
    page = judged({"a": UP, "b": UP}, maintenances=(works,))
    assert (page.status, page.headline.kind) == (Status.PARTIAL_OUTAGE, HeadlineKind.MAINTENANCE)


def test_retired_components_are_out_of_every_count() -> None:
    """Neither their trouble nor their silence shows anywhere but on their own page."""
    gone = replace(make_component("old", make_check("old-http", component="old")), retired=date(2026, 1, 1))
    live = make_component("a", make_check("a-http", component="a"))
    config = Config(site=make_config().site, groups=(Group("all", "All", (live, gone)),))
    page = judged({"a": UP, "old": DOWN}, config=config)
    assert page.status is page.groups[0].status is Status.OPERATIONAL
    assert page.headline.kind is HeadlineKind.OPERATIONAL
    assert [component.status for component in page.components] == [Status.OPERATIONAL, Status.MAJOR_OUTAGE]
    assert [component.retired for component in page.components] == [None, date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("now", "status"), [("2026-11-22 10:59", Status.MAJOR_OUTAGE), ("2026-11-22 11:00", Status.OPERATIONAL)]
)
def test_a_component_is_retired_on_its_day_and_not_before(now: str, status: Status) -> None:
    """Its trouble counts until the 23rd begins in Auckland, at 11:00 UTC on the 22nd."""
    site = replace(make_config().site, timezone=ZoneInfo("Pacific/Auckland"))
    going = replace(make_component("a", make_check("a-http", component="a")), retired=date(2026, 11, 23))
    config = make_config(going, make_component("b", make_check("b-http", component="b")), site=site)
    samples = [
        make_sample(outcome, check=f"{name}-http", component=name)
        for name, outcome in (("a", DOWN), ("b", UP))
    ]
    page = judge(config, observe(make_run(now, *samples), now=utc(now)), Posts(), now=utc(now))
    assert page.status is status
    assert page.components[0].retired == (None if status is Status.MAJOR_OUTAGE else date(2026, 11, 23))


def test_a_broken_component_is_unknown_unless_declared() -> None:
    """A mistake in checks.yaml is never green."""
    broken = replace(make_component("a"), broken=True)
    config = make_config(broken, make_component("b"))
    page = judged({}, config=config)
    assert page.components[0].status is page.status is Status.UNKNOWN
    said = make_incident("2026-11-22 09:00", statuses={"a": Status.PARTIAL_OUTAGE})
    assert judged({}, said, config=config).components[0].status is Status.PARTIAL_OUTAGE
