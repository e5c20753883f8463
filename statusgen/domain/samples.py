"""What one prober found in one run: the facts that history keeps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from statusgen.domain.status import Outcome, Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a sample may mean, fixed when it was taken, so that no later edit moves the past.

    It speaks for `valid_for_s` at most; `worst` caps what it says of its component; `quorum`
    (None: majority) and `minority` settle what it means where other locations disagree. So many
    failures in a row (`down_after`), so many good answers in a row after them (`up_after`), make it count.
    """

    valid_for_s: float
    worst: Status = Status.MAJOR_OUTAGE
    quorum: int | None = None
    minority: Status = Status.OPERATIONAL
    down_after: int = 1
    up_after: int = 1


@dataclass(frozen=True, slots=True)
class Phases:
    """How long each phase of the last try took, in milliseconds; None where it did not happen."""

    lookup: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One answer. Its time and place are its run's."""

    check: str
    component: str
    outcome: Outcome
    terms: Terms
    reason: Reason | None = None
    tries: int = 1
    answered: tuple[int, int] | None = None  # (2, 3): two of three addresses or attempts
    latency_ms: float | None = None  # of the last try, lookup to last byte, redirects included
    phases: Phases = Phases()
    certificate_until: datetime | None = None
    busy: bool = False  # the prober was, so that the latency is partly its own: not for percentiles
    failing: tuple[str, ...] = ()  # addresses that did not answer; only where they may be shown


class Counted(StrEnum):
    """What is counted where some of them answer and others do not."""

    ADDRESSES = "addresses"
    ATTEMPTS = "attempts"
    SERVERS = "servers"
    PACKETS = "packets"


class Controls(StrEnum):
    """Whether the prober itself was online."""

    OK = "ok"
    SILENT = "silent"  # listed, and none answered
    NONE = "none"  # none are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The samples of one location from one start; `at` is that start, in whole seconds, UTC."""

    at: datetime
    location: str
    samples: tuple[Sample, ...]
    statusgen: str = ""
    lag_ms: float | None = None
    controls: Controls = Controls.NONE
