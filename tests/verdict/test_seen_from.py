"""One component from each location."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.domain.config import Config, Location, Probing
from statusgen.domain.figures import Percentiles, Window
from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import Observed
from statusgen.domain.page import ComponentView, SeenFrom, StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from tests.builders import (
    make_check,
    make_component,
    make_config,
    make_incident,
    make_run,
    make_runs,
    make_sample,
    observe,
    utc,
)

NOW = utc("2026-11-22 12:00")
TODAY = NOW.date()
DOWN = make_sample(Outcome.DOWN)
LISTED = Probing(locations=(Location("frankfurt", "Frankfurt"), Location("dublin", "Dublin")))


def judged(*runs: Run, config: Config | None = None, posts: Posts | None = None) -> StatusPage:
    return judge(config or make_config(), observe(*runs, now=NOW), posts or Posts(), now=NOW)


def web(page: StatusPage) -> ComponentView:
    return page.components[0]


def seen(page: StatusPage) -> dict[str, SeenFrom]:
    return {one.location.name: one for one in web(page).seen_from}


def with_latencies(
    observed: Observed, days: dict[int, dict[str, Histogram]], check: str = "web-http"
) -> Observed:
    """`days` by how long ago."""
    return replace(
        observed, latencies={(check, TODAY - timedelta(days=ago)): seen for ago, seen in days.items()}
    )


def test_each_location_has_its_own_word_and_its_last_report() -> None:
    """Frankfurt fails since 11:40 while Dublin is well: the status is one, the sights are two."""
    runs = [
        *make_runs("2026-11-22 11:30", "2026-11-22 11:55", location="dublin"),
        make_run("2026-11-22 11:35", location="frankfurt"),
        *make_runs("2026-11-22 11:40", "2026-11-22 11:50", DOWN, location="frankfurt"),
    ]
    page = judged(*runs, config=make_config(probing=LISTED))
    assert web(page).status is Status.OPERATIONAL
    told = [(name, one.status, one.since, one.last_sample) for name, one in seen(page).items()]
    assert told == [
        ("Frankfurt", Status.MAJOR_OUTAGE, utc("2026-11-22 11:40"), utc("2026-11-22 11:50")),
        ("Dublin", Status.OPERATIONAL, None, utc("2026-11-22 11:55")),
    ]


def test_one_location_needs_no_table() -> None:
    """It sees what the status says."""
    assert web(judged(make_run("2026-11-22 11:55"))).seen_from == ()


def test_a_location_that_stopped_is_shown_as_such_and_never_counts_as_failing() -> None:
    """Its last word was down, at 09:10; with `quorum: 1` too, it fails nothing once that has expired."""
    last = replace(DOWN, terms=replace(DOWN.terms, quorum=1))
    runs = [
        make_run("2026-11-22 09:10", last, location="frankfurt"),
        *make_runs("2026-11-22 09:00", "2026-11-22 11:55", location="dublin"),
    ]
    page = judged(*runs)
    stopped = seen(page)["frankfurt"]
    assert (stopped.location.stopped, stopped.status, stopped.since) == (True, Status.UNKNOWN, None)
    assert stopped.last_sample == utc("2026-11-22 09:10")
    assert (web(page).status, web(page).remarks) == (Status.OPERATIONAL, ())
    (outage,) = page.outages
    assert (outage.started, outage.ended) == (utc("2026-11-22 09:10"), utc("2026-11-22 09:25"))


def test_a_location_that_was_set_aside_still_shows_what_it_sees() -> None:
    """Its words count for nothing, and can be read."""
    names = ("web", "mail")
    config = make_config(
        *(make_component(name, make_check(f"{name}-http", component=name)) for name in names)
    )
    down, up = (
        [make_sample(outcome, check=f"{name}-http", component=name) for name in names]
        for outcome in (Outcome.DOWN, Outcome.UP)
    )
    page = judged(
        make_run("2026-11-22 11:50", *up, location="a"),
        make_run("2026-11-22 11:50", *up, location="b"),
        make_run("2026-11-22 11:55", *up, location="a"),
        make_run("2026-11-22 11:55", *down, location="b"),
        config=config,
    )
    sight = seen(page)["b"]
    assert (sight.status, sight.since) == (Status.MAJOR_OUTAGE, utc("2026-11-22 11:55"))
    assert sight.location.aside_since == utc("2026-11-22 11:55")


def test_private_checks_are_seen_from_nowhere() -> None:
    """Where they fail, and how quick they are, is nobody's business."""
    private = make_config(make_component("web", make_check(private=True), make_check("web-tls", kind="tls")))
    tls = make_sample(check="web-tls")
    runs = [make_run("2026-11-22 11:55", DOWN, tls, location=place) for place in ("a", "b")]
    observed = with_latencies(observe(*runs, now=NOW), {0: {"a": Histogram.of([80.0], left_out=3)}})
    view = web(judge(private, observed, Posts(), now=NOW))
    assert [(one.status, one.response) for one in view.seen_from] == [(Status.OPERATIONAL, None)] * 2
    assert (view.response, view.left_out) == ((), 0)
    assert (
        web(judged(*runs, config=make_config(make_component("web", make_check(private=True))))).seen_from
        == ()
    )


def test_a_check_that_a_post_calls_wrong_says_nothing_from_anywhere() -> None:
    """What is ignored is not shown as failing."""
    runs = [make_run("2026-11-22 11:55", DOWN, location=place) for place in ("a", "b")]
    wrong = make_incident("2026-11-22 11:00", ignore_checks=("web-http",))
    page = judged(*runs, posts=Posts((wrong,)))
    assert [one.status for one in web(page).seen_from] == [Status.UNKNOWN] * 2


def test_an_unlisted_location_is_forgotten_after_a_week() -> None:
    """A prober that was renamed does not stay as stopped for ever; one that checks.yaml lists does."""
    runs = [
        make_run("2026-11-14 11:55", location="old"),
        make_run("2026-11-14 11:55", location="frankfurt"),
        *(make_run("2026-11-22 11:55", location=place) for place in ("dublin", "new")),
    ]
    page = judged(*runs, config=make_config(probing=LISTED))
    assert list(seen(page)) == ["Frankfurt", "Dublin", "new"]
    assert [place.name for place in page.locations] == ["Frankfurt", "Dublin", "new"]


def test_a_location_that_never_reported_is_one_of_the_page_and_has_seen_nothing() -> None:
    """A third prober was listed and never set up: in no table of a component, and not forgotten."""
    listed = Probing(locations=(*LISTED.locations, Location("oslo", "Oslo")))
    runs = [make_run("2026-11-22 11:55", location=place) for place in ("dublin", "frankfurt")]
    page = judged(*runs, config=make_config(probing=listed))
    assert list(seen(page)) == ["Frankfurt", "Dublin"]
    assert [(place.name, place.last_run) for place in page.locations][2:] == [("Oslo", None)]


def test_response_times_of_a_location_are_those_of_its_week() -> None:
    """Seven UTC days with today, its own alone."""
    runs = [make_run("2026-11-22 11:55", location=place) for place in ("a", "b")]
    days = {
        0: {"a": Histogram.of([100.0] * 3), "b": Histogram.of([400.0] * 2)},
        6: {"a": Histogram.of([100.0] * 4)},
        7: {"a": Histogram.of([900.0] * 50)},
    }
    view = web(judge(make_config(), with_latencies(observe(*runs, now=NOW), days), Posts(), now=NOW))
    a, b = (one.response for one in view.seen_from)
    assert isinstance(a, Percentiles)
    assert isinstance(b, Percentiles)
    assert (a.window, a.samples, b.samples) == (Window.WEEK, 7, 2)
    assert a.p50_ms == pytest.approx(100, rel=0.021)
    assert b.p95_ms == pytest.approx(400, rel=0.021)
    assert {one.window: one.samples for one in view.response} == {
        Window.DAY: 5,
        Window.WEEK: 9,
        Window.MONTH: 59,
        Window.QUARTER: 59,
    }


def test_what_a_busy_prober_measured_is_counted_and_in_no_figure() -> None:
    """Over ninety days and all locations, also where it leaves no figure at all."""
    days = {
        0: {"a": Histogram.of([], left_out=2), "b": Histogram.of([], left_out=1)},
        80: {"a": Histogram.of([], left_out=9)},
    }
    observed = with_latencies(observe(make_run("2026-11-22 11:55"), now=NOW), days)
    view = web(judge(make_config(), observed, Posts(), now=NOW))
    assert (view.response, view.left_out) == ((), 12)
