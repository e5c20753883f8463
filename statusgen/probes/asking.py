"""Asking a check once, and always getting an answer before its timeout."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from statusgen.domain.config import Check
from statusgen.domain.secrets import MissingSecret
from statusgen.domain.status import Outcome, Reason
from statusgen.net import NetFault, NoRoute, Unsendable
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.attempt import Attempt, Prober
from statusgen.probes.options import Options, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.several import choose_targets, combine

T = TypeVar("T")


async def ask(check: Check, kind: Probe, prober: Prober) -> Answer:
    """One try of a check, at all the addresses and as often as its options say.

    A target that fails is an answer; what raises is a bug. Every detail is free of secrets.
    """
    attempt = Attempt(prober)
    if not options_of(check, Options).asks_several:
        return await _settle(check, attempt, lambda: kind.ask(check, attempt), within_s=check.timeout_s)
    targets = await _settle(
        check, attempt, lambda: choose_targets(check, kind, attempt), within_s=check.timeout_s
    )
    if isinstance(targets, Answer):
        return targets
    left_s = check.timeout_s - attempt.stopwatch.elapsed_ms / 1000
    return combine(check, answers, targets=targets)


async def _settle(check: Check, attempt: Attempt, asked: Awaitable[T], *, deadline: float) -> T | Answer:
    """What was asked for, or the answer that its failure is."""
    try:
        async with asyncio.timeout_at(deadline):
            return await asked
    except TimeoutError:
        return _failed(attempt, Reason.TIMEOUT, f"not done within {check.timeout_s:g} s")
    except NoRoute as fault:
        return _our_fault(check, attempt, Reason.PROBER_ERROR, fault.detail, unhappy=False)
    except Unsendable as fault:
        return _our_fault(check, attempt, Reason.NOT_CONFIGURED, fault.detail)
    except NetFault as fault:
        return _failed(attempt, fault.reason, fault.detail)
    except MissingSecret as error:
        message = f"the secret {error.args[0]} is unset or empty"
        return _our_fault(check, attempt, Reason.NOT_CONFIGURED, message)
    except Misconfigured as error:
        return _our_fault(check, attempt, Reason.NOT_CONFIGURED, str(error))


def _failed(attempt: Attempt, reason: Reason, detail: str) -> Answer:
    return Answer(outcome=Outcome.DOWN, reason=reason, detail=detail, phases=attempt.stopwatch.phases)


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
