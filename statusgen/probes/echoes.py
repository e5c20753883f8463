"""A few echo requests to one address, and what becomes of them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from statusgen.net import Address, NetFault, OurFault
from statusgen.probes.attempt import Attempt

GAP_S = 0.2  # between packets: what ping(8) lets everybody do
SHORTEST_PATIENCE_S = 1.0
_OF_THE_TIME = 0.95  # the rest is for saying so before whoever asks is stopped


@dataclass(frozen=True, slots=True)
class Echoes:
    """The round trips of those that came back, and the first thing that was said about the others."""

    sent: int
    trips_ms: tuple[float, ...]
    fault: NetFault | None = None


async def send_echoes(packets: int, *, to: Address, attempt: Attempt) -> Echoes:
    """Send them one after the other; over when all are back, or no more are to be expected.

    Raises what kept us from sending any (NoRoute, Blocked).
    """
    salvo = _Salvo(attempt, to)
    await salvo.send(packets)
    ours = [fault for fault in salvo.faults if isinstance(fault, OurFault)]
    if ours and not salvo.trips_ms:
        raise ours[0]
    theirs = (fault for fault in salvo.faults if fault not in ours)
    return Echoes(packets - len(ours), tuple(salvo.trips_ms), next(theirs, None))


class _Salvo:
    def __init__(self, attempt: Attempt, address: Address) -> None:
        self.trips_ms: list[float] = []
        self.faults: list[NetFault] = []
        self._ping = attempt.prober.network.ping
        self._address = address
        self._within_s = max(0.0, attempt.left_s * _OF_THE_TIME)

    async def send(self, packets: int) -> None:
        gap_s = min(GAP_S, self._within_s / 2 / packets)
        started_s = asyncio.get_running_loop().time()
        all_sent_s = started_s + gap_s * (packets - 1)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(started_s + self._within_s) as bound, asyncio.TaskGroup() as group:
                for number in range(packets):
                    group.create_task(self._send_one(bound, after_s=gap_s * number, all_sent_s=all_sent_s))

    async def _send_one(self, bound: asyncio.Timeout, *, after_s: float, all_sent_s: float) -> None:
        await asyncio.sleep(after_s)
        try:
            trip_ms = await self._ping.echo(self._address)
        except NetFault as fault:
            self.faults.append(fault)
            return
        self.trips_ms.append(trip_ms)
        self._wait_for_stragglers(bound, trip_ms=trip_ms, all_sent_s=all_sent_s)

    def _wait_for_stragglers(self, bound: asyncio.Timeout, *, trip_ms: float, all_sent_s: float) -> None:
        """Twice as long as the others took, as ping(8) does; without any answer, as long as there is time."""
        end_s = bound.when()
        if end_s is None or bound.expired():
            return
        patience_s = max(SHORTEST_PATIENCE_S, 2 * trip_ms / 1000)
        now_s = asyncio.get_running_loop().time()
        bound.reschedule(min(end_s, max(now_s, all_sent_s) + patience_s))
