"""Updates put into posts that are there."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.posts import State, Statuses
from statusgen.domain.status import Status
from statusgen.errors import UsageError
from statusgen.posts import append_update
from tests.builders import utc
from tests.reading import DUBLIN, FILE, NOW, Reading, post_text, read

FIRST = "## 2026-11-20 09:20 investigating\n\nCards fail."
LATER = "## 2026-11-20 10:05 identified\n\nThe provider."
POSTMORTEM = "## Postmortem\n\nA certificate."


def append(
    text: str,
    *,
    state: State | None = State.RESOLVED,
    statuses: Statuses = (),
    message: str = "Done.",
    now: datetime = NOW,
    next_update: datetime | None = None,
) -> str:
    return append_update(
        text,
        now=now,
        zone=DUBLIN,
        state=state,
        statuses=statuses,
        message=message,
        next_update=next_update,
        file=FILE,
    )


def states(reading: Reading) -> list[str]:
    return [update.state.value for update in reading.incident.updates]


def test_an_update_goes_to_the_end() -> None:
    """After a blank line, in the form of the others."""
    text = post_text(FIRST)
    assert append(text) == f"{text}\n## 2026-11-22 12:00 resolved\n\nDone.\n"


def test_an_update_says_all_that_it_should() -> None:
    """The state may stay; components and a promise go into the heading."""
    said = append(
        post_text(FIRST),
        state=None,
        statuses=(("checkout", Status.MAJOR_OUTAGE),),
        message="",
        next_update=utc("2026-11-22 12:39:07"),
    )
    assert said.endswith("\n## 2026-11-22 12:00 update, checkout down, next update 12:40\n")


def test_on_top_where_the_newest_stands_on_top() -> None:
    """The file's own order is kept."""
    text = post_text("Intro.", LATER, FIRST)
    changed = append(text)
    assert changed.index("Intro.") < changed.index("resolved") < changed.index("identified")
    assert states(read(changed)) == ["investigating", "identified", "resolved"]


@pytest.mark.parametrize("sections", [(FIRST, LATER, POSTMORTEM), (POSTMORTEM, LATER, FIRST)])
def test_a_postmortem_stays_where_it_is(sections: tuple[str, ...]) -> None:
    """At the end, or on top."""
    changed = append(post_text(*sections))
    order = [changed.index("## Postmortem"), changed.index("resolved"), changed.index("identified")]
    assert order == (sorted(order) if sections[0] == POSTMORTEM else sorted(order, reverse=True))
    assert states(read(changed)) == ["investigating", "identified", "resolved", "postmortem"]


def test_the_text_that_was_the_first_update_stays_one() -> None:
    """It gets the heading that it did without, with the time that it had."""
    changed = append(post_text("Cards fail.", header="started: 2026-11-20 08:50"))
    before = "---\ntitle: Checkout fails\nstarted: 2026-11-20 08:50\n---\n\n"
    assert changed == (
        f"{before}## 2026-11-20 08:50 investigating\n\nCards fail.\n\n## 2026-11-22 12:00 resolved\n\nDone.\n"
    )
    of_the_day = read(append(post_text("Cards fail.")))
    assert of_the_day.incident.started == utc("2026-11-20 00:00")
    assert states(of_the_day) == ["investigating", "resolved"]


def test_a_title_in_the_text_stays_the_title() -> None:
    """The first update's heading goes below it."""
    reading = read(append("# Cards fail\n\nSorry.\n"))
    assert reading.incident.title == "Cards fail"
    assert [update.text for update in reading.incident.updates] == ["Sorry.", "Done."]


def test_a_post_that_said_nothing_says_something_now() -> None:
    """There is no first update to keep."""
    assert states(read(append(post_text()))) == ["resolved"]


def test_an_announcement_stays_one() -> None:
    """The introduction of a maintenance was said when it was announced."""
    header = (
        "kind: maintenance\nannounced: 2026-11-19 10:00\nstarts: 2026-11-22 06:00\nends: 14:00\n"
        "timezone: America/New_York"
    )
    changed = append(post_text("Disks.", header=header), state=State.VERIFYING)
    assert "\n## 2026-11-22 07:00 verifying\n" in changed
    updates = read(changed).maintenance.updates
    assert [(update.state, update.text) for update in updates] == [
        (State.SCHEDULED, "Disks."),
        (State.VERIFYING, "Done."),
    ]
    assert updates[1].at == NOW


def test_the_rest_keeps_every_byte() -> None:
    """Line ends, marks, trailing spaces, the missing last newline."""
    text = "\ufeff---\r\ntitle: Cards fail \r\n---\r\n\r\n## 2026-11-20 09:20 investigating\r\n\tSorry.  "
    changed = append(text)
    assert changed == f"{text}\r\n\r\n## 2026-11-22 12:00 resolved\r\n\r\nDone.\r\n"


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    """A carriage return alone ends a line, even if something illegible stands behind it."""
    text = "---\rtitle: x\r\x00\n---\n\n" + FIRST + "\n\n" + POSTMORTEM + "\n"
    changed = append(text)
    assert changed.index("Cards fail.") < changed.index("resolved") < changed.index("## Postmortem")
    assert states(read(changed)) == ["investigating", "resolved", "postmortem"]


def test_a_block_that_nobody_closed_swallows_nothing() -> None:
    """The new update is one all the same."""
    text = post_text(f"{FIRST}\n\n```\nerror")
    for message in ("Done.", "```\nall green", "```\nall green\n```"):
        once = append(text, message=message)
        assert states(read(once)) == ["investigating", "resolved"]
        assert states(read(append(once))) == ["investigating", "resolved", "resolved"]


@pytest.mark.parametrize("text", ["x" * 70_000, "\ud800"])
def test_what_cannot_be_a_post_cannot_be_changed(text: str) -> None:
    """It is refused, and nothing is lost."""
    with pytest.raises(UsageError, match="cannot be changed"):
        append(text)


@settings(max_examples=100, deadline=None)
@given(st.permutations([FIRST, LATER, POSTMORTEM]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_an_update_is_added_and_nothing_else(sections: list[str], intro: bool, newline: str) -> None:
    """Whatever the order, the file is the old one with a piece put in, and reads so."""
    text = post_text(*(["Intro."] if intro else []), *sections).replace("\n", newline)
    changed = append(text, state=State.MONITORING)
    piece = "## 2026-11-22 12:00 monitoring\n\nDone.\n".replace("\n", newline)
    start = changed.index(piece)
    before, after = changed[:start], changed[start + len(piece) :]
    assert text in (
        before + after,
        before + after.removeprefix(newline),
        before.removesuffix(newline) + after,
    )
    old, new = read(text).incident, read(changed).incident
    assert len(new.updates) == len(old.updates) + 1
    assert sorted(update.text for update in new.updates) == sorted(
        [*(update.text for update in old.updates), "Done."]
    )


def test_an_update_that_would_hide_the_post_is_refused() -> None:
    """A post over 64 KiB is not on the page: not in the midst of an incident."""
    text = post_text(FIRST)
    room = 64 * 1024 - len(append(text, message="é").encode())
    assert read(append(text, message="é" + "x" * room)).incident.updates[-1].state is State.RESOLVED
    with pytest.raises(UsageError, match=r"larger than 64 KiB, .*: shorten the message, or open a second"):
        append(text, message="é" + "x" * (room + 1))


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_no_update_promises_what_cannot_be_read(at: datetime) -> None:
    with pytest.raises(UsageError, match="cannot be meant"):
        append(post_text(FIRST), next_update=at)
