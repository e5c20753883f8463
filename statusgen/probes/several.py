"""One check, several peers, addresses or attempts: the partial failure that a single shot misses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from statusgen.domain.config import Check
from statusgen.domain.samples import Counted
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Address, by_route
from statusgen.probes.answer import Answer, Finding, is_good
from statusgen.probes.attempt import Attempt
from statusgen.probes.options import HostOptions, options_of
from statusgen.probes.probe import Probe

_OUR_LACK = (Reason.PROBER_ERROR, Reason.BLOCKED)


@dataclass(frozen=True, slots=True)
class Target:
    """Whom one asking goes to: the peer of this number, at this address or at any that it has."""

    peer: int = 0
    address: Address | None = None


ANY = Target()


@dataclass(frozen=True, slots=True)
class Targets:
    """Every asking of one peer, and which of its addresses are left out for want of a route."""

    asked: tuple[Target, ...]
    left_out: tuple[Address, ...] = ()
    lookup_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of them, in the same order."""

    targets: Targets
    answers: tuple[Answer, ...]


async def choose_targets(check: Check, kind: Probe, attempt: Attempt) -> Targets:
    """Every address of the attempt's peer, as often as the check says.

    Raises NetFault, and what finding the host raises.
    """
    options = options_of(check, HostOptions)
    if not options.every_address and not options.addresses:
        return Targets((Target(attempt.peer),) * options.attempts)
    host = kind.hosts(check, attempt.prober.secrets)[attempt.peer]
    if options.addresses:
        found = by_route(host, options.addresses)
    else:
        found = await attempt.prober.network.resolve(host, stopwatch=attempt.stopwatch)
    targets = tuple(Target(attempt.peer, address) for address in found.reachable)
    return Targets(targets * options.attempts, found.left_out, attempt.stopwatch.phases.lookup)


def combine(check: Check, asked: Sequence[Asked]) -> Answer:
    """One answer for all of at least one: partial if some are down and some are not.

    The latency is that of the middle one of those that answered well. Where an answer says nothing
    about the peer (credentials refused) and nobody is down, that is what is told; one that we had no way
    to ask is left out, unless that is so of all.
    """
    pairs = [
        (target, _with_lookup(answer, each.targets.lookup_ms))
        for each in asked
        for target, answer in zip(each.targets.asked, each.answers, strict=True)
    ]
    told = [pair for pair in pairs if not _is_our_lack(pair[1])] or pairs
    answers = [answer for _, answer in told]
    left_out: set[int] = {address.version for each in asked for address in each.targets.left_out}
    findings = dict.fromkeys(finding for _, answer in pairs for finding in answer.findings)
    return replace(
        _summary(answers),
        answered=_count(answers),
        detail=_detail(check, pairs, told=told, left_out=left_out),
        findings=(*findings, *_left_out(check, left_out)),
        failing=_failing(check, told),
    )


def _is_our_lack(answer: Answer) -> bool:
    return answer.outcome is Outcome.UNKNOWN and answer.reason in _OUR_LACK


def _summary(answers: Sequence[Answer]) -> Answer:
    good = sorted((each for each in answers if is_good(each)), key=lambda each: each.latency_ms or 0)
    down = [each for each in answers if each.outcome is Outcome.DOWN]
    partly = [each for each in answers if each.outcome is Outcome.PARTIAL]
    if partly or (good and down):
        answering, failing = good or partly, down or partly
        return replace(_middle(answering), outcome=Outcome.PARTIAL, reason=failing[0].reason)
    if len(good) == len(answers):
        return _middle(good)
    if down:
        ports = {each.unanswered_port for each in down}
        return replace(down[0], unanswered_port=ports.pop() if len(ports) == 1 else None)
    return next(each for each in answers if each.outcome is Outcome.UNKNOWN)


def _count(answers: Sequence[Answer]) -> tuple[int, int]:
    return sum(map(_answers, answers)), len(answers)


def _answers(answer: Answer) -> bool:
    """Whether there was an answer, if only in part."""
    return is_good(answer) or answer.outcome is Outcome.PARTIAL


def _middle(good: Sequence[Answer]) -> Answer:
    return good[len(good) // 2]


def _with_lookup(answer: Answer, lookup_ms: float | None) -> Answer:
    """The lookup was done once for all."""
    if lookup_ms is None:
        return answer
    latency_ms = None if answer.latency_ms is None else round(answer.latency_ms + lookup_ms, 3)
    return replace(answer, latency_ms=latency_ms, phases=replace(answer.phases, lookup=lookup_ms))


def _detail(
    check: Check,
    pairs: Sequence[tuple[Target, Answer]],
    *,
    told: Sequence[tuple[Target, Answer]],
    left_out: set[int],
) -> str:
    """`2 of 3 addresses answer; 192.0.2.2: refused; IPv6 cannot be reached from here`."""
    parts = [f"{_counted(check, told, left_out)} answer"]
    for target, answer in pairs:
        if answer.detail:  # of those that answer, the slow ones
            name = _name(check, target)
            parts.append(f"{name}: {_without_address(answer.detail, target)}" if name else answer.detail)
    if left_out:
        parts.append(f"{_families(left_out)} cannot be reached from here")
    return "; ".join(dict.fromkeys(parts))


def _without_address(detail: str, target: Target) -> str:
    """Faults of connections begin with the address, which has been said."""
    return detail.removeprefix(f"{target.address} ").removeprefix(f"{target.address}: ")


def _counted(check: Check, told: Sequence[tuple[Target, Answer]], left_out: set[int]) -> str:
    """`2 of 3 addresses`: of several attempts at each of several, too, if each answers always or never."""
    options = options_of(check, HostOptions)
    answering: dict[Target, set[bool]] = {}
    for target, answer in told:
        answering.setdefault(target, set()).add(_answers(answer))
    counts, (count, total) = options.counts, _count([answer for _, answer in told])
    if 1 < len(answering) < total and all(len(found) == 1 for found in answering.values()):
        counts = options.model_copy(update={"attempts": 1}).counts
        count, total = sum(True in found for found in answering.values()), len(answering)
    versions = {target.address.version for target in answering if target.address is not None}
    if counts is Counted.ADDRESSES and left_out and len(versions) == 1:
        return f"{count} of {total} IPv{min(versions)} addresses"
    return f"{count} of {total} {counts}"


def _name(check: Check, target: Target) -> str:
    """Who was asked, as far as more than one was: `192.0.2.2`, `ns2.example.com`, or both."""
    peers = options_of(check, HostOptions).peers
    server = peers[target.peer] if len(peers) > 1 else ""
    return " ".join(part for part in (server, str(target.address or "")) if part)


def _failing(check: Check, told: Sequence[tuple[Target, Answer]]) -> tuple[str, ...]:
    """Who did not answer, where that may be shown."""
    if check.private or not options_of(check, HostOptions).show_addresses:
        return ()
    names = (_name(check, target) for target, answer in told if not is_good(answer))
    return tuple(dict.fromkeys(name for name in names if name))


def _left_out(check: Check, versions: set[int]) -> tuple[Finding, ...]:
    if not versions:
        return ()
    return (Finding(check.id, f"{_families(versions)} cannot be reached from here and is left out"),)


def _families(versions: set[int]) -> str:
    return " and ".join(f"IPv{version}" for version in sorted(versions))
