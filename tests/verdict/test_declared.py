"""What incidents say when."""

from dataclasses import replace

from statusgen.domain.posts import Incident, State
from statusgen.domain.status import Status
from statusgen.verdict.declared import FOREVER, ever_said, phases, said_now
from tests.builders import make_incident, make_update

DOWN, SLOW, OK = Status.MAJOR_OUTAGE, Status.DEGRADED_PERFORMANCE, Status.OPERATIONAL


def told(incident: Incident) -> list[tuple[str, str, dict[str, Status]]]:
    return [
        (
            f"{phase.start:%H:%M}",
            "open" if phase.end is FOREVER else f"{phase.end:%H:%M}",
            dict(phase.statuses),
        )
        for phase in phases(incident)
    ]


def test_each_update_changes_what_it_names_and_the_rest_stays() -> None:
    """From `started` the header and the first update; from each update on what it adds."""
    incident = make_incident(
        "2026-11-20 09:00",
        make_update("2026-11-20 09:20", statuses={"api": SLOW}),
        make_update("2026-11-20 10:05", State.IDENTIFIED, statuses={"web": DOWN}),
        make_update("2026-11-20 10:30", State.MONITORING, statuses={"api": OK}),
        make_update("2026-11-20 11:00", State.RESOLVED),
        statuses={"web": Status.PARTIAL_OUTAGE},
    )
    assert told(incident) == [
        ("09:00", "09:20", {"web": Status.PARTIAL_OUTAGE, "api": SLOW}),
        ("09:20", "10:05", {"web": Status.PARTIAL_OUTAGE, "api": SLOW}),
        ("10:05", "10:30", {"web": DOWN, "api": SLOW}),
        ("10:30", "11:00", {"web": DOWN, "api": OK}),
    ]
    assert said_now(incident) == {}
    assert ever_said(incident) == {"web": DOWN, "api": SLOW}


def test_a_later_update_reopens_with_what_was_said_last() -> None:
    """Resolved at 10:00, investigating again at 10:30: closed for half an hour, then as before."""
    incident = make_incident(
        "2026-11-20 09:00",
        make_update("2026-11-20 09:00"),
        make_update("2026-11-20 10:00", State.RESOLVED),
        make_update("2026-11-20 10:30"),
        statuses={"web": DOWN},
    )
    assert told(incident) == [("09:00", "10:00", {"web": DOWN}), ("10:30", "open", {"web": DOWN})]
    assert said_now(incident) == {"web": DOWN}
    over = replace(incident, updates=(*incident.updates, make_update("2026-11-20 10:45", State.RESOLVED)))
    assert told(over) == [("09:00", "10:00", {"web": DOWN}), ("10:30", "10:45", {"web": DOWN})]


def test_a_postmortem_neither_ends_nor_reopens() -> None:
    """It may come before or after the end and changes nothing of it."""
    incident = make_incident(
        "2026-11-20 09:00",
        make_update("2026-11-20 09:00"),
        make_update("2026-11-20 10:00", State.RESOLVED),
        make_update("2026-11-20 12:00", State.POSTMORTEM),
        statuses={"web": DOWN},
    )
    assert told(incident) == [("09:00", "10:00", {"web": DOWN})]


def test_a_withdrawn_report_says_nothing_at_any_time() -> None:
    """It is taken off the whole timeline; what it said is kept for its own page."""
    incident = make_incident(
        "2026-11-20 09:00",
        make_update("2026-11-20 09:00"),
        make_update("2026-11-20 10:00", State.WITHDRAWN),
        statuses={"web": DOWN},
    )
    assert told(incident) == []
    assert ever_said(incident) == {"web": DOWN}


def test_an_ending_first_update_does_not_undo_the_header() -> None:
    """Backdated and resolved in one update that says web is fine: the header held until then."""
    incident = make_incident(
        "2026-11-20 10:00",
        make_update("2026-11-20 11:00", State.RESOLVED, statuses={"web": OK}),
        statuses={"web": DOWN},
    )
    assert told(incident) == [("10:00", "11:00", {"web": DOWN})]
