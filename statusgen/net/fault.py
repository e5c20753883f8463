"""What can go wrong between here and a peer, as one exception with a reason."""

import errno

from statusgen.domain.status import Reason


class NetFault(Exception):
    """The peer could not be asked, or did not answer as it must.

    `reason` is from the fixed vocabulary; `detail` is for the operator's log and may quote the
    peer, so redact it before it is shown.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class OurFault(NetFault):
    """The trouble is on our side and says nothing about the peer; `unhappy` where somebody must mend it."""

    unhappy = False


class NoRoute(OurFault):
    """This machine cannot get there: our lack, not the peer's."""

    def __init__(self, detail: str) -> None:
        super().__init__(Reason.PROBER_ERROR, detail)


class NoSocket(NoRoute):
    """Not even a socket is left here; whatever is tried next will meet the same."""


class Blocked(NoRoute):
    """A firewall on this machine lets nothing out there."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.reason = Reason.BLOCKED


class Refused(NetFault):
    """Somebody there answers, if only to say that nobody listens on this port."""

    def __init__(self, detail: str) -> None:
        super().__init__(Reason.CONNECT, detail)


def is_forbidden(error: OSError) -> bool:
    """Whether the system did not let us, if this comes from the call itself.

    What comes back later may be the words of a router: IPv6 has one for "administratively prohibited".
    """
    return error.errno in (errno.EACCES, errno.EPERM)
