"""How many files and sockets this process may have open: our own lack must not become a peer's outage."""

import errno
from contextlib import suppress
from pathlib import Path

_LACKS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_USUALLY_OPEN = 16


def is_our_lack(error: object) -> bool:
    """Whether this failure says that no socket is left here, and so nothing about the peer."""
    return isinstance(error, OSError) and error.errno in _LACKS


def make_room(wanted: int) -> int:
    """Let this process open `wanted` more files and sockets, or as many as the system allows: how many it is.

    Raises the soft limit no further than that: children inherit it, and some close every number up to it.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return wanted
    taken = _count_open()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < taken + wanted:
        allowed = taken + wanted if hard == resource.RLIM_INFINITY else min(taken + wanted, hard)
        with suppress(OSError, ValueError):  # macOS may promise more than it grants
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else max(0, min(wanted, soft - taken))


def _count_open() -> int:
    try:
        return sum(1 for _ in Path("/dev/fd").iterdir())
    except OSError:  # not there in every container
        return _USUALLY_OPEN
