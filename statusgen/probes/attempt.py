"""One asking of one check: by whom, and to which address."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from statusgen.domain.secrets import Secrets
from statusgen.net import Address, NameServer, Network, Stopwatch, Stream
from statusgen.probes.pacing import LagMeter
from statusgen.probes.shared import Shared

_QUOTED, _READ = 80, 4096  # characters


@dataclass(frozen=True, slots=True)
class Prober:
    """Who asks: the way out, the secrets, the time of the run, turns to take, and how busy it is."""

    network: Network
    secrets: Secrets
    at: datetime
    turns: asyncio.Semaphore
    folder: Path = Path()  # where the paths of files begin
    meter: LagMeter = field(default_factory=LagMeter)
    shared: Shared = field(default_factory=Shared)

    def through(self, name_server: NameServer | None) -> "Prober":
        """The same prober with names looked up at `name_server`, if there is one."""
        return replace(self, network=self.network.through(name_server)) if name_server else self


@dataclass(frozen=True, slots=True)
class Attempt:
    """One asking: by whom, timed, and to one given address or to any that the name has.

    `peer` counts the hosts of kinds that ask several for one answer.

    Whoever asks is stopped after `within_s`; kinds that can say more before that may look at `left_s`.
    """

    prober: Prober
    address: Address | None = None
    within_s: float = math.inf
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    peer: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def lag_ms(self) -> float:
        """By how much the prober's event loop has been late at most since it began."""
        return self.prober.meter.worst_ms(self.began)

    def quote(self, said: str) -> str:
        """What a peer said, as details quote it: cut after secrets are out, for half of one is not found."""
        known = self.prober.secrets.redact(said[:_READ])
        return repr(known if len(known) <= _QUOTED else f"{known[:_QUOTED]}…")

    @property
    def left_s(self) -> float:
        return self.within_s - self.stopwatch.elapsed_ms / 1000

    async def addresses(self, host: str) -> Sequence[Address]:
        """Where to connect for the check's own host; raises NetFault."""
        if self.address is not None:
            return (self.address,)
        return (await self.prober.network.resolve(host, stopwatch=self.stopwatch)).reachable

    async def connect(self, host: str, port: int) -> Stream:
        """A connection of this attempt's own; raises NetFault."""
        addresses = await self.addresses(host)
        return await self.prober.network.connect(addresses, port, stopwatch=self.stopwatch)
