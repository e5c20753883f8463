"""A configuration written back without anything secret: what the page needs when checks.yaml is unusable."""

import json
from collections.abc import Sequence
from datetime import time
from decimal import Decimal

from statusgen.config.grammar import EXTERNAL
from statusgen.config.hours import DAYS
from statusgen.domain.config import Check, Component, Config, Contact, Group, Hours, Location, Probing, Site
from statusgen.domain.status import Status
from statusgen.located import Plain

Values = dict[str, Plain]


def public_copy(config: Config) -> bytes:
    """The configuration as JSON that `load_config` reads: each check is one that others measure.

    What a check asks, and how, is left out; its id, weight, privacy and freshness stay.
    """
    values: Values = {
        "site": _site(config.site),
        "contact": _contact(config.contact),
        "probing": _probing(config.probing),
        "history": {"store": config.history.store, "keep_runs": _duration(config.history.keep_runs_s)},
        "uptime": {
            "partial_outage_weight": config.uptime.partial_outage_weight,
            "announce_before": _duration(config.uptime.announce_before_s),
        },
        **_groups(config.groups),
        "publish": list(config.publish),
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _given(values: Values) -> Values:
    """Without what is empty, or the default of all switches: off."""
    return {key: value for key, value in values.items() if value not in (None, "", [], False)}


def _duration(seconds: float) -> str:
    return f"{Decimal(repr(float(seconds))):f}s"


def _site(site: Site) -> Values:
    return _given(
        {
            "name": site.name,
            "url": site.url,
            "description": site.description,
            "timezone": site.timezone.key,
            "language": site.language,
            "logo": site.logo,
            "accent": site.accent,
            "links": [{"label": link.label, "url": link.url} for link in site.links],
            "mirrors": list(site.mirrors),
        }
    )


def _contact(contact: Contact) -> Values:
    reply_within_s = contact.reply_within_s
    return _given(
        {
            "phone": contact.phone,
            "email": contact.email,
            "chat": contact.chat,
            "portal": contact.portal,
            "hours": _hours(contact.hours) if contact.hours else None,
            "reply_within": None if reply_within_s is None else _duration(reply_within_s),
            "note": contact.note,
            "during_incident": contact.during_incident,
        }
    )


def _hours(hours: Hours) -> Plain:
    if hours.always:
        return "always"
    days: dict[str, list[str]] = {}
    for opening in hours.times:
        for key in _day_keys(opening.weekdays):
            days.setdefault(key, []).append(f"{_clock(opening.opens)}-{_clock(opening.closes)}")
    spans: Values = {key: ", ".join(each) for key, each in days.items()}
    closed: Plain = [day.isoformat() for day in hours.closed]
    return {"timezone": hours.timezone.key, **spans, "closed": closed}


def _day_keys(weekdays: Sequence[int]) -> list[str]:
    """`monday-friday` for days that follow each other, else a key for each day."""
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 1 and tuple(weekdays) == tuple((first + step) % 7 for step in range(len(weekdays))):
        return [f"{DAYS[first]}-{DAYS[last]}"]
    return [DAYS[day] for day in weekdays]


def _clock(moment: time) -> str:
    return "24:00" if moment == time.max else f"{moment:%H:%M}"


def _probing(probing: Probing) -> Values:
    minority = probing.minority
    return {
        "interval": _duration(probing.interval_s),
        "late_after": _duration(probing.late_after_s),
        "stale_after": _duration(probing.stale_after_s),
        "timeout": _duration(probing.timeout_s),
        "tries": probing.tries,
        "waits": [_duration(wait) for wait in probing.waits_s] or ["0s"],
        "concurrency": probing.concurrency,
        "deadline": _duration(probing.deadline_s),
        "controls": list(probing.controls),
        "locations": [_location(location) for location in probing.locations],
        "quorum": "majority" if probing.quorum is None else probing.quorum,
        "minority": "note" if minority is Status.OPERATIONAL else minority.value,
    }


def _location(location: Location) -> Values:
    return {"id": location.id, "name": location.name}


def _groups(groups: Sequence[Group]) -> Values:
    """`groups`, and `components` for those without one, in the order of the page."""
    values: Values = {}
    for group in groups:
        components: list[Plain] = [_component(component) for component in group.components]
        key, entries = "components", components
        if group.id:
            key, entries = "groups", [{"id": group.id, "name": group.name, "components": components}]
        so_far = values.get(key)
        values[key] = [*so_far, *entries] if isinstance(so_far, list) else entries
    return values


def _component(component: Component) -> Values:
    checks: list[Plain] = [_check(check) for check in component.checks]
    if component.broken and not checks:
        checks = [{EXTERNAL: True}]  # not known, rather than run by hand and fine
    return _given(
        {
            "id": component.id,
            "name": component.name,
            "description": component.description,
            "formerly": list(component.formerly),
            "core": component.core,
            "retired": component.retired.isoformat() if component.retired else None,
            "checks": checks,
        }
    )


def _check(check: Check) -> Values:
    return _given(
        {
            EXTERNAL: True,
            "id": check.id,
            "interval": _duration(check.interval_s),
            "late_after": _duration(check.late_after_s),
            "stale_after": _duration(check.stale_after_s),
            "worst": check.worst.value,
            "down_after": check.down_after if check.down_after > 1 else None,
            "up_after": check.up_after if check.up_after > 1 else None,
            "private": check.private,
        }
    )
