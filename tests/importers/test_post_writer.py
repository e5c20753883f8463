from datetime import UTC, datetime

import pytest

from statusgen.domain.posts import State
from statusgen.domain.status import Status
from statusgen.importers.post_writer import Entry, WrittenPost

START = datetime(2024, 1, 2, 10, tzinfo=UTC)


def write(**fields: object) -> str:
    given: dict[str, object] = {"id": "api", "title": "API down", "entries": (), "started": START}
    return WrittenPost(**{**given, **fields}).text()  # type: ignore[arg-type]


def test_a_post_reads_as_a_person_would_have_written_it() -> None:
    text = write(
        entries=(
            Entry(at=START, state=State.INVESTIGATING, text="It fails."),
            Entry(at=START.replace(minute=20), state=None, text="Still."),
            Entry(at=START.replace(hour=11), state=State.RESOLVED),
            Entry(at=None, state=State.POSTMORTEM, text="A cable."),
        ),
        components=(("api", Status.MAJOR_OUTAGE),),
    )
    assert (
        text
        == """\
---
id: api
title: API down
started: 2024-01-02 10:00Z
components:
  api: major_outage
---

## 2024-01-02 10:00Z investigating

It fails.

## 2024-01-02 10:20Z update

Still.

## 2024-01-02 11:00Z resolved

## Postmortem

A cable.
"""
    )


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Disk full on web #3: again", "title: Disk full on web #3: again"),
        ('"Hello" and "bye"', 'title: |\n  "Hello" and "bye"'),
        ("'it's'", "title: |\n  'it's'"),
        ("two\nlines", "title: two lines"),
        ("'", "title: '"),
    ],
)
def test_titles_are_raw_and_keep_the_quotes_that_readers_would_take_off(title: str, line: str) -> None:
    assert f"\n{line}\nstarted:" in write(title=title)


def test_a_title_without_end_is_cut() -> None:
    assert len(write(title="x" * 70_000)) < 1000


def test_a_post_is_never_larger_than_one_may_be() -> None:
    """The longest text is cut, and says so; the others stay whole."""
    text = write(
        entries=(
            Entry(at=START, state=State.INVESTIGATING, text="é" * 60_000),
            Entry(at=START.replace(hour=11), state=State.RESOLVED, text="Fine again."),
        )
    )
    assert len(text.encode()) < 64 * 1024
    assert "[…]" in text
    assert text.endswith("Fine again.\n")


def test_a_time_with_a_rule_right_below_it_becomes_no_heading() -> None:
    """Here a heading that begins like a date is taken for an update that went wrong."""
    at, text = datetime(2024, 1, 2, 10, tzinfo=UTC), "**10:45**\n---\nx\n---"
    entry = Entry(at=at, state=State.RESOLVED, text=text)
    written = WrittenPost(id="x", title="X", entries=(entry,)).text()
    assert "**10:45**\n\\---\nx\n---\n" in written
