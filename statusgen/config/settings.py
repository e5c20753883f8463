"""The sections of checks.yaml that are about the page and the prober, as domain values."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from statusgen.config.grammar import (
    ContactKeys,
    HistoryKeys,
    ProbingKeys,
    PublishKeys,
    SiteKeys,
    UptimeKeys,
)
from statusgen.config.hours import HoursKeys
from statusgen.config.mistakes import Model, Told, examine
from statusgen.config.places import descend
from statusgen.domain.config import (
    Contact,
    HistorySettings,
    Hours,
    Link,
    Location,
    OpeningTime,
    Probing,
    Site,
    UptimeRules,
)
from statusgen.domain.status import Status
from statusgen.errors import Code
from statusgen.located import Items, Node, Scalar, Table

_UTC = ZoneInfo("UTC")
_OBJECT_STORE = re.compile("(?:s3|gs|az)://")


def is_empty(node: Node | None) -> bool:
    """Whether a key is left out, or has no value."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def _section(root: Table, name: str, model: type[Model], told: Told) -> Model:
    """The section without what is wrong with it; its defaults if nothing is left."""
    node = root.get(name)
    read = None if node is None or is_empty(node) else examine(model, node, node.plain(), told)
    return read or model.model_construct()


def read_site(root: Table, told: Told) -> Site | None:
    """None without a usable name and address."""
    node = root.get("site")
    if node is None or is_empty(node):
        told.tell((node or root).place, Code.MISSING_KEY, "'site' is missing", "it needs a name and a url")
        return None
    keys = examine(SiteKeys, node, node.plain(), told)
    if keys is None:
        return None
    return Site(
        name=keys.name,
        url=keys.url,
        description=keys.description,
        timezone=keys.timezone or _UTC,
        language=keys.language,
        logo=keys.logo,
        accent=keys.accent,
        links=tuple(Link(link.label, link.url) for link in keys.links),
        mirrors=tuple(keys.mirrors),
    )


def read_contact(root: Table, zone: ZoneInfo, told: Told) -> Contact:
    keys = _section(root, "contact", ContactKeys, told)
    return Contact(
        phone=keys.phone,
        email=keys.email,
        chat=keys.chat,
        portal=keys.portal,
        hours=_hours(keys.hours, zone) if keys.hours else None,
        reply_within_s=keys.reply_within,
        note=keys.note,
        during_incident=keys.during_incident,
    )


def _hours(keys: HoursKeys, zone: ZoneInfo) -> Hours:
    times = [OpeningTime(days, *span) for days, spans in keys.days.items() for span in spans]
    return Hours(keys.timezone or zone, tuple(times), tuple(keys.closed), keys.always is True)


def read_probing_keys(root: Table, told: Told) -> ProbingKeys:
    return _section(root, "probing", ProbingKeys, told)


def read_probing(root: Table, keys: ProbingKeys, told: Told) -> Probing:
    return Probing(
        interval_s=keys.interval,
        late_after_s=late_after_s(keys, keys.interval),
        stale_after_s=stale_after_s(keys, keys.interval),
        timeout_s=keys.timeout,
        tries=keys.tries,
        waits_s=fit_waits(keys.waits, keys.tries),
        concurrency=keys.concurrency,
        deadline_s=keys.deadline,
        controls=tuple(keys.controls),
        locations=_locations(root, keys, told),
        quorum=keys.quorum,
        minority=Status.OPERATIONAL if keys.minority == "note" else Status(keys.minority),
    )


def late_after_s(keys: ProbingKeys, interval_s: float) -> float:
    """Three intervals unless given; what is asked more rarely than usual is not late before its own three."""
    if keys.late_after is None:
        return 3 * interval_s
    return keys.late_after if interval_s <= keys.interval else max(keys.late_after, 3 * interval_s)


def stale_after_s(keys: ProbingKeys, interval_s: float) -> float:
    """Six intervals or half an hour, the longer, unless given; the same for what is asked more rarely."""
    usual = max(6 * interval_s, 1800.0)
    if keys.stale_after is None:
        return usual
    return keys.stale_after if interval_s <= keys.interval else max(keys.stale_after, usual)


def fit_waits(waits: Sequence[float], tries: int) -> tuple[float, ...]:
    """One pause fewer than tries; the last one repeats."""
    pauses = tries - 1
    return (*waits[:pauses], *[waits[-1]] * (pauses - len(waits)))


def _locations(root: Table, keys: ProbingKeys, told: Told) -> tuple[Location, ...]:
    locations: dict[str, Location] = {}
    for index, each in enumerate(keys.locations):
        if each.id in locations:
            place = descend(root, ("probing", "locations", index, "id")).place
            told.tell(place, Code.ID_TWICE, f"location '{each.id}' is here twice")
        else:
            locations[each.id] = Location(each.id, each.name or each.id)
    return tuple(locations.values())


def read_history(root: Table, told: Told) -> HistorySettings | None:
    """None if anything is wrong with it: measurements must not end up in a place that was not meant."""
    mistakes = len(told.problems)
    keys = _section(root, "history", HistoryKeys, told)
    if len(told.problems) > mistakes:
        return None
    _tell_object_store(descend(root, ("history", "store")), told, "name a folder, such as 'state'")
    return HistorySettings(keys.store, keys.keep_runs)


def read_uptime(root: Table, told: Told) -> UptimeRules:
    keys = _section(root, "uptime", UptimeKeys, told)
    return UptimeRules(keys.partial_outage_weight, keys.announce_before)


def read_publish(root: Table, told: Told) -> tuple[str, ...]:
    """The destinations, in order."""
    node = root.get("publish")
    if node is None or is_empty(node):
        return ()
    keys = examine(PublishKeys, root, {"publish": node.plain()}, told)
    if keys is None:
        return ()
    kept = tuple(destination.to for destination in keys.publish)
    for item in node.nodes if isinstance(node, Items) else ():
        target = descend(item, ("to",))
        if isinstance(target, Scalar) and target.text.strip() in kept:
            _tell_object_store(target, told, "name a folder, or a git+ address")
    return kept


def _tell_object_store(node: Node, told: Told, instead: str) -> None:
    """One is named by the format and stays as it is written, but this version cannot use it."""
    if isinstance(node, Scalar) and (scheme := _OBJECT_STORE.match(node.text.strip())):
        message = f"object stores ({scheme[0]}) are not supported in this version"
        told.tell(node.place, Code.NOT_SUPPORTED, message, instead)
