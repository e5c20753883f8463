"""Headings: updates, text, and what was meant to be an update."""

import pytest

from statusgen.domain.posts import State
from statusgen.domain.status import Status
from statusgen.posts.headings import may_be_meant
from tests.builders import utc
from tests.reading import FILE, post_text, read

FIRST = "## 2026-11-20 09:20 investigating"


@pytest.mark.parametrize(
    "heading",
    [
        "2026-11-20 10:05 identified, checkout down, next update in 40m",
        "2026-11-20 10:05 identified checkout down next update in 40m",
        "2026-11-20 10:05 · identified · checkout down · next update 10:45",
        "2026-11-20 10:05 | identified | checkout major outage | next update at 10:45",
        "2026-11-20 10:05 - identified - checkout major_outage - next update 2026-11-20 10:45",
        "2026-11-20 10:05 – Identified — Checkout: DOWN, next update by 10:45 ##",
        "2026-11-20T10:05Z identified; checkout is down; next update in 40 minutes",
        "10:05 identified, next update 10:45, checkout Major-Outage",
        "2026-11-20 10:05: identified, checkout down, Next Update: in 40m",
    ],
)
def test_an_update_may_be_written_in_many_ways(heading: str) -> None:
    """Separators, case, order and spelling do not matter."""
    reading = read(post_text(FIRST, f"## {heading}"))
    update = reading.incident.updates[-1]
    assert reading.told == []
    assert (update.at, update.state) == (utc("2026-11-20 10:05"), State.IDENTIFIED)
    assert update.statuses == (("checkout", Status.MAJOR_OUTAGE),)
    assert update.next_update == utc("2026-11-20 10:45")


@pytest.mark.parametrize("heading", ["2026-11-20 10:05", "2026-11-20 10:05 update", "10:05 checkout slow"])
def test_an_update_may_keep_the_state(heading: str) -> None:
    """`update`, or nothing, leaves it as it was."""
    reading = read(post_text("## 2026-11-20 09:20 monitoring", f"## {heading}"))
    assert reading.told == []
    assert reading.incident.updates[-1].state is State.MONITORING


def test_a_state_alone_is_as_new_as_the_newest_update() -> None:
    """Wherever it stands, it comes after."""
    text = post_text("## Resolved", "## 2026-11-20 11:00 monitoring", FIRST, "## Post-mortem")
    incident = read(text).incident
    assert incident.resolved == utc("2026-11-20 11:00")
    assert {update.state for update in incident.updates[-2:]} == {State.RESOLVED, State.POSTMORTEM}


@pytest.mark.parametrize(
    "heading",
    [
        "Timeline",
        "3 customers told us",
        "What we do now",
        "10.5 million requests",
        "Next steps",
        "5 whys",
        "May 2026",
    ],
)
def test_any_other_heading_is_text(heading: str) -> None:
    """Without a word."""
    reading = read(post_text(FIRST, f"## {heading}\n\nMore."))
    assert reading.told == []
    assert reading.incident.updates[0].text == f"## {heading}\n\nMore."


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("## 20 Nov 2026 10:00 resolved", "SG208"),
        ("## 20/11/2026 10:00 resolved", "SG208"),
        ("## Nov 20 10:00 resolved", "SG208"),
        ("## Friday 20 November", "SG208"),
        ("## 9.20 resolved", "SG208"),
        ("## 9:20am resolved", "SG208"),
        ("## 2026-11-20 resolved", "SG208"),
        ("## **2026-11-20 10:00** resolved", "SG208"),
        ("## [10:00] resolved", "SG208"),
        ("### 2026-11-20 10:00 resolved", "SG208"),
        ("# 10:00 resolved", "SG208"),
        ("## T015:00:00 resolved", "SG208"),
        ("## 2026-11-31 10:00 resolved", "SG204"),
        ("## 24:00 resolved", "SG204"),
        ("## Resolvd", "SG208"),
        ("## [Resolved]", "SG208"),
        ("## Fixed", "SG208"),
        ("## Resolved, checkout ok", "SG208"),
        ("## 2026–11–20 10:00 resolved", "SG208"),
        ("2026-11-20 10:00 resolved\n---", "SG208"),
        ("10:00 resolved\n===", "SG208"),
        ("## Resolved, next update 10:45", "SG208"),
    ],
)
def test_what_was_meant_as_an_update_is_told(heading: str, code: str) -> None:
    """Its text stays where it is; nothing is resolved by a guess."""
    reading = read(post_text(FIRST, f"{heading}\n\nAll is well."))
    assert reading.codes == [code]
    assert reading.problems[0].line == 7
    assert reading.incident.is_open
    assert reading.incident.updates[0].text == f"{heading}\n\nAll is well."


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Resolved 10:00", "10:00 resolved"),
        ("resolved at 10:00", "10:00 resolved"),
        ("Resolved, as of 10:00 - thanks", "10:00 resolved"),
        ("Resolvd (10:00)", "10:00 resolvd"),
        ("resolved, checkout ok, 10:00", "10:00 resolved, checkout ok"),
        ("investigating 2026-11-20 09:00", "2026-11-20 09:00 investigating"),
        ("Update 20 Nov, checkout slow", "10:00 update"),
    ],
)
def test_a_time_behind_the_state_is_told(heading: str, meant: str) -> None:
    """It is text, as nothing is resolved by a guess."""
    reading = read(post_text(FIRST, f"## {heading}"))
    hint = f"write the time first: ## {meant}"
    message = "this looks like an update, and is shown as text"
    assert reading.told == [f"{FILE}:7:4: {message} ({hint}) [SG208]"]
    assert reading.incident.is_open


@pytest.mark.parametrize(
    "heading", ["What we knew at 10:00", "Monitoring of 3 sites", "Update for 5 customers"]
)
def test_a_time_behind_other_words_is_text(heading: str) -> None:
    """Without a word."""
    assert read(post_text(FIRST, f"## {heading}")).told == []


@pytest.mark.parametrize(
    "heading",
    [
        "##\u00a02026-11-20 10:05 resolved",
        "## 2026-11-20\u202f10:05\u00a0resolved",
        "## 2026\u201111\u201120 10:05 resolved",
        "## 2026\u201011\u221220 10:05 resolved,\u00a0control\u2011panel\u00a0ok",
    ],
)
def test_the_spaces_and_hyphens_of_word_processors_are_read(heading: str) -> None:
    """They look like those that were meant."""
    reading = read(post_text(FIRST, heading))
    assert reading.told == []
    assert reading.incident.resolved == utc("2026-11-20 10:05")
    assert may_be_meant(heading)


@pytest.mark.parametrize(
    ("said", "column", "hint"),
    [
        ("resolvd", 21, "did you mean 'resolved'?"),
        ("fixed", 21, "did you mean 'resolved'?"),
        ("completed", 21, "that is no state of kind 'incident'"),
        ("checkout slow, reolved", 36, "did you mean 'resolved'?"),
    ],
)
def test_an_unknown_state_is_open(said: str, column: int, hint: str) -> None:
    """It is told at its word, with a guess, and nothing is closed."""
    reading = read(post_text(FIRST, f"## 2026-11-20 10:05 {said}"))
    [told] = reading.told
    assert told.startswith(f"{FILE}:7:{column}: unknown state")
    assert told.endswith(f"({hint}) [SG203]")
    assert reading.incident.updates[-1].state is State.INVESTIGATING


@pytest.mark.parametrize(
    "said", ["not resolved", "partly resolved", "resolved for some", "resolved - monitoring"]
)
def test_a_doubtful_end_is_no_end(said: str) -> None:
    """Beside a word that is not understood, even `resolved` keeps the post open."""
    reading = read(post_text(FIRST, f"## 2026-11-20 10:05 {said}"))
    assert reading.codes == ["SG203"]
    assert reading.incident.is_open


def test_a_greeting_apart_does_not_undo_the_end() -> None:
    """Behind a separator it is only told."""
    reading = read(post_text(FIRST, "## 2026-11-20 10:05 resolved - thanks to everyone"))
    assert reading.codes == ["SG203"]
    assert not reading.incident.is_open


@pytest.mark.parametrize(
    ("said", "statuses", "codes"),
    [
        ("checkout totally broken", (("checkout", Status.PARTIAL_OUTAGE),), ["SG202"]),
        ("checkout totally down", (("checkout", Status.MAJOR_OUTAGE),), ["SG202"]),
        ("checkout", (("checkout", Status.PARTIAL_OUTAGE),), []),
        ("mail down", (("mail", Status.MAJOR_OUTAGE),), ["SG201"]),
        ("checkout down, checkout slow", (("checkout", Status.MAJOR_OUTAGE),), ["SG210"]),
        (
            "checkout slow, panel down",
            (("checkout", Status.DEGRADED_PERFORMANCE), ("control-panel", Status.MAJOR_OUTAGE)),
            [],
        ),
    ],
)
def test_what_is_said_of_components_is_never_taken_for_better(
    said: str, statuses: tuple[tuple[str, Status], ...], codes: list[str]
) -> None:
    """Unknown is a partial outage, twice is the worse, alone is a partial outage."""
    reading = read(post_text(f"## 2026-11-20 10:05 investigating, {said}"))
    assert reading.incident.updates[0].statuses == statuses
    assert reading.codes == codes


def test_a_component_named_alone_stays_as_it_was() -> None:
    """To name it again is not to say that it is better."""
    text = post_text(FIRST, "## 2026-11-20 10:05 update, checkout", header="components: checkout down")
    assert read(text).incident.updates[-1].statuses == (("checkout", Status.MAJOR_OUTAGE),)


@pytest.mark.parametrize(
    ("promise", "due"),
    [
        ("next update 10:45", "2026-11-20 10:45"),
        ("next update 09:00", "2026-11-21 09:00"),
        ("next update 2026-11-21 10:45", "2026-11-21 10:45"),
        ("next update 11:45+01:00", "2026-11-20 10:45"),
        ("next update in 1h30m", "2026-11-20 11:35"),
    ],
)
def test_a_promise_belongs_to_its_update(promise: str, due: str) -> None:
    """A time of day is the next one; a duration counts from the update."""
    reading = read(post_text(f"## 2026-11-20 10:05 investigating, {promise}"))
    assert reading.told == []
    assert reading.incident.updates[0].next_update == utc(due)


@pytest.mark.parametrize(
    "promise", ["next update soon", "next update", "next update in a while", "next update 25:00"]
)
def test_a_promise_that_cannot_be_read_is_told_once(promise: str) -> None:
    """The update stands, without a promise."""
    reading = read(post_text(f"## 2026-11-20 10:05 identified, {promise}, checkout down"))
    assert [told.partition(": ")[0] for told in reading.told] == [f"{FILE}:5:33"]
    assert reading.codes == ["SG204"]
    assert reading.incident.updates[0].state is State.IDENTIFIED
    assert reading.incident.components == ("checkout",)


def test_a_promise_before_its_update_is_told() -> None:
    """A day typed wrong."""
    reading = read(post_text("## 2026-11-20 10:05 investigating, next update 2026-11-19 10:45"))
    assert reading.codes == ["SG206"]


@pytest.mark.parametrize(
    "line", ["## 2026-11-20 10:00 resolved", "## Resolved checkout", "#### 10:00", "##fixed"]
)
def test_lines_that_could_be_taken_for_updates_are_known(line: str) -> None:
    """So that what is written for people never reads as an update."""
    assert may_be_meant(line)
    assert not may_be_meant(f"\\{line}")
    assert not may_be_meant(f"    {line}")
