import pytest

from statusgen.domain.durations import parse_duration, write_duration


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(86400, "1d"), (14 * 86400, "14d"), (5400, "90m"), (10800, "3h"), (61, "61s"), (0, "0d")],
)
def test_a_duration_is_written_in_its_largest_whole_unit(seconds: float, written: str) -> None:
    """As somebody would write it, and read back as it was."""
    assert write_duration(seconds) == written
    assert parse_duration(written) == seconds
