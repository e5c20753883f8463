"""Outages among the entries."""

from datetime import datetime

import pytest

from statusgen.domain.page import Outage
from statusgen.domain.status import Reason, Status
from statusgen.render.entries import title_of_outage
from tests.builders import utc

BEGAN, ENDED = utc("2026-11-22 10:00"), utc("2026-11-22 11:00")


@pytest.mark.parametrize(
    ("reasons", "now", "later"),
    [
        ((Reason.CONNECT,), "Backups is not responding", "Backups was not responding"),
        ((Reason.OUTDATED,), "Backups has not reported in time", "Backups had not reported in time"),
        (
            (Reason.DOMAIN_EXPIRED,),
            "The domain registration of Backups has ended",
            "The domain registration of Backups had ended",
        ),
        ((Reason.CONNECT, Reason.OUTDATED), "Backups is not responding", "Backups was not responding"),
    ],
)
def test_an_outages_title_says_what_was_seen(reasons: tuple[Reason, ...], now: str, later: str) -> None:
    """A job that did not report was never asked for an answer: the only reason words the title."""

    def title(ended: datetime | None) -> str:
        outage = Outage(
            id="backups-20261122t1000z",
            component="backups",
            started=BEGAN,
            worst=Status.MAJOR_OUTAGE,
            ended=ended,
            reasons=reasons,
        )
        return title_of_outage(outage, "Backups")

    assert title(None) == now
    assert title(ENDED) == later
