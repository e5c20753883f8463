"""What is told about a component, and what is not."""

from dataclasses import replace
from datetime import date, timedelta

from statusgen.domain.config import Location, Probing
from statusgen.domain.figures import Window
from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import Observed
from statusgen.domain.page import ComponentView, RemarkKind, StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Controls, Run
from statusgen.domain.status import Outcome, Reason, Status
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
PUBLIC = make_config(make_component("web", make_check(), make_check("web-tls", kind="tls")))
PRIVATE = make_config(
    make_component("web", make_check(private=True), make_check("web-tls", kind="tls", private=True))
)


def page_of(*runs: Run, private: bool = False, posts: Posts | None = None) -> StatusPage:
    return judge(PRIVATE if private else PUBLIC, observe(*runs, now=NOW), posts or Posts(), now=NOW)


def web(page: StatusPage) -> ComponentView:
    (component,) = page.components
    return component


def test_a_check_tells_its_outcome_its_worst_reason_and_its_newest_figures() -> None:
    """Over two locations: the newest latency, the reason of the worst failure."""
    slow = make_sample(Outcome.DEGRADED, reason=Reason.LATENCY, latency_ms=900)
    down = make_sample(Outcome.DOWN, reason=Reason.TIMEOUT, latency_ms=None)
    runs = (
        make_run("2026-11-22 11:58", down, location="a"),
        make_run("2026-11-22 11:59", slow, location="b"),
    )
    http, tls = web(page_of(*runs)).checks
    assert (http.outcome, http.reason, http.latency_ms) == (Outcome.DEGRADED, Reason.TIMEOUT, 900)
    assert (tls.outcome, tls.reason, tls.latency_ms) == (Outcome.UNKNOWN, None, None)


def test_an_old_sample_keeps_its_certificate_and_loses_its_latency() -> None:
    """How long a certificate is valid is still true tomorrow; how quick an answer came is not."""
    until = utc("2027-01-03 12:00")
    sample = replace(make_sample(), certificate_until=until)
    http, _ = web(page_of(make_run("2026-11-22 10:00", sample))).checks
    assert (http.outcome, http.latency_ms, http.certificate_until) == (Outcome.UNKNOWN, None, until)


def test_private_checks_count_and_leave_no_trace() -> None:
    """The component is down and says so: no check, reason, place, count or response time with it."""
    down = replace(make_sample(Outcome.DOWN, reason=Reason.CREDENTIALS_REFUSED), answered=(0, 3))
    runs = [make_run("2026-11-22 11:50"), make_run("2026-11-22 11:55", down, location="a")]
    runs += [make_run("2026-11-22 11:55", down, location="b"), make_run("2026-11-22 11:56", location="c")]
    observed = replace(
        observe(*runs, now=NOW), latencies={("web-http", date(2026, 11, 22)): {"a": Histogram.of([80.0])}}
    )
    view = web(judge(PRIVATE, observed, Posts(), now=NOW))
    (outage,) = view.outages
    assert view.uptime[0].down_ms > 0
    assert (view.checks, view.response, outage.reasons, outage.locations, outage.answered) == (
        (),
        (),
        (),
        (),
        None,
    )
    assert {reason for interval in view.timeline for reason in interval.why.reasons} == set()
    assert {remark.kind for remark in view.remarks} == {RemarkKind.CHECKS_NOT_KNOWN}


def test_a_status_says_since_when() -> None:
    """Down since 11:30, whatever reasons came and went; unchanged for ever says nothing."""
    first = make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)
    then = make_sample(Outcome.DOWN, reason=Reason.RESET)
    view = web(
        page_of(
            make_run("2026-11-22 11:20"),
            make_run("2026-11-22 11:30", first),
            *make_runs("2026-11-22 11:40", "2026-11-22 11:55", then),
        )
    )
    assert (view.status, view.since) == (Status.MAJOR_OUTAGE, utc("2026-11-22 11:30"))
    assert web(page_of()).since is None


def test_the_timeline_says_why() -> None:
    """A measured and declared outage names its reason and its post."""
    incident = make_incident("2026-11-22 11:58", statuses={"web": Status.MAJOR_OUTAGE})
    down = make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)
    view = web(page_of(make_run("2026-11-22 11:55", down), posts=Posts((incident,))))
    assert [(one.why.posts, one.why.reasons) for one in view.timeline[-2:]] == [
        ((), (Reason.TIMEOUT,)),
        (("trouble",), (Reason.TIMEOUT,)),
    ]


def test_an_incident_that_takes_a_component_out_no_longer_concerns_it() -> None:
    """`operational` in a post never raises a status, and the post is not listed there."""
    incident = make_incident("2026-11-22 11:00", statuses={"web": Status.OPERATIONAL})
    view = web(page_of(make_run("2026-11-22 11:55", make_sample(Outcome.DOWN)), posts=Posts((incident,))))
    assert (view.status, view.incidents) == (Status.MAJOR_OUTAGE, ())


def test_a_remark_says_since_when_a_place_has_failed() -> None:
    """Frankfurt has failed since 11:40, for changing reasons, without a good word in between."""
    refused, late = (make_sample(Outcome.DOWN, reason=reason) for reason in (Reason.CONNECT, Reason.TIMEOUT))
    tls = make_sample(check="web-tls")
    runs = [
        *make_runs("2026-11-22 11:30", "2026-11-22 11:55", make_sample(), tls, location="dublin"),
        make_run("2026-11-22 11:30", refused, location="frankfurt"),
        make_run("2026-11-22 11:35", location="frankfurt"),
        make_run("2026-11-22 11:40", refused, location="frankfurt"),
        *make_runs("2026-11-22 11:45", "2026-11-22 11:55", late, location="frankfurt"),
    ]
    (remark,) = web(page_of(*runs)).remarks
    assert (remark.kind, remark.places, remark.others, remark.since) == (
        RemarkKind.NOT_REACHABLE_FROM,
        ("frankfurt",),
        ("dublin",),
        utc("2026-11-22 11:40"),
    )


def test_response_times_are_over_whole_utc_days_with_today() -> None:
    """Today's samples are the 24 hours' figure; a week takes seven days, the eighth is out."""
    today = date(2026, 11, 22)
    latencies = {
        ("web-http", today): {"dublin": Histogram.of([100.0] * 2), "main": Histogram.of([100.0])},
        ("web-tls", today - timedelta(days=6)): {"main": Histogram.of([100.0] * 4)},
        ("web-http", today - timedelta(days=7)): {"main": Histogram.of([100.0] * 5)},
        ("gone", today): {"main": Histogram.of([100.0] * 50)},
    }
    observed = replace(observe(make_run("2026-11-22 11:55"), now=NOW), latencies=latencies)
    response = web(judge(PUBLIC, observed, Posts(), now=NOW)).response
    assert {one.window: one.samples for one in response} == {
        Window.DAY: 3,
        Window.WEEK: 7,
        Window.MONTH: 12,
        Window.QUARTER: 12,
    }
    assert all(98 <= one.p50_ms <= 102 and 98 <= one.p95_ms <= 102 for one in response)
    assert web(page_of(make_run("2026-11-22 11:55"))).response == ()


def test_locations_are_named_as_configured_and_told_when_silent() -> None:
    """Listed ones first, in their order; one that only reports unknown has not stopped."""
    config = make_config(probing=Probing(locations=(Location("b", "Berlin"), Location("a", "Athens"))))
    offline = make_sample(Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
    runs = [
        make_run("2026-11-22 11:55", offline, location="a"),
        make_run("2026-11-22 11:00", location="zurich"),
    ]
    page = judge(config, observe(*runs, now=NOW), Posts(), now=NOW)
    assert [(one.name, one.last_run, one.stopped) for one in page.locations] == [
        ("Berlin", None, True),
        ("Athens", utc("2026-11-22 11:55"), False),
        ("zurich", utc("2026-11-22 11:00"), True),
    ]


def test_a_prober_that_was_cut_off_is_our_trouble() -> None:
    """Silent controls in the newest run of any location are said as such."""
    for controls, trouble in ((Controls.SILENT, True), (Controls.OK, False), (Controls.NONE, False)):
        run = replace(make_run("2026-11-22 11:55"), controls=controls)
        assert page_of(run).monitoring_trouble is trouble


def test_of_several_probers_the_one_that_was_cut_off_is_known() -> None:
    """Its failures say nothing, and those of the other one stand."""
    offline = make_sample(Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
    cut_off = replace(make_run("2026-11-22 11:55", offline, location="a"), controls=Controls.SILENT)
    fine = replace(make_run("2026-11-22 11:55", location="b"), controls=Controls.OK)
    page = page_of(cut_off, fine)
    assert [(one.id, one.offline) for one in page.locations] == [("a", True), ("b", False)]
    assert (web(page).status, page.outages) == (Status.OPERATIONAL, ())


def test_a_prober_that_has_stopped_reporting_troubles_nobody() -> None:
    """A laptop that was offline at its last run says so while that run could speak, for 15 minutes."""
    offline = make_sample(Outcome.UNKNOWN, reason=Reason.PROBER_OFFLINE)
    for at, trouble in (("11:46", True), ("11:45", False)):
        laptop = replace(make_run(f"2026-11-22 {at}", offline, location="laptop"), controls=Controls.SILENT)
        assert page_of(make_run("2026-11-22 11:55"), laptop).monitoring_trouble is trouble


def test_an_unreadable_history_is_said_and_nothing_is_made_up() -> None:
    """Everything is unknown, and the page knows why."""
    observed = Observed(since=NOW - timedelta(days=91), available=False)
    page = judge(PUBLIC, observed, Posts(), now=NOW)
    assert (page.status, page.history_available) == (Status.UNKNOWN, False)
    assert [cell.status for cell in web(page).cells] == [None] * 90
