"""What every kind of target has in common."""

import re
from dataclasses import dataclass
from typing import Protocol

from statusgen.errors import PublishError
from statusgen.publish.site import BuiltSite

_USERINFO = re.compile(r"(?<=://)[^/\s'\"]+@")


class HopelessError(PublishError):
    """A failure that asking again cannot mend."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a target took, or would take: paths below the site's root, and how many it had already."""

    sent: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


class Target(Protocol):
    """A place that holds a copy of the site."""

    def deliver(self, site: BuiltSite, *, dry_run: bool) -> Delivery:
        """Make the target hold `site`; raises PublishError, and may then be asked again."""
        ...


def without_userinfo(text: str) -> str:
    """The text with names and passwords taken out of the URLs in it."""
    return _USERINFO.sub("***@", text)
