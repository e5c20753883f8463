"""Which checks a run asks: those that were named, this shard's part of them, and of these what is due."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from statusgen.domain.config import Check, Config, Probing
from statusgen.domain.ids import LONGEST_ID, is_id
from statusgen.domain.status import Outcome, Reason
from statusgen.errors import UsageError

if TYPE_CHECKING:
    from statusgen.history import LastWord

DEFAULT_LOCATION = "main"
MOST_SHARDS = 1000
_SHARD = re.compile(r"([0-9]{1,4})/([0-9]{1,4})", re.ASCII)
_ASK_AGAIN_S = 3600.0
"""After no answer: nobody may take a day to know what a registry says that was away for a minute."""
_NOT_ASKED = (
    Reason.PROBER_OFFLINE,
    Reason.DEADLINE,
    Reason.NOT_CONFIGURED,
    Reason.PROBER_ERROR,
    Reason.BLOCKED,
)


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, counted from 1."""

    number: int
    of: int


def parse_shard(text: str) -> Shard:
    """`2/8`; UsageError for what is no part of a whole."""
    match = _SHARD.fullmatch(text.strip())
    if match is not None and 1 <= int(match[1]) <= int(match[2]) <= MOST_SHARDS:
        return Shard(int(match[1]), int(match[2]))
    raise UsageError(
        f"--shard {text}: write which part of how many, from 1/1 to {MOST_SHARDS}/{MOST_SHARDS}, such as 2/8"
    )


def choose_location(probing: Probing, asked: str | None) -> str:
    """The location of this prober; UsageError if checks.yaml lists others only."""
    location = asked or DEFAULT_LOCATION
    listed = [known.id for known in probing.locations]
    if listed and location not in listed:
        said = f"location {location!r} is not listed in checks.yaml" if asked else "no location was given"
        raise UsageError(f"{said}: give --location or STATUSGEN_LOCATION, one of {', '.join(listed)}")
    if not is_id(location):
        raise UsageError(f"location {location!r}: use a-z, 0-9 and -, at most {LONGEST_ID} of them")
    return location


def choose_checks(config: Config, only: Sequence[str] = (), shard: Shard | None = None) -> tuple[Check, ...]:
    """The checks that can be asked and are named by their own id or their component's; of these, the shard's.

    UsageError for a name that is neither. Shards take turns down the list, so that none is larger than
    another by more than one, and neighbours, which often share a host, are apart.
    """
    from statusgen.probes import PROBES

    known = {check.id for check in config.checks} | {component.id for component in config.components}
    for name in only:
        if name not in known:
            raise UsageError(f"--only {name}: there is no check and no component of that id in checks.yaml")
    chosen = [check for check in _named(config, only) if check.kind in PROBES and not check.broken]
    return tuple(chosen[shard.number - 1 :: shard.of] if shard else chosen)


def name_broken(config: Config, only: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids of those that would be asked too, were there no mistake in checks.yaml."""
    return tuple(check.id for check in _named(config, only) if check.broken)


def _named(config: Config, only: Sequence[str]) -> Iterator[Check]:
    return (check for check in config.checks if not only or check.id in only or check.component in only)


def is_due(check: Check, last: "LastWord | None", *, probing: Probing, now: datetime) -> bool:
    """Whether the check's own interval has passed, nearly, since this location asked it.

    Cron jobs start early and late: half of their own interval is let pass for it, if that is not much
    of the check's. A check that is asked by every run is always due; so is one that was not really asked.
    One that found out nothing is asked again within the hour.
    """
    if last is None or has_every_run(check, probing):
        return True
    if last.outcome is Outcome.UNKNOWN and last.reason in _NOT_ASKED:
        return True
    interval_s = check.interval_s
    if last.outcome is Outcome.UNKNOWN:
        interval_s = min(interval_s, _ASK_AGAIN_S)
    slack_s = min(probing.interval_s / 2, interval_s / 4)
    return (now - last.at).total_seconds() >= interval_s - slack_s


def has_every_run(check: Check, probing: Probing) -> bool:
    """Whether each run asks it. Kinds that must not be asked often keep their time, whoever runs when."""
    from statusgen.probes import PROBES

    return check.interval_s <= probing.interval_s and PROBES[check.kind].options.usual_interval_s is None


def choose_due(
    checks: Sequence[Check], before: Mapping[str, "LastWord"], *, probing: Probing, now: datetime
) -> tuple[Check, ...]:
    """Those of the checks that are due; `before` is what this location said last, by check."""
    return tuple(check for check in checks if is_due(check, before.get(check.id), probing=probing, now=now))
