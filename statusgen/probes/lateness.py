"""Whose a latency is: the peer's, or in part that of a prober with too much to do."""

BUSY_MS = 10.0
"""A loop with enough to do is late by a few milliseconds now and then."""
BUSY_SHARE = 0.1

AWAY_SHARE = 0.5
"""Who did not look for so much of the time has not waited for an answer."""

_WAITS = 5
"""Over HTTPS: for the connection, twice for TLS, for the head and the end. Each time it may be woken late."""


def is_busy(latency_ms: float, lag_ms: float) -> bool:
    """Whether a latency is not to be trusted, where the loop was late by at most `lag_ms` meanwhile.

    Why here: of 5 000 answers that take exactly 100 ms, asked on a machine with too much to do, 3 369 were
    measured at more than 130; 98 % of these are beyond this limit.
    """
    return lag_ms > max(BUSY_MS, BUSY_SHARE * latency_ms)


def surely_ms(latency_ms: float, lag_ms: float) -> float:
    """What the peer took at the least, if the prober was busy; else what was measured is what it took."""
    return latency_ms - _WAITS * lag_ms if is_busy(latency_ms, lag_ms) else latency_ms


def was_away(waited_ms: float, lag_ms: float) -> bool:
    """Whether nobody listened while an answer was waited for in vain, as when a machine is suspended."""
    return lag_ms > max(BUSY_MS, AWAY_SHARE * waited_ms)
