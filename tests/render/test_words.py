from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.figures import DayCell, Uptime, Window
from statusgen.domain.page import Outage, Remark, RemarkKind, SeenFrom
from statusgen.domain.samples import Counted
from statusgen.domain.status import Reason, Status
from statusgen.render import words
from statusgen.render.dates import Clock
from tests.builders import utc
from tests.render import samples

DUBLIN = Clock(ZoneInfo("Europe/Dublin"))


def make_figure(*, known_ms: int = 1_000_000, unknown_ms: int = 0, down_ms: int = 0) -> Uptime:
    return Uptime(window=Window.WEEK, known_ms=known_ms, unknown_ms=unknown_ms, excused_ms=0, down_ms=down_ms)


@pytest.mark.parametrize(
    ("down_ms", "text"),
    [
        (0, "100 %"),
        (1, "99.99 %"),
        (40, "99.99 %"),
        (101, "99.98 %"),
        (500_000, "50.00 %"),
        (1_000_000, "0.00 %"),
    ],
)
def test_a_percentage_never_rounds_up(down_ms: int, text: str) -> None:
    """100 % means not one second down."""
    assert words.say_uptime(make_figure(down_ms=down_ms)) == text


def test_coverage_is_said_below_99_percent() -> None:
    """A figure from two thirds of the time must not look like one from all of it."""
    assert words.say_coverage(make_figure(known_ms=66, unknown_ms=34), DUBLIN) == "measured 66 % of the time"
    assert words.say_coverage(make_figure(known_ms=99, unknown_ms=1), DUBLIN) == ""
    assert words.say_coverage(make_figure(known_ms=0, unknown_ms=1), DUBLIN) == "not measured yet"


def test_what_is_young_says_since_when_it_is_measured() -> None:
    """A percentage of ninety days says little about a component of yesterday."""
    young = replace(make_figure(known_ms=1, unknown_ms=99), since=utc("2026-11-20 23:30"))
    assert words.say_coverage(young, DUBLIN) == "measured since 20 November"
    assert words.say_uptime(make_figure(known_ms=49, unknown_ms=51)) == "not enough data"


def test_many_names_are_counted() -> None:
    """A sentence stays a sentence with a hundred components down."""
    assert words.join_some([f"S{number}" for number in range(9)]) == "S0, S1, S2 and 6 others"
    assert words.join_some(["A", "B", "C", "D"]) == "A, B, C and D"


def test_a_bar_is_a_sentence_too() -> None:
    """Days, outages, the worst of them; what is not measured is not called fine."""
    cells = samples.make_cells({8: (Status.PARTIAL_OUTAGE, 2460), 3: (Status.MAJOR_OUTAGE, 60)})
    assert words.say_bar(cells) == "90 days: 2 with an outage, worst Saturday 14 November, 41 minutes down"
    assert words.say_bar(samples.make_cells()) == "90 days: no outage"
    assert words.say_bar(samples.make_cells(first=89)) == "1 day: no outage"
    assert words.say_bar(samples.make_cells(first=90)) == "90 days: not measured yet"
    mixed: dict[int, tuple[Status, int]] = {1: (Status.DEGRADED_PERFORMANCE, 0), 2: (Status.UNKNOWN, 0)}
    assert words.say_bar(samples.make_cells(mixed)) == (
        "90 days: no outage, 1 with degraded performance, 1 unknown"
    )
    assert words.say_bar((DayCell(day=samples.TODAY, status=Status.UNKNOWN),)) == "1 day: unknown"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "17 November 2026, 03:12 to 03:53: 41 minutes"),
        ({"stretches": 3}, "17 November 2026, 03:12 to 03:53: 41 minutes, on and off"),
        ({"ended": None}, "since 17 November 2026, 03:12"),
        ({"ended": None, "stretches": 2}, "on and off since 17 November 2026, 03:12"),
        (
            {"ended_after": utc("2026-11-17 03:40")},
            "17 November 2026, 03:12 to between 03:40 and 03:53: at least 28 minutes",
        ),
    ],
)
def test_an_outage_is_told_as_far_as_it_was_watched(changes: dict[str, object], text: str) -> None:
    """Where nobody watched its end, it ended between two times."""
    outage: Outage = replace(samples.OLD_OUTAGE, **changes)  # type: ignore[arg-type]
    assert words.say_outage(outage, DUBLIN) == text


def test_reasons_are_words_and_said_once() -> None:
    """Codes stay in the store."""
    said = words.say_reasons((Reason.BODY, Reason.JSON, Reason.TIMEOUT))
    assert said == "its answer lacked what should be in it and it did not answer in time"


@pytest.mark.parametrize(
    ("count", "total", "counted", "now", "then"),
    [
        (2, 3, Counted.ADDRESSES, "2 of 3 addresses answer.", " At worst 2 of 3 addresses answered."),
        (1, 3, Counted.ADDRESSES, "1 of 3 addresses answers.", " At worst 1 of 3 addresses answered."),
        (0, 2, Counted.SERVERS, "None of 2 servers answers.", " At worst none of 2 servers answered."),
        (
            3,
            5,
            Counted.ATTEMPTS,
            "3 of 5 attempts get an answer.",
            " At worst 3 of 5 attempts got an answer.",
        ),
        (1, 3, Counted.PACKETS, "1 of 3 packets comes back.", " At worst 1 of 3 packets came back."),
        (2, 3, None, "2 of 3 answer.", " At worst 2 of 3 answered."),
    ],
)
def test_partial_answers_are_counted_in_their_own_words(
    count: int, total: int, counted: Counted | None, now: str, then: str
) -> None:
    """Addresses answer, attempts get an answer; what nobody remembers the name of is still counted."""
    remark = Remark(kind=RemarkKind.PARTLY_ANSWERS, count=count, total=total, counted=counted)
    assert words.say_remark(remark, DUBLIN, samples.NOW) == now
    outage = replace(samples.OLD_OUTAGE, answered=(count, total), counted=counted)
    assert words.say_answered(outage) == then
    assert words.say_answered(replace(outage, answered=None)) == ""


def test_what_fails_is_named_where_it_may_be() -> None:
    """And from where it looks so, if not from everywhere."""
    remark = Remark(
        kind=RemarkKind.PARTLY_ANSWERS,
        count=2,
        total=3,
        counted=Counted.ADDRESSES,
        failing=("192.0.2.2",),
        places=("Frankfurt",),
    )
    assert words.say_remark(remark, DUBLIN, samples.NOW) == (
        "2 of 3 addresses answer, seen from Frankfurt; 192.0.2.2 does not answer."
    )
    two = replace(remark, count=1, failing=("192.0.2.2", "2001:db8::2"), places=())
    assert words.say_remark(two, DUBLIN, samples.NOW) == (
        "1 of 3 addresses answers; 192.0.2.2 and 2001:db8::2 do not answer."
    )


def test_a_remark_says_from_where_and_since_when() -> None:
    """The time of today as a time, another day's with its date."""
    remark = Remark(
        kind=RemarkKind.NOT_REACHABLE_FROM,
        places=("Frankfurt",),
        others=("Dublin", "Oslo"),
        since=utc("2026-11-22 12:05"),
    )
    assert words.say_remark(remark, DUBLIN, samples.NOW) == (
        "Not reachable from Frankfurt since 12:05; reachable from Dublin and Oslo."
    )
    older = replace(remark, since=utc("2026-11-20 12:05"))
    assert "since 20 November, 12:05;" in words.say_remark(older, DUBLIN, samples.NOW)


def test_a_place_says_what_it_sees_and_since_when() -> None:
    """One that stopped says only that it did, whatever its last word was."""
    fails = SeenFrom(
        location=samples.DUBLIN_SEES,
        status=Status.MAJOR_OUTAGE,
        last_sample=utc("2026-11-22 14:35"),
        since=utc("2026-11-22 12:05"),
    )
    assert words.say_sight(fails, DUBLIN, samples.NOW) == "Fails since 12:05"
    well = replace(fails, status=Status.OPERATIONAL, since=None)
    assert words.say_sight(well, DUBLIN, samples.NOW) == "Works"
    stopped = replace(fails, location=samples.TOKYO_STOPPED, last_sample=utc("2026-11-22 09:10"))
    assert words.say_sight(stopped, DUBLIN, samples.NOW) == "No reports since 09:10"
    cut_off = replace(fails, location=replace(samples.DUBLIN_SEES, offline=True))
    assert words.say_sight(cut_off, DUBLIN, samples.NOW) == "Fails since 12:05"
    unknown = replace(cut_off, status=Status.UNKNOWN, since=None)
    assert words.say_sight(unknown, DUBLIN, samples.NOW) == "Unknown: monitoring problem"


def test_a_location_set_aside_is_named_with_its_time() -> None:
    """And one that is heard is not."""
    assert words.say_aside(samples.FRANKFURT_ASIDE, DUBLIN, samples.NOW) == (
        "From Frankfurt, many services look unreachable that are fine from elsewhere: "
        "its measurements have been left out since 12:05."
    )
    assert words.say_aside(samples.DUBLIN_SEES, DUBLIN, samples.NOW) == ""


def test_a_prober_with_trouble_of_its_own_is_named_if_others_have_none() -> None:
    """Where all that report are cut off, or there is but one, it is our monitoring as a whole."""
    offline = replace(samples.FRANKFURT_ASIDE, aside_since=None, offline=True)
    whole = "Monitoring problem: what our own checks cannot confirm is shown as unknown."
    assert words.say_offline((samples.DUBLIN_SEES,)) == ""
    assert words.say_offline((offline,)) == whole
    assert words.say_offline((offline, samples.TOKYO_STOPPED)) == whole
    assert words.say_offline((samples.DUBLIN_SEES, offline)) == (
        "Monitoring problem in Frankfurt: what our checks there cannot confirm is left out."
    )


def test_what_is_in_no_figure_is_counted() -> None:
    """Quietly."""
    assert words.say_left_out(1) == "1 measurement is left out: it was taken while our prober was busy."
    assert (
        words.say_left_out(12) == "12 measurements are left out: they were taken while our prober was busy."
    )
