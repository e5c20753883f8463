"""One asking of one check, and the shape that every kind of probe has."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.net import Address, Network, Stopwatch, Stream
from statusgen.probes.answer import Answer
from statusgen.probes.options import Options


@dataclass(frozen=True, slots=True)
class Prober:
    """Who asks: the way out, the secrets, and the time of the run."""

    network: Network
    secrets: Secrets
    at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A kind of check.

    `ask` asks once and judges; it keeps no deadline and may raise NetFault, MissingSecret and
    Misconfigured, which the runner turns into answers. `host` says whom a check with these options
    asks; it needs the secrets filled in and raises as `ask` does.
    """

    name: str
    options: type[Options]
    ask: Callable[[Check, Attempt], Awaitable[Answer]]
    host: Callable[[Check, Secrets], str]

    @property
    def documentation(self) -> str:
        """What the kind does, in the words of its options model."""
        return (self.options.__doc__ or "").strip()


Kinds = Mapping[str, Probe]


class Misconfigured(Exception):
    """The check cannot be asked as it stands, although checks.yaml is valid: a secret does not fit."""
