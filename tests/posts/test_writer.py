"""What is written reads back as what was meant."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.posts import Incident, Maintenance, Notice, Post, State, Statuses, Update
from statusgen.domain.status import Status
from statusgen.errors import UsageError
from statusgen.posts import compose_incident, write_post
from statusgen.posts.writer import one_line, write_text
from tests.builders import utc
from tests.reading import COMPONENTS, DUBLIN, NOW, read

LATE = utc("2030-01-01 00:00")
ZONES = [DUBLIN, *map(ZoneInfo, ("UTC", "America/New_York", "Australia/Lord_Howe"))]
SAYABLE = [status for status in Status if status is not Status.UNKNOWN]

times = st.datetimes(datetime(2020, 1, 1), datetime(2029, 1, 1)).map(  # noqa: DTZ001 - made aware at once
    lambda naive: utc(naive.isoformat()).replace(microsecond=0)
)
autumn = st.integers(0, 4 * 3600).map(lambda seconds: utc("2026-10-24 23:00") + timedelta(seconds=seconds))
moments = times | autumn
titles = st.text(max_size=60).map(one_line).filter(bool) | st.sampled_from(
    ["|", ">", "---", "'x'", '""', '"it\'s"', '"a" or "b"', "#", "x:"]
)
PIECES = [
    *(
        "## ",
        "#",
        "```",
        "~~~",
        "---\n",
        "=======",
        "<<<<<<< x",
        ">>>>>>>",
        "Resolved",
        "\n",
        "\n\n",
        " ",
        "    ",
    ),
    *("2026-11-20 10:00 resolved", "10:00", "\\", "title: x", "-->", "draft: true", "\r", "\t", "Fixed", "|"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
texts = (st.text(max_size=300) | pieces).map(write_text)
workarounds = (
    texts.map(lambda text: re.sub(r"(?m)^[ \t]+$", "", text).strip())
    .map(write_text)
    .filter(lambda text: text and text[0] != " ")
)
statuses = st.dictionaries(st.sampled_from(sorted(set(COMPONENTS.values()))), st.sampled_from(SAYABLE)).map(
    lambda found: tuple(found.items())
)


@st.composite
def updates(draw: st.DrawFn, *states: State, ends: bool = False) -> tuple[Update, ...]:
    found: list[Update] = []
    for at in sorted(
        draw(st.lists(moments, min_size=1, max_size=4, unique_by=lambda at: f"{at:%Y%m%d%H%M}"))
    ):
        ahead = draw(st.none() | st.integers(0, 3 * 86400))
        later = draw(st.none() | st.integers(0, 3 * 86400)) if ends else None
        found.append(
            Update(
                id=f"{at:%Y%m%dt%H%Mz}",
                at=at,
                state=draw(st.sampled_from(states)),
                text=draw(texts),
                statuses=draw(statuses),
                next_update=None if ahead is None else at + timedelta(seconds=ahead),
                ends=None if later is None else at + timedelta(seconds=later),
            )
        )
    return tuple(found)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    said = draw(updates(State.INVESTIGATING, State.IDENTIFIED, State.MONITORING, State.RESOLVED))
    return Incident(
        id=draw(st.from_regex(r"p-[a-z0-9-]{0,62}", fullmatch=True)),
        title=draw(titles),
        file="incidents/a.md",
        updates=said,
        started=said[0].at - timedelta(seconds=draw(st.integers(0, 86400))),
        statuses=draw(statuses),
        pinned=draw(st.booleans()),
        workaround=draw(st.none() | workarounds),
        ignore_checks=draw(st.just(()) | st.just(("api-http", "search-http"))),
    )


@st.composite
def maintenances(draw: st.DrawFn) -> Maintenance:
    said = draw(updates(State.SCHEDULED, State.VERIFYING, State.COMPLETED, ends=True))
    starts = draw(moments)
    return Maintenance(
        id="work",
        title=draw(titles),
        file="incidents/work.md",
        updates=said,
        starts=starts,
        ends=starts + timedelta(seconds=draw(st.integers(0, 86400))),
        announced=said[0].at,
        timezone=draw(st.none() | st.sampled_from(ZONES).map(lambda zone: zone.key)),
        statuses=draw(statuses),
    )


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    said = draw(updates(State.PUBLISHED))
    return Notice(id="moving", title=draw(titles), file="incidents/moving.md", updates=said, at=draw(moments))


@settings(max_examples=80, deadline=None)
@given(incidents() | maintenances() | notices(), st.sampled_from(ZONES))
def test_what_is_written_reads_back_as_it_was(post: Post, zone: ZoneInfo) -> None:
    """Every kind, in any zone, with whatever text; only complaints about its story may come back."""
    text = write_post(post, zone=zone)
    reading = read(text, post.file, now=LATE, zone=zone)
    assert set(reading.codes) <= {"SG206"}
    if "SG206" not in reading.codes:
        assert reading.post == post
    assert write_post(post, zone=zone) == text


@settings(max_examples=60, deadline=None)
@given(titles, texts, statuses, autumn, st.none() | st.integers(60, 86400), st.none() | st.integers(1, 86400))
def test_a_new_incident_reads_as_it_was_meant(
    title: str, message: str, said: Statuses, now: datetime, ahead: int | None, before: int | None
) -> None:
    """The night on which clocks go back included."""
    promise = None if ahead is None else now + timedelta(seconds=ahead)
    started = None if before is None else now - timedelta(seconds=before)
    name, text = compose_incident(
        title, statuses=said, message=message, now=now, zone=DUBLIN, next_update=promise, started=started
    )
    reading = read(text, f"incidents/{name}", now=now)
    assert reading.told == []
    incident = reading.incident
    assert (incident.title, incident.statuses, incident.started) == (title, said, started or now)
    [update] = incident.updates
    assert (update.at, update.state, update.text) == (now, State.INVESTIGATING, message)
    if promise is None or update.next_update is None:
        assert update.next_update is promise
    else:
        assert timedelta() <= update.next_update - promise < timedelta(minutes=1)
        assert update.next_update.second == 0
    assert name == f"{incident.id}.md"


def test_a_new_incident_looks_like_one_written_by_hand() -> None:
    """So that nobody minds going on by hand."""
    composed = compose_incident(
        "Checkout: one card in five fails",
        statuses=(("checkout", Status.PARTIAL_OUTAGE), ("api", Status.DEGRADED_PERFORMANCE)),
        message="About one card payment in five fails.",
        now=utc("2026-07-20 08:20"),
        zone=DUBLIN,
        next_update=utc("2026-07-20 09:30"),
        started=utc("2026-07-20 08:00"),
    )
    assert composed.name == "2026-07-20-checkout-one-card-in-five-fails.md"
    assert composed.text == (
        "---\n"
        "id: 2026-07-20-checkout-one-card-in-five-fails\n"
        "title: Checkout: one card in five fails\n"
        "components: checkout partial, api slow\n"
        "started: 2026-07-20 09:00\n"
        "---\n"
        "\n"
        "## 2026-07-20 09:20 investigating, next update 10:30\n"
        "\n"
        "About one card payment in five fails.\n"
    )


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    """Neither the file's nor the id's."""
    now = utc("2026-11-20 09:20")
    taken = ["2026-11-20-cards.md", "2026-11-20-cards-2"]
    composed = compose_incident("Cards", statuses=(), message="", now=now, zone=DUBLIN, taken=taken)
    assert composed.name == "2026-11-20-cards-3.md"
    assert "id: 2026-11-20-cards-3\n" in composed.text


def test_the_name_has_the_day_of_the_sites_zone() -> None:
    """At half past midnight in Dublin it is a new day there."""
    now = utc("2026-07-20 23:30")
    assert (
        compose_incident("Cards", statuses=(), message="", now=now, zone=DUBLIN).name == "2026-07-21-cards.md"
    )


def test_a_post_needs_a_title() -> None:
    """One that can be seen."""
    with pytest.raises(UsageError, match="title"):
        compose_incident(" \n\x08", statuses=(), message="", now=LATE, zone=DUBLIN)


@pytest.mark.parametrize(
    "line",
    [
        "## 2026-11-20 09:20 resolved",
        "## Resolved",
        "##09:20",
        "### 9:20 pm",
        "## fixed",
        "<<<<<<< HEAD",
        ">>>>>>> x",
    ],
)
def test_a_message_cannot_change_the_post(line: str) -> None:
    """What reads like an update is shown as it was written, and is none."""
    now = utc("2026-11-20 09:20")
    message = f"He said:\n\n{line}\n\nand left."
    composed = compose_incident("Cards", statuses=(), message=message, now=now, zone=DUBLIN)
    reading = read(composed.text, composed.name)
    assert reading.told == []
    [update] = reading.incident.updates
    assert update.text.replace("\\#", "#").replace("\n <", "\n<").replace("\n >", "\n>") == message


def test_a_name_that_cannot_be_said_is_made_sayable() -> None:
    """Components from elsewhere may be called anything."""
    composed = compose_incident(
        "Cards", statuses=(("Card payments", Status.MAJOR_OUTAGE),), message="", now=LATE, zone=DUBLIN
    )
    assert "components: card-payments down\n" in composed.text


def test_a_new_post_that_nobody_would_see_is_refused() -> None:
    """It would be over 64 KiB, and so not on the page."""
    with pytest.raises(UsageError, match=r"larger than 64 KiB, .*: shorten the message"):
        compose_incident("Cards", statuses=(), message="x" * 64 * 1024, now=NOW, zone=DUBLIN)


@pytest.mark.parametrize("year", [1, 1970, 2199, 9999])
@pytest.mark.parametrize("zone", [DUBLIN, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/New_York")])
def test_a_year_that_cannot_be_read_is_not_written(year: int, zone: ZoneInfo) -> None:
    """The first and the last that posts know are too near to others on some clocks."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    for started, due in ((at, None), (None, at)):
        with pytest.raises(UsageError, match=f"in the year {year} cannot be meant"):
            compose_incident(
                "Cards", statuses=(), message="", now=NOW, zone=zone, started=started, next_update=due
            )


def test_every_other_year_is_read_back() -> None:
    """In the first and the last of them."""
    started, due = datetime(1971, 1, 1, tzinfo=UTC), datetime(2198, 12, 31, 23, 59, tzinfo=UTC)
    _, text = compose_incident(
        "Cards", statuses=(), message="x", now=NOW, zone=DUBLIN, started=started, next_update=due
    )
    reading = read(text)
    assert reading.incident.started == started
    assert reading.incident.updates[0].next_update == due
    assert reading.told == []


def test_an_underlined_time_in_a_message_is_no_mistake() -> None:
    """It loses its underline's meaning to a backslash, and reads as it was typed."""
    assert write_text("2026-11-20 09:00\n---\nmore") == "2026-11-20 09:00\n\\---\nmore"
    assert write_text("Plain\n---") == "Plain\n---"
