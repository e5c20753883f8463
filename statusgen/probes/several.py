"""One check, several addresses or attempts: the partial failure that a single shot misses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome
from statusgen.net import Address, by_route
from statusgen.probes.answer import Answer, Finding, is_good
from statusgen.probes.attempt import Attempt
from statusgen.probes.options import HostOptions, options_of
from statusgen.probes.probe import Probe


@dataclass(frozen=True, slots=True)
class Targets:
    """Whom to ask: an address for each asking (None: any that the name has), and who is left out."""

    addresses: tuple[Address | None, ...]
    left_out: tuple[Address, ...] = ()
    lookup_ms: float | None = None


async def choose_targets(check: Check, kind: Probe, attempt: Attempt) -> Targets:
    """Every address as often as the check says; raises NetFault and what finding the host raises."""
    options = options_of(check, HostOptions)
    if not options.every_address and not options.addresses:
        return Targets((None,) * options.attempts)
    host = kind.hosts(check, attempt.prober.secrets)[0]
    if options.addresses:
        found = by_route(host, options.addresses)
    else:
        found = await attempt.prober.network.resolve(host, stopwatch=attempt.stopwatch)
    return Targets(found.reachable * options.attempts, found.left_out, attempt.stopwatch.phases.lookup)


def combine(check: Check, answers: Sequence[Answer], *, targets: Targets) -> Answer:
    """One answer for all of at least one: partial if some are down and some are not.

    The latency is that of the middle one of those that answered well. Where an answer says nothing
    about the peer (credentials refused) and nobody is down, that is what is told.
    """
    good = sorted((each for each in answers if is_good(each)), key=lambda each: each.latency_ms or 0)
    down = [each for each in answers if each.outcome is Outcome.DOWN]
    if good and down:
        answer = replace(_middle(good), outcome=Outcome.PARTIAL, reason=down[0].reason)
    elif len(good) == len(answers):
        answer = _middle(good)
    else:
        answer = (down or [each for each in answers if each.outcome is Outcome.UNKNOWN])[0]
    return replace(
        _with_lookup(answer, targets.lookup_ms),
        answered=(len(good), len(answers)),
        detail=_detail(answers, targets),
        findings=(*dict.fromkeys(f for each in answers for f in each.findings), *_left_out(check, targets)),
    )


def _middle(good: Sequence[Answer]) -> Answer:
    return good[len(good) // 2]


def _with_lookup(answer: Answer, lookup_ms: float | None) -> Answer:
    """The lookup was done once for all."""
    if lookup_ms is None:
        return answer
    latency_ms = None if answer.latency_ms is None else round(answer.latency_ms + lookup_ms, 3)
    return replace(answer, latency_ms=latency_ms, phases=replace(answer.phases, lookup=lookup_ms))


def _detail(answers: Sequence[Answer], targets: Targets) -> str:
    """`2 of 3 addresses answer; 192.0.2.2: refused; IPv6 cannot be reached from here`."""
    versions = {address.version for address in targets.addresses if address is not None}
    what = (
        "attempts" if not versions else "addresses" if len(versions) > 1 else f"IPv{min(versions)} addresses"
    )
    good = sum(is_good(each) for each in answers)
    parts = [f"{good} of {len(answers)} {what} answer"]
    for address, each in zip(targets.addresses, answers, strict=True):
        if not is_good(each):
            parts.append(f"{address}: {each.detail}" if address else each.detail)
    if targets.left_out:
        parts.append(f"{_families(targets)} cannot be reached from here")
    return "; ".join(dict.fromkeys(parts))


def _left_out(check: Check, targets: Targets) -> tuple[Finding, ...]:
    if not targets.left_out:
        return ()
    return (Finding(check.id, f"{_families(targets)} cannot be reached from here and is left out"),)


def _families(targets: Targets) -> str:
    return " and ".join(f"IPv{version}" for version in sorted({each.version for each in targets.left_out}))
