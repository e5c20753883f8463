"""Dates that are left out, hours that come twice."""

from statusgen.domain.posts import State
from tests.builders import utc
from tests.reading import FILE, post_text, read


def times(*sections: str, file: str = FILE) -> list[str]:
    incident = read(post_text(*sections), file).incident
    return [f"{update.at:%m-%d %H:%M}" for update in incident.updates]


def test_a_time_alone_is_of_the_day_before_it_in_the_file() -> None:
    """Else of the day in the file's name."""
    assert times("## 09:20 investigating", "## 10:05 resolved") == ["11-20 09:20", "11-20 10:05"]
    assert times("## 2026-11-19 09:20 investigating", "## 10:05 resolved") == ["11-19 09:20", "11-19 10:05"]


def test_a_time_without_any_day_is_told() -> None:
    """It is as new as the newest of the others."""
    reading = read(post_text("## 09:20 identified", "## 2026-11-19 10:00 monitoring"), "incidents/cards.md")
    assert reading.codes == ["SG204"]
    assert [update.at for update in reading.incident.updates] == [utc("2026-11-19 10:00")] * 2


def test_a_night_that_was_not_dated_is_told() -> None:
    """Twenty past midnight is rarely meant to be before ten to."""
    reading = read(post_text("## 2026-11-19 23:50 investigating", "## 00:20 resolved"))
    assert "SG206" in reading.codes
    assert reading.incident.is_open
    newest_first = read(post_text("## 2026-11-19 11:00 resolved", "## 09:20 investigating"))
    assert newest_first.told == []


def test_an_end_in_the_hour_that_comes_twice_is_the_later() -> None:
    """Trouble is never made shorter than it may have been."""
    reading = read(post_text("## 2026-10-25 01:10 investigating", "## 2026-10-25 01:30 resolved"))
    assert reading.codes == ["SG205", "SG205"]
    assert [(problem.line, problem.column) for problem in reading.problems] == [(5, 4), (7, 4)]
    assert reading.incident.started == utc("2026-10-25 00:10")
    assert reading.incident.resolved == utc("2026-10-25 01:30")


def test_an_hour_that_never_comes_is_told() -> None:
    """The post is published, behind the jump."""
    reading = read(post_text("## 2026-03-29 01:30 investigating"))
    assert reading.codes == ["SG205"]
    assert reading.incident.started == utc("2026-03-29 01:30")


def test_an_offset_settles_the_hour() -> None:
    """Nothing is doubtful about it then."""
    reading = read(post_text("## 2026-10-25 01:30 +00:00 investigating"))
    assert reading.told == []
    assert reading.incident.started == utc("2026-10-25 01:30")


def test_a_postmortem_neither_ends_nor_reopens() -> None:
    """`update` after it keeps the state that stood before it."""
    text = post_text(
        "## 2026-11-20 09:20 monitoring", "## 2026-11-20 10:00 postmortem", "## 2026-11-20 11:00 update"
    )
    assert read(text).incident.updates[-1].state is State.MONITORING
