"""Asking many checks: paced, and each again before a failure counts."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome, Reason
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.asking import ask
from statusgen.probes.attempt import Prober
from statusgen.probes.pacing import paced
from statusgen.probes.probe import Kinds

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check (by its id) answered last, and after how many tries; `last` if no other will follow."""

    check: str
    answer: Answer
    tries: int = 1
    last: bool = True


Tell = Callable[[Result], None]
AskAll = Callable[[Tell], Coroutine[object, object, None]]
"""Asks a run's checks and tells of each; here (`Asker.ask_all`) or elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks until each check has a result. A bug in a probe is an answer, too, but raised if `strict`."""

    prober: Prober
    kinds: Kinds
    sleep: Sleep = asyncio.sleep
    strict: bool = False

    async def ask_all(self, checks: Sequence[Check], tell: Tell) -> None:
        """Tell of every check as soon as its result is there, and of each try before that."""
        watching = asyncio.create_task(self.prober.meter.run())
        try:
            async with asyncio.TaskGroup() as group:
                async for check in paced(checks):
                    group.create_task(self._ask(check, tell))
        finally:
            watching.cancel()

    async def _ask(self, check: Check, tell: Tell) -> None:
        """Ask until another try would change nothing, or there is none left."""
        for tries in range(1, check.tries + 1):
            answer = await self._try(check)
            settled = answer.outcome is not Outcome.DOWN and not answer.again
            last = settled or tries == check.tries
            tell(Result(check.id, answer, tries, last=last))
            if last:
                return
            await self.sleep(wait_s(check, tries))

    async def _try(self, check: Check) -> Answer:
        try:
            return await ask(check, self.kinds[check.kind], self.prober)
        except Exception as error:
            if self.strict:
                raise
            message = (
                f"a fault in statusgen itself: {type(error).__name__} while asking {check.kind}: {error}"
            )
            return Answer(
                outcome=Outcome.UNKNOWN,
                reason=Reason.PROBER_ERROR,
                detail=message,
                findings=(Finding(check.id, message, unhappy=True),),
            )


def wait_s(check: Check, tries: int) -> float:
    """How long to wait after so many tries; the last wait is used again where there are too few."""
    return check.waits_s[min(tries, len(check.waits_s)) - 1] if check.waits_s else 0.0
