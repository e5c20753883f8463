"""What a server says first, and how all kinds judge it that hear it."""

from typing import TYPE_CHECKING

from pydantic import Field

from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.expect import TimedExpect
from statusgen.probes.judgement import judge_latency, unexpected
from statusgen.probes.options import Text
from statusgen.probes.wildcard import matches

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt


class GreetingExpect(TimedExpect):
    """What may be expected of every server that speaks first."""

    banner: Text | None = Field(
        default=None, description="The first line that the server sends; * stands for anything."
    )


def judge_greeting(expect: GreetingExpect, banner: str, *, attempt: "Attempt") -> Answer:
    """The answer of a server that greeted so, ended now."""
    if expect.banner is None or matches(expect.banner, banner):
        return judge_latency(attempt, expect.latency_below_s)
    detail = f"the banner is {attempt.quote(banner)}, expected {expect.banner!r}"
    return unexpected(attempt, Reason.BANNER, detail)
