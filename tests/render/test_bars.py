import re

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.figures import DayCell
from statusgen.domain.status import Status
from statusgen.render.bars import draw_bar
from tests.render.samples import TODAY, make_cells

cells = st.lists(st.sampled_from([*Status, None]), min_size=1, max_size=90).map(
    lambda statuses: tuple(DayCell(day=TODAY, status=status) for status in statuses)
)


def drawn_days(svg: str) -> dict[int, set[str]]:
    """Which classes are drawn at which day."""
    days: dict[int, set[str]] = {}
    for name, path in re.findall(r'<path class="(\w+)" d="([^"]+)"', svg):
        for first, length in re.findall(r"M(\d+) [\d.]+h(\d+)", path):
            for day in range(int(first), int(first) + int(length)):
                days.setdefault(day, set()).add(name)
    return days


def test_an_ordinary_quarter_is_one_stroke() -> None:
    """Ninety good days cost as little as one."""
    assert str(draw_bar(make_cells())).count("M") == 1


@settings(max_examples=60)
@given(cells)
def test_each_day_is_drawn_once_with_its_status_and_missing_ones_not_at_all(
    days: tuple[DayCell, ...],
) -> None:
    """The drawing says what the cells say."""
    drawn = drawn_days(str(draw_bar(days)))
    names = {
        Status.OPERATIONAL: "ok",
        Status.UNDER_MAINTENANCE: "maint",
        Status.UNKNOWN: "unknown",
        Status.DEGRADED_PERFORMANCE: "slow",
        Status.PARTIAL_OUTAGE: "partial",
        Status.MAJOR_OUTAGE: "major",
    }
    assert drawn == {
        position: {names[cell.status]} for position, cell in enumerate(days) if cell.status is not None
    }


def test_statuses_stand_at_different_heights() -> None:
    """Partial and major differ without colour: one is broken in the middle."""
    major = str(draw_bar(make_cells({0: (Status.MAJOR_OUTAGE, 60)})))
    partial = str(draw_bar(make_cells({0: (Status.PARTIAL_OUTAGE, 60)})))
    assert "M89 10h1" in major
    assert "M89 4h1M89 16h1" in partial


def test_the_bar_has_words() -> None:
    """Those who cannot see it hear a sentence."""
    svg = str(draw_bar(make_cells({8: (Status.MAJOR_OUTAGE, 2460)})))
    assert 'role="img"' in svg
    assert 'aria-label="90 days: 1 with an outage, worst Saturday 14 November, 41 minutes down"' in svg
