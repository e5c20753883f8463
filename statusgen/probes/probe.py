"""The shape that every kind of check has.

Nothing here or in the kinds needs the network until it is asked: a build reads their options only.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.probes.answer import Answer
from statusgen.probes.options import Options

if TYPE_CHECKING:
    from statusgen.net import Network
    from statusgen.probes.attempt import Attempt


def _nothing(_network: "Network") -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A kind of check.

    `ask` asks once and judges; it keeps no deadline and may raise NetFault, MissingSecret and
    Misconfigured, which the runner turns into answers. `hosts` says whose names a check with these
    options will look up, the one that it asks first; it needs the secrets filled in and raises as `ask` does.
    `prepare` loads what only this kind takes, so that none of its checks is measured with it; it may be
    called again, and may fail: then asking will tell.
    """

    name: str
    options: type[Options]
    ask: Callable[[Check, "Attempt"], Awaitable[Answer]]
    hosts: Callable[[Check, Secrets], tuple[str, ...]]
    prepare: Callable[["Network"], object] = _nothing

    @property
    def documentation(self) -> str:
        """What the kind does, in the words of its options model."""
        return (self.options.__doc__ or "").strip()


Kinds = Mapping[str, Probe]


class Misconfigured(Exception):
    """The check cannot be asked as it stands, although checks.yaml is valid: a secret does not fit."""
