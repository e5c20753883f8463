"""What all kinds judge alike: how long it took, and how long the certificate lasts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from statusgen.domain.config import Check
from statusgen.domain.samples import Phases
from statusgen.domain.status import Outcome, Reason
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.lateness import surely_ms

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt


def judge_latency(attempt: "Attempt", latency_below_s: float | None) -> Answer:
    """The answer of a peer that said what it should, ended now: up, or degraded if it took too long.

    Too long without what a busy prober may have added.
    """
    latency_ms, phases = attempt.stopwatch.elapsed_ms, attempt.stopwatch.phases
    if latency_below_s is not None and surely_ms(latency_ms, attempt.lag_ms) < latency_below_s * 1000:
        latency_below_s = None
    return weigh_latency(latency_below_s, latency_ms=latency_ms, phases=phases)


def weigh_latency(latency_below_s: float | None, *, latency_ms: float, phases: Phases) -> Answer:
    """The same where something else than the stopwatch says how long it took."""
    if latency_below_s is None or latency_ms < latency_below_s * 1000:
        return Answer(outcome=Outcome.UP, latency_ms=latency_ms, phases=phases)
    return Answer(
        outcome=Outcome.DEGRADED,
        reason=Reason.LATENCY,
        detail=f"took {latency_ms:.0f} ms, expected less than {latency_below_s * 1000:.0f} ms",
        latency_ms=latency_ms,
        phases=phases,
    )


def unexpected(attempt: "Attempt", reason: Reason, detail: str) -> Answer:
    """The answer of a peer that answered in full, but not what it should."""
    stopwatch = attempt.stopwatch
    return Answer(
        outcome=Outcome.DOWN,
        reason=reason,
        detail=detail,
        latency_ms=stopwatch.elapsed_ms,
        phases=stopwatch.phases,
    )


def refused(check: Check, attempt: "Attempt", message: str) -> Answer:
    """The answer of a peer that did not let us in although we sent credentials: ours to mend."""
    return replace(
        unexpected(attempt, Reason.CREDENTIALS_REFUSED, message),
        outcome=Outcome.UNKNOWN,
        findings=(Finding(check.id, message, unhappy=True),),
    )


def judge_certificate(
    check: Check, until: datetime | None, *, at: datetime, valid_for_s: float | None
) -> tuple[Finding, ...]:
    """A finding if the certificate ends sooner than it should; only an invalid one is an outage."""
    if until is None or valid_for_s is None or until - at >= timedelta(seconds=valid_for_s):
        return ()
    if until < at:
        return (Finding(check.id, f"the certificate expired on {until:%Y-%m-%d}"),)
    said = f"expires on {until:%Y-%m-%d}, in {(until - at).days} days (wanted: {valid_for_s / 86400:g})"
    return (Finding(check.id, f"the certificate {said}"),)
