"""When bad stretches are one outage, and what it tells."""

from datetime import timedelta

from statusgen.domain.config import Config, Location, Probing
from statusgen.domain.page import Outage
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.history import MemoryStore, read_history, record_run
from statusgen.verdict import judge
from tests.builders import (
    make_check,
    make_component,
    make_config,
    make_maintenance,
    make_run,
    make_runs,
    make_sample,
    observe,
    utc,
)

UP, DOWN = make_sample(), make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)
SLOW, GONE = make_sample(Outcome.DEGRADED), make_sample(Outcome.UNKNOWN)
NOW = "2026-11-22 12:00"


def outages(
    *runs: Run, now: str = NOW, posts: Posts | None = None, config: Config | None = None
) -> tuple[Outage, ...]:
    """Newest first."""
    return judge(
        config or make_config(), observe(*runs, now=utc(now)), posts or Posts(), now=utc(now)
    ).outages


def span(outage: Outage) -> tuple[str, str | None]:
    return f"{outage.started:%H:%M}", f"{outage.ended:%H:%M}" if outage.ended else None


def failing_twice(first_well: str, down_again: str) -> list[Run]:
    return [
        make_run("2026-11-22 09:00", DOWN),
        *make_runs(f"2026-11-22 {first_well}", f"2026-11-22 {down_again}")[:-1],
        make_run(f"2026-11-22 {down_again}", DOWN),
        *make_runs("2026-11-22 10:10", NOW),
    ]


def test_less_than_thirty_good_minutes_join_two_stretches() -> None:
    """29 minutes well: one outage, on and off; 30: two."""
    joined = outages(*failing_twice("09:05", "09:34"))
    assert [(span(one), one.stretches) for one in joined] == [(("09:00", "10:10"), 2)]
    apart = outages(*failing_twice("09:05", "09:35"))
    assert [(span(one), one.stretches) for one in apart] == [(("09:35", "10:10"), 1), (("09:00", "09:05"), 1)]


def test_degraded_is_good_enough_to_end_an_outage() -> None:
    """It is up, if slow."""
    runs = [make_run("2026-11-22 09:00", DOWN), *make_runs("2026-11-22 09:05", NOW, SLOW)]
    assert [span(one) for one in outages(*runs)] == [("09:00", "09:05")]


def test_unknown_time_does_not_end_an_outage_and_blurs_its_end() -> None:
    """Last ill at 09:20, seen well at 11:00: it ended between the two."""
    runs = [make_run("2026-11-22 09:05", DOWN), *make_runs("2026-11-22 11:00", NOW)]
    (outage,) = outages(*runs)
    assert (outage.ended_after, outage.ended) == (utc("2026-11-22 09:20"), utc("2026-11-22 11:00"))
    (still,) = outages(runs[0], now="2026-11-22 10:59")
    assert (still.ended_after, still.ended) == (None, None)


def test_good_time_under_maintenance_does_not_separate() -> None:
    """Down before and after two hours of work in which it was well: one outage, on and off."""
    works = make_maintenance("2026-11-22 09:10", "2026-11-22 11:10", announced="2026-11-22 09:00")
    runs = [
        make_run("2026-11-22 09:00", DOWN),
        *make_runs("2026-11-22 09:05", "2026-11-22 11:10"),
        make_run("2026-11-22 11:15", DOWN),
        *make_runs("2026-11-22 11:20", NOW),
    ]
    assert [span(one) for one in outages(*runs, posts=Posts(maintenances=(works,)))] == [("09:00", "11:20")]
    assert len(outages(*runs)) == 2


def test_it_is_named_by_its_start_in_utc_and_tells_the_worst() -> None:
    """Partial, then major: one stretch, called major."""
    partial = make_sample(Outcome.PARTIAL)
    runs = [make_run("2026-11-22 09:00", partial), *make_runs("2026-11-22 09:05", "2026-11-22 09:10", DOWN)]
    (outage,) = outages(*runs, now="2026-11-22 09:11")
    assert (outage.id, outage.worst, outage.stretches, outage.ended) == (
        "web-20261122t0900z",
        Status.MAJOR_OUTAGE,
        1,
        None,
    )


def test_it_keeps_its_name_however_long_it_lasts() -> None:
    """Down for 91 days and more: one outage, told by when it began, on every one of them."""
    store = MemoryStore()
    down = make_sample(Outcome.DOWN, valid_for_s=2 * 86400)
    for run in make_runs("2026-08-01 09:00", "2026-11-22 09:00", down, every_s=86400):
        record_run(store, run)
    for now in (utc("2026-10-30 12:00"), utc("2026-11-01 12:00"), utc("2026-11-22 12:00")):
        observed = read_history(store, now=now, explicit_now=True).observed
        (outage,) = judge(make_config(), observed, Posts(), now=now).outages
        assert (outage.id, outage.started) == ("web-20260801t0900z", utc("2026-08-01 09:00"))


def tls(outcome: Outcome, *, valid_for_s: float = 900) -> Sample:
    return make_sample(outcome, check="web-tls", valid_for_s=valid_for_s, down_after=3)


def ids(runs: list[Run], now: str) -> list[tuple[str, str]]:
    both = make_config(make_component("web", make_check(), make_check("web-tls", kind="tls")))
    return [(one.id, f"{one.started:%H:%M}") for one in outages(*runs, now=f"2026-11-22 {now}", config=both)]


def test_a_failure_confirmed_later_moves_the_start_and_not_the_name() -> None:
    """The page fails at 10:10; that TLS has failed since 10:05 is known at 10:15."""
    runs = [
        make_run("2026-11-22 10:00", UP, tls(Outcome.UP)),
        make_run("2026-11-22 10:05", UP, tls(Outcome.DOWN)),
        make_run("2026-11-22 10:10", DOWN, tls(Outcome.DOWN)),
        make_run("2026-11-22 10:15", DOWN, tls(Outcome.DOWN)),
    ]
    assert ids(runs, "10:10") == [("web-20261122t1010z", "10:10")]
    assert ids(runs, "10:15") == [("web-20261122t1010z", "10:05")]


def test_a_rare_check_confirmed_hours_later_keeps_the_name() -> None:
    """Asked each hour, TLS fails since 10:00, which is known at 12:00; the page does so at 10:15."""
    runs = []
    for minutes in range(9 * 60, 13 * 60, 5):
        page = make_sample(Outcome.DOWN if minutes >= 605 else Outcome.UP, down_after=3)
        rare = tls(Outcome.DOWN if minutes >= 600 else Outcome.UP, valid_for_s=7200)
        at = f"2026-11-22 {minutes // 60:02}:{minutes % 60:02}"
        runs.append(make_run(at, page, *([] if minutes % 60 else [rare])))
    assert ids(runs, "10:14") == []
    assert ids(runs, "10:15") == [("web-20261122t1015z", "10:05")]
    assert ids(runs, "12:00") == [("web-20261122t1015z", "10:00")]


def test_a_sample_of_this_very_moment_begins_one() -> None:
    """What the run that has just ended found is on the page that it makes."""
    (outage,) = outages(make_run("2026-11-22 11:55", UP), make_run(NOW, DOWN))
    assert span(outage) == ("12:00", None)
    assert outage.reasons == (Reason.TIMEOUT,)


def test_evidence_comes_from_failing_public_checks() -> None:
    """Places by name, reasons, and the worst count of answers; a private check leaves no trace."""
    terms = Terms(valid_for_s=900)
    config = make_config(
        make_component("web", make_check(), make_check("web-inner", private=True)),
        probing=Probing(locations=(Location("a", "Dublin"), Location("b", "Frankfurt"))),
    )

    def answered(count: int) -> Sample:
        return Sample(
            check="web-http",
            component="web",
            outcome=Outcome.PARTIAL,
            terms=terms,
            reason=Reason.CONNECT,
            answered=(count, 3),
        )

    inner = make_sample(Outcome.DOWN, check="web-inner", reason=Reason.CREDENTIALS_REFUSED)
    runs = [
        make_run("2026-11-22 09:00", answered(2), inner, location="a"),
        make_run("2026-11-22 09:05", answered(1), location="a"),
        make_run("2026-11-22 09:06", make_sample(), location="b"),
        make_run("2026-11-22 09:07", inner, location="b"),
    ]
    (outage,) = outages(*runs, now="2026-11-22 09:10", config=config)
    assert outage.reasons == (Reason.CONNECT,)
    assert outage.locations == ("Dublin",)
    assert outage.answered == (1, 3)


def test_a_check_that_may_not_say_outage_is_no_evidence_of_one() -> None:
    """An expired certificate capped at degraded did not take the site down."""
    config = make_config(make_component("web", make_check(), make_check("web-tls")))
    expired = make_sample(
        Outcome.DOWN,
        check="web-tls",
        reason=Reason.CERTIFICATE_EXPIRED,
        worst=Status.DEGRADED_PERFORMANCE,
    )
    (outage,) = outages(make_run("2026-11-22 11:55", DOWN, expired), config=config)
    assert outage.reasons == (Reason.TIMEOUT,)


def test_gaps_between_stretches_are_measured_in_good_time_only() -> None:
    """Twenty good minutes, an hour unknown, nine good minutes: still the same outage."""
    start = utc("2026-11-22 09:00")
    told = [(0, DOWN), (5, UP), (15, UP), (25, GONE), (85, UP), (94, DOWN), (99, UP)]
    runs = [
        Run(at=start + timedelta(minutes=minute), location="main", samples=(sample,))
        for minute, sample in told
    ]
    (outage,) = outages(*runs, now="2026-11-22 10:40")
    assert span(outage) == ("09:00", "10:39")
