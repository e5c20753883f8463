"""How old the page's knowledge is."""

from dataclasses import replace
from datetime import date

from statusgen.domain.config import Check, Component
from statusgen.domain.page import Freshness
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Run
from statusgen.verdict import judge
from tests.builders import make_component, make_config, make_run, make_sample, observe, utc

NOW = utc("2026-11-22 12:00")


def asked(name: str, interval_s: float, *, broken: bool = False) -> Component:
    check = Check(
        id=f"{name}-http",
        component=name,
        kind="http",
        interval_s=interval_s,
        late_after_s=3 * interval_s,
        stale_after_s=6 * interval_s,
        broken=broken,
    )
    return make_component(name, check)


def run(at: str, *names: str) -> Run:
    return make_run(
        f"2026-11-22 {at}", *(make_sample(check=f"{name}-http", component=name) for name in names)
    )


def fresh(*components: Component, runs: tuple[Run, ...]) -> Freshness:
    return judge(make_config(*components), observe(*runs, now=NOW), Posts(), now=NOW).freshness


def test_the_oldest_component_dates_the_page_and_the_earliest_limit_counts() -> None:
    """Hourly at 11:00 and every minute at 11:59: checked 11:00, due 12:00, late from 12:02 on."""
    hourly, quick = asked("hourly", 3600), asked("quick", 60)
    freshness = fresh(hourly, quick, runs=(run("11:00", "hourly"), run("11:59", "quick")))
    assert freshness == Freshness(
        checked_at=utc("2026-11-22 11:00"),
        next_check_by=utc("2026-11-22 12:00"),
        late_after=utc("2026-11-22 12:02"),
        stale_after=utc("2026-11-22 12:05"),
    )


def test_what_cannot_be_asked_makes_nothing_late() -> None:
    """Components never measured, broken, by hand or retired are left out."""
    retired = replace(asked("old", 60), retired=date(2026, 1, 1))
    others = (asked("new", 60), asked("bad", 60, broken=True), make_component("phone"), retired)
    runs = (run("09:00", "bad", "old"), run("11:00", "hourly"))
    assert fresh(asked("hourly", 3600), *others, runs=runs).checked_at == utc("2026-11-22 11:00")
    assert fresh(*others, runs=runs) == Freshness()


def test_a_renamed_check_does_not_make_the_page_ageless() -> None:
    """The component was measured at 11:00, whatever the check was called then."""
    renamed = replace(asked("web", 300), checks=(replace(asked("web", 300).checks[0], id="web-front"),))
    assert fresh(renamed, runs=(run("11:00", "web"),)).checked_at == utc("2026-11-22 11:00")
