"""What can go wrong between here and a peer, as one exception with a reason."""

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
