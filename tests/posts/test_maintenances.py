"""Announced work: its window, its announcement, its mistakes."""

from statusgen.domain.posts import State
from statusgen.errors import Severity
from tests.builders import utc
from tests.reading import post_text, read

WINDOW = "starts: 2026-11-25 22:00\nends: 2026-11-26 02:00"


def header(*lines: str) -> str:
    return "\n".join(["kind: maintenance", *lines])


def test_a_window_may_cross_midnight_without_saying_so() -> None:
    """An end without a date is the next such time after the start."""
    work = read(post_text("Disks.", header=header("starts: 2026-11-25 22:00", "ends: 02:00"))).maintenance
    assert work.ends == utc("2026-11-26 02:00")


def test_it_has_a_zone_of_its_own() -> None:
    """`timezone` holds for every time of the post, its updates' too."""
    text = post_text("## 2026-11-20 10:00 scheduled", header=header(WINDOW, "timezone: America/New_York"))
    work = read(text).maintenance
    assert work.timezone == "America/New_York"
    assert work.starts == utc("2026-11-26 03:00")
    assert work.updates[0].at == utc("2026-11-20 15:00")


def test_an_unknown_zone_is_the_sites() -> None:
    """It is told, and the times are read as those of all other posts."""
    for name in ("Europe/Dublni", "America", "../etc/passwd", "\N{SNOWMAN}"):
        reading = read(post_text("Disks.", header=header(WINDOW, f"timezone: {name}")))
        assert reading.codes == ["SG210"], name
        assert reading.maintenance.timezone is None


def test_it_counts_as_announced_when_it_was_first_said() -> None:
    """`announced`, else the first update, else the day in the file's name."""
    said = post_text("## 2026-11-20 10:00 scheduled", header=header(WINDOW))
    assert read(said).maintenance.announced == utc("2026-11-20 10:00")
    assert read(post_text("Disks.", header=header(WINDOW))).maintenance.announced == utc("2026-11-20 00:00")


def test_work_that_nobody_announced_does_not_count_as_announced_ahead() -> None:
    """Without any time it is as if it was said now, and a hint asks for better."""
    reading = read(post_text("Disks.", header=header(WINDOW)), "incidents/disks.md")
    assert reading.maintenance.announced == utc("2026-11-22 12:00")
    assert [problem.severity for problem in reading.problems] == [Severity.HINT]


def test_a_file_that_bears_the_day_of_the_work_is_published_at_once() -> None:
    """A day that has not come says when the work is, not when it was announced."""
    reading = read(post_text("Disks.", header=header(WINDOW)), "incidents/2026-11-25-disks.md")
    assert reading.maintenance.announced == utc("2026-11-22 12:00")
    assert [problem.severity for problem in reading.problems] == [Severity.HINT]


def test_the_announcement_is_an_update_of_its_own() -> None:
    """The introduction was said when the work was announced, not when it began."""
    text = post_text(
        "New disks.",
        "## 2026-11-22 02:00 in progress",
        header=header("announced: 2026-11-19 10:00", "starts: 2026-11-22 02:00", "ends: 2026-11-22 04:00"),
    )
    assert [(update.at, update.state, update.text) for update in read(text).maintenance.updates] == [
        (utc("2026-11-19 10:00"), State.SCHEDULED, "New disks."),
        (utc("2026-11-22 02:00"), State.IN_PROGRESS, ""),
    ]
    earlier = read(text, now=utc("2026-11-20 00:00"), explicit_now=True).maintenance
    assert [update.state for update in earlier.updates] == [State.SCHEDULED]
    assert read(text, now=utc("2026-11-18 00:00"), explicit_now=True).post is None


def test_an_update_may_move_the_end() -> None:
    """The header's end stays what was first announced; a time of day is the next one in the window."""
    text = post_text("## 2026-11-21 10:00 update, ends 04:30", header=header(WINDOW))
    work = read(text).maintenance
    assert work.ends == utc("2026-11-26 02:00")
    assert work.updates[0].ends == utc("2026-11-26 04:30")


def test_work_that_ends_before_it_starts_hides_nothing() -> None:
    """It is published with an empty window."""
    reading = read(post_text("Disks.", header=header("starts: 2026-11-25 22:00", "ends: 2026-11-24 22:00")))
    assert reading.codes == ["SG206"]
    assert reading.maintenance.ends == reading.maintenance.starts


def test_work_without_a_window_hides_nothing() -> None:
    """What is missing is told, each by itself."""
    reading = read(post_text("Disks.", header=header()))
    assert reading.codes == ["SG210", "SG210"]
    assert reading.maintenance.ends == reading.maintenance.starts


def test_a_repeated_maintenance_is_published_once() -> None:
    """Recurrence is told as not supported, and the first occurrence shown."""
    reading = read(post_text("Disks.", header=header(WINDOW, "repeat: monthly on the first sunday")))
    assert reading.maintenance.starts == utc("2026-11-25 22:00")
    assert reading.codes == ["SG218"]
    assert "first occurrence" in reading.told[0]


def test_an_incidents_state_is_none_of_maintenance() -> None:
    """It is told, and the work counts as going on."""
    reading = read(post_text("## 2026-11-21 10:00 resolved", header=header(WINDOW)))
    assert reading.codes == ["SG203"]
    assert reading.maintenance.updates[0].state is State.IN_PROGRESS


def test_components_of_work_that_is_over_are_history() -> None:
    """An unknown one is a note once the window has passed, or the work was cancelled."""
    past = header("components: nas", "starts: 2026-11-20 02:00", "ends: 2026-11-20 04:00")
    assert read(post_text("Disks.", header=past)).codes == ["SG250"]
    ahead = header("components: nas", WINDOW)
    assert read(post_text("Disks.", header=ahead)).codes == ["SG201"]
    assert read(post_text("## 2026-11-21 10:00 cancelled", header=ahead)).codes == ["SG250"]
