"""What a post says of itself."""

from datetime import timedelta

import pytest

from statusgen.domain.posts import State
from tests.builders import make_incident, make_update, utc

DUE = utc("2026-11-20 10:20")


def test_a_promise_is_overdue_ten_minutes_after_its_time() -> None:
    """At that moment, and not a second before it."""
    incident = make_incident(
        "2026-11-20 09:20", make_update("2026-11-20 09:20", next_update="2026-11-20 10:20")
    )
    assert incident.promise == DUE
    assert not incident.is_overdue(DUE + timedelta(minutes=10, seconds=-1))
    assert incident.is_overdue(DUE + timedelta(minutes=10))


@pytest.mark.parametrize("state", [State.MONITORING, State.RESOLVED])
def test_a_newer_update_takes_the_place_of_what_was_promised(state: State) -> None:
    """Whether it goes on or ends the incident, nobody waits for the old one any more."""
    incident = make_incident(
        "2026-11-20 09:20",
        make_update("2026-11-20 09:20", next_update="2026-11-20 10:20"),
        make_update("2026-11-20 10:00", state),
    )
    assert incident.promise is None
    assert not incident.is_overdue(DUE + timedelta(days=1))
