"""One asking of one check: by whom, and to which address."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.domain.secrets import Secrets
from statusgen.net import Address, Network, Stopwatch, Stream


@dataclass(frozen=True, slots=True)
class Prober:
    """Who asks: the way out, the secrets, the time of the run, and a turn for everyone who asks."""

    network: Network
    secrets: Secrets
    at: datetime
    turns: asyncio.Semaphore


@dataclass(frozen=True, slots=True)
class Attempt:
    """One asking: by whom, timed, and to one given address or to any that the name has."""

    prober: Prober
    address: Address | None = None
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    async def addresses(self, host: str) -> Sequence[Address]:
        """Where to connect for the check's own host; raises NetFault."""
        if self.address is not None:
            return (self.address,)
        return (await self.prober.network.resolve(host, stopwatch=self.stopwatch)).reachable

    async def connect(self, host: str, port: int) -> Stream:
        """A connection of this attempt's own; raises NetFault."""
        addresses = await self.addresses(host)
        return await self.prober.network.connect(addresses, port, stopwatch=self.stopwatch)
