"""Asking a check once, and always getting an answer before its timeout."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from statusgen.domain.config import Check
from statusgen.domain.secrets import MissingSecret
from statusgen.domain.status import Outcome, Reason
from statusgen.net import NetFault, OurFault, no_answer
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.attempt import Attempt, Prober
from statusgen.probes.lateness import is_busy, was_away
from statusgen.probes.options import Options, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.several import ANY, Asked, Target, Targets, choose_targets, combine

T = TypeVar("T")


async def ask(check: Check, kind: Probe, prober: Prober) -> Answer:
    """One try of a check, at all the addresses and as often as its options say.

    A target that fails is an answer; what raises is a bug. Every detail is free of secrets.
    """
    options = options_of(check, Options)
    prober = prober.through(options.name_server)
    if not options.asks_several:
        return await _settle(check, prober, partial(kind.ask, check), within_s=check.timeout_s)
    peers = range(len(options.peers))
    found = await asyncio.gather(*(_ask_peer(check, kind, prober, peer) for peer in peers))
    if len(found) == 1 and isinstance(found[0], Answer):
        return found[0]
    return combine(
        check,
        [
            Asked(Targets((Target(peer),)), (each,)) if isinstance(each, Answer) else each
            for peer, each in enumerate(found)
        ],
    )


async def _ask_peer(check: Check, kind: Probe, prober: Prober, peer: int) -> Asked | Answer:
    """What came of asking one peer in every way; one answer if its addresses could not be found."""
    choosing = partial(choose_targets, check, kind)
    targets = await _settle(check, prober, choosing, within_s=check.timeout_s, target=Target(peer))
    if isinstance(targets, Answer):
        return targets
    left_s = check.timeout_s - (targets.lookup_ms or 0) / 1000
    asking = (
        _settle(check, prober, partial(kind.ask, check), within_s=left_s, target=target)
        for target in targets.asked
    )
    return Asked(targets, tuple(await asyncio.gather(*asking)))


async def _settle(
    check: Check,
    prober: Prober,
    ask_for: Callable[[Attempt], Awaitable[T]],
    *,
    within_s: float,
    target: Target = ANY,
) -> T | Answer:
    """What was asked for, or the answer that its failure is. Waiting for a turn takes none of its time."""
    async with prober.turns:
        attempt = Attempt(prober, target.address, within_s, peer=target.peer)
        settled = await _bounded(check, attempt, ask_for(attempt), within_s=within_s)
    return _marked(check, settled, attempt) if isinstance(settled, Answer) else settled


def _marked(check: Check, answer: Answer, attempt: Attempt) -> Answer:
    """With a word on whether the prober had time for it."""
    if answer.latency_ms is not None:
        return replace(answer, busy=True) if is_busy(answer.latency_ms, attempt.lag_ms) else answer
    if not was_away(attempt.stopwatch.elapsed_ms, attempt.lag_ms):
        return answer
    overdue = answer.outcome is Outcome.DOWN and answer.reason is Reason.TIMEOUT
    return replace(_unheard(check, answer) if overdue else answer, busy=True)


def _unheard(check: Check, answer: Answer) -> Answer:
    """Who did not answer in time may have answered while this machine did not listen: unknown."""
    detail = f"{answer.detail}; but this machine was too busy to listen"
    return replace(
        answer,
        outcome=Outcome.UNKNOWN,
        reason=Reason.PROBER_ERROR,
        detail=detail,
        findings=(*answer.findings, Finding(check.id, detail)),
        again=True,
    )


async def _bounded(check: Check, attempt: Attempt, asked: Awaitable[T], *, within_s: float) -> T | Answer:
    try:
        async with asyncio.timeout(within_s):
            return await asked
    except TimeoutError:
        return _failed(attempt, *_overdue(check, attempt))
    except OurFault as fault:
        return _our_fault(check, attempt, fault.reason, fault.detail, unhappy=fault.unhappy)
    except NetFault as fault:
        return _failed(attempt, fault.reason, fault.detail)
    except MissingSecret as error:
        message = f"the secret {error.args[0]} is unset or empty"
        return _our_fault(check, attempt, Reason.NOT_CONFIGURED, message)
    except Misconfigured as error:
        return _our_fault(check, attempt, Reason.NOT_CONFIGURED, str(error))


def _overdue(check: Check, attempt: Attempt) -> tuple[Reason, str]:
    """What was waited for in vain. A name server that says nothing is not the host that is asked for."""
    stopwatch = attempt.stopwatch
    still = f"within {check.timeout_s:g} s" + (f": still {stopwatch.doing}" if stopwatch.doing else "")
    if stopwatch.is_looking_up and not was_away(stopwatch.elapsed_ms, attempt.lag_ms):
        return Reason.LOOKUP, f"{no_answer(options_of(check, Options).name_server)} {still}"
    return Reason.TIMEOUT, f"not done {still}"


def _failed(attempt: Attempt, reason: Reason, detail: str) -> Answer:
    stopwatch = attempt.stopwatch
    return Answer(
        outcome=Outcome.DOWN,
        reason=reason,
        detail=detail,
        phases=stopwatch.phases,
        unanswered_port=stopwatch.unanswered_port,
    )


def _our_fault(
    check: Check, attempt: Attempt, reason: Reason, message: str, *, unhappy: bool = True
) -> Answer:
    return Answer(
        outcome=Outcome.UNKNOWN,
        reason=reason,
        detail=message,
        phases=attempt.stopwatch.phases,
        findings=(Finding(check.id, message, unhappy=unhappy),),
    )
