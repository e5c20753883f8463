import json
from dataclasses import replace
from datetime import date
from typing import Any

from statusgen.domain.page import StatusPage
from statusgen.domain.status import Status
from statusgen.render.status_json import make_status_json
from tests.render import samples


def document_of(page: StatusPage) -> Any:
    return json.loads(make_status_json(page).make())


def test_it_says_how_things_are_and_how_fresh_that_is() -> None:
    """All times in UTC, to the second."""
    document = document_of(samples.major_page())
    components = document.pop("components")
    assert document == {
        "format": 1,
        "generated_at": "2026-11-22T14:36:00Z",
        "checked_at": "2026-11-22T14:35:00Z",
        "next_check_by": "2026-11-22T14:40:00Z",
        "late_after": "2026-11-22T14:50:00Z",
        "stale_after": "2026-11-22T15:05:00Z",
        "status": "major_outage",
        "headline": "Webmail is unreachable and outgoing mail is delayed",
    }
    assert len(components) == 20


def test_a_component_has_its_figures() -> None:
    """Floored to five digits; all of it is 1."""
    component = replace(
        samples.make_component("Webmail", Status.MAJOR_OUTAGE, incidents=("2026-11-22-webmail",)),
        uptime=(*samples.make_uptime(down_ms=1)[:1], *samples.make_uptime(covered=0.4)[1:]),
        maintenance=("work",),
    )
    page = samples.make_page(groups=(replace(samples.make_groups()[0], components=(component,)),))
    assert document_of(page)["components"]["webmail"] == {
        "name": "Webmail",
        "status": "major_outage",
        "since": "2026-11-22T10:58:00Z",
        "incidents": ["2026-11-22-webmail"],
        "maintenance": ["work"],
        "uptime": {"24h": 0.99999, "7d": None, "30d": None, "90d": None},
        "coverage": {"24h": 1, "7d": 0.4, "30d": 0.4, "90d": 0.4},
    }


def test_without_samples_and_checks_there_are_no_times_and_no_figures() -> None:
    """Null, never a made-up hundred per cent."""
    document = document_of(samples.by_hand_page())
    assert document["checked_at"] is None
    assert document["stale_after"] is None
    assert set(document["components"]["office"]["uptime"].values()) == {None}
    assert set(document["components"]["office"]["coverage"].values()) == {None}


def test_retired_components_are_not_in_it() -> None:
    """It tells how things are; their pages stay."""
    group = samples.make_groups()[0]
    retired = replace(group.components[0], retired=date(2026, 10, 1))
    page = samples.make_page(groups=(replace(group, components=(retired, *group.components[1:])),))
    assert retired.id not in document_of(page)["components"]
