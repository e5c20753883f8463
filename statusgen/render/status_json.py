"""status.json: the status and how fresh it is, for machines."""

import json
from datetime import datetime

from statusgen.domain.figures import Window
from statusgen.domain.output import OutputFile
from statusgen.domain.page import ComponentView, StatusPage
from statusgen.render.dates import to_iso
from statusgen.render.headlines import say_whole_headline

Json = dict[str, "Json | str | float | int | list[str] | None"]

_DIGITS = 5


def make_status_json(page: StatusPage) -> OutputFile:
    freshness = page.freshness
    document: Json = {
        "format": 1,
        "generated_at": to_iso(page.generated_at),
        "checked_at": _instant(freshness.checked_at),
        "next_check_by": _instant(freshness.next_check_by),
        "late_after": _instant(freshness.late_after),
        "stale_after": _instant(freshness.stale_after),
        "status": page.status.value,
        "headline": say_whole_headline(page),
        "components": {
            component.id: _component(component) for component in page.components if component.retired is None
        },
    }
    content = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    return OutputFile.of(content, "application/json")


def _component(component: ComponentView) -> Json:
    figures = {uptime.window: uptime for uptime in component.uptime} if component.measured else {}
    return {
        "name": component.name,
        "status": component.status.value,
        "since": _instant(component.since),
        "incidents": list(component.incidents),
        "maintenance": list(component.maintenance),
        "uptime": {
            window.value: _number(figures[window].share(_DIGITS)) if window in figures else None
            for window in Window
        },
        "coverage": {
            window.value: _number(figures[window].coverage(_DIGITS)) if window in figures else None
            for window in Window
        },
    }


def _instant(at: datetime | None) -> str | None:
    return to_iso(at) if at else None


def _number(share: float | None) -> float | int | None:
    """1 rather than 1.0: all of it, exactly."""
    return int(share) if share is not None and share == int(share) else share
