from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.histogram import Histogram

histograms = st.builds(
    lambda latencies_ms, left_out: Histogram.of(latencies_ms, left_out=left_out),
    st.lists(st.floats(0, 1e6), max_size=20),
    st.integers(0, 3),
)


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_a_percentile_is_good_to_two_percent(latencies_ms: list[float], share: float) -> None:
    """Of the latency that stands there when all are sorted."""
    exact = sorted(latencies_ms)[int(share * (len(latencies_ms) - 1))]
    assert Histogram.of(latencies_ms).percentile(share) == pytest.approx(exact, rel=0.0201)


@given(histograms)
def test_what_is_written_is_read_back(histogram: Histogram) -> None:
    """With what was left out."""
    assert Histogram.decode(histogram.encode()) == histogram


@given(st.lists(histograms, max_size=5), st.randoms(use_true_random=False))
def test_merging_is_adding_in_any_order(parts: list[Histogram], chance: Random) -> None:
    """Counts and what was left out."""
    merged = Histogram.merged(parts)
    chance.shuffle(parts)
    assert Histogram.merged(parts) == merged
    assert merged.total == sum(part.total for part in parts)
    assert merged.left_out == sum(part.left_out for part in parts)


def test_what_was_left_out_moves_no_percentile() -> None:
    """It is not even there, where there is nothing else."""
    assert Histogram.of([100.0], left_out=50).percentile(0.95) == Histogram.of([100.0]).percentile(0.95)
    assert Histogram.of([], left_out=50).percentile(0.95) is None


@pytest.mark.parametrize("text", ["227:", "227:x", "227:1 many", "left-out:", "left-out:1 227:1"])
def test_what_is_no_histogram_is_refused(text: str) -> None:
    """A count is a number, and what was left out stands at the end."""
    with pytest.raises(ValueError, match="int"):
        Histogram.decode(text)
