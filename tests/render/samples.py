"""Whole pages as values: one for each state that a status page can be in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.domain.config import Contact, Hours, Link, OpeningTime, Site
from statusgen.domain.figures import DayCell, Percentiles, Uptime, Window
from statusgen.domain.output import OutputFile, Theme
from statusgen.domain.page import (
    Affected,
    CheckView,
    ComponentView,
    Freshness,
    GroupView,
    Headline,
    HeadlineKind,
    IncidentView,
    LocationView,
    MaintenanceView,
    Outage,
    Remark,
    RemarkKind,
    SeenFrom,
    StatusPage,
)
from statusgen.domain.posts import Incident, Maintenance, Notice, State, Statuses, Update
from statusgen.domain.samples import Counted
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.render import load_theme
from tests.builders import utc

NOW = utc("2026-11-22 14:36")
TODAY = date(2026, 11, 22)
DUBLIN = ZoneInfo("Europe/Dublin")

OK, SLOW, PARTIAL, MAJOR = (
    Status.OPERATIONAL,
    Status.DEGRADED_PERFORMANCE,
    Status.PARTIAL_OUTAGE,
    Status.MAJOR_OUTAGE,
)
MAINT, UNKNOWN = Status.UNDER_MAINTENANCE, Status.UNKNOWN

CONTACT = Contact(
    phone="+353 1 555 0100",
    email="support@example.com",
    chat="https://example.com/chat",
    portal="https://example.com/support",
    hours=Hours(
        timezone=DUBLIN,
        times=(
            OpeningTime((0, 1, 2, 3, 4), time(9), time(18)),
            OpeningTime((5,), time(10), time(14)),
        ),
        closed=(date(2026, 12, 25),),
    ),
    reply_within_s=3 * 3600,
    note="One ticket is enough.",
    during_incident="We are getting many calls; this page is the fastest source.",
)

SITE = Site(
    name="Example Hosting",
    url="https://status.example.net/",
    description="Live status of Example Hosting",
    timezone=DUBLIN,
    links=(Link("example.com", "https://example.com/"), Link("Terms", "https://example.com/terms")),
    mirrors=("https://status.example.org/",),
)

FRESH = Freshness(
    checked_at=utc("2026-11-22 14:35"),
    next_check_by=utc("2026-11-22 14:40"),
    late_after=utc("2026-11-22 14:50"),
    stale_after=utc("2026-11-22 15:05"),
)

NAMES = {
    "Web hosting": ("Shared hosting", "Control panel", "WordPress platform", "File storage", "Backups"),
    "Network": ("Dublin DC1", "Dublin DC2", "Name servers", "Transit", "DDoS scrubbing"),
    "Mail": ("Inbound mail", "Outbound mail", "Webmail", "Spam filtering", "Mailing lists"),
    "Customer services": ("Billing", "Domain registration", "Support portal", "Phone support", "API"),
}
BY_HAND = "Phone support"


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def make_cells(
    troubles: dict[int, tuple[Status, int]] | None = None, *, first: int = 0
) -> tuple[DayCell, ...]:
    """90 days up to today; `troubles` by days back: status and seconds down; none before position `first`."""
    troubles = troubles or {}
    cells = []
    for position in range(90):
        back = 89 - position
        status, down_s = troubles.get(back, (OK, 0))
        shown = None if position < first else status
        cells.append(DayCell(day=TODAY - timedelta(days=back), status=shown, down_s=down_s))
    return tuple(cells)


def make_uptime(*, down_ms: int = 0, covered: float = 1.0) -> tuple[Uptime, ...]:
    figures = []
    for window in Window:
        whole = window.days * 86_400_000
        known = int(whole * covered)
        figures.append(
            Uptime(
                window=window,
                known_ms=known,
                unknown_ms=whole - known,
                excused_ms=0,
                down_ms=min(down_ms, known),
                since=None if covered == 1.0 else NOW - timedelta(days=window.days * covered),
            )
        )
    return tuple(figures)


def make_component(
    name: str = "Webmail",
    status: Status = OK,
    *,
    measured: bool = True,
    troubles: dict[int, tuple[Status, int]] | None = None,
    first: int = 0,
    outages: Sequence[Outage] = (),
    remarks: Sequence[Remark] = (),
    incidents: Sequence[str] = (),
) -> ComponentView:
    troubles = dict(troubles or {})
    if status is not OK and measured:
        troubles.setdefault(0, (status, 3 * 3600 if status.is_outage else 0))
    down_ms = 1000 * sum(down_s for _, down_s in troubles.values())
    return ComponentView(
        id=slug(name),
        name=name,
        description=f"{name} for all customers" if measured else "",
        status=status,
        since=utc("2026-11-22 10:58") if status is not OK else utc("2026-11-20 10:00"),
        measured=measured,
        timeline=(),
        cells=make_cells(troubles, first=first) if measured else (),
        uptime=make_uptime(down_ms=down_ms, covered=(90 - first) / 90) if measured else (),
        response=tuple(Percentiles(window, 288 * window.days, 84.2, 431.0) for window in Window)
        if measured
        else (),
        outages=tuple(outages),
        checks=(
            CheckView(
                id=f"{slug(name)}-http",
                kind="http",
                outcome=Outcome.UP,
                latency_ms=84.2,
                certificate_until=utc("2027-01-03 12:00"),
            ),
        )
        if measured
        else (),
        incidents=tuple(incidents),
        remarks=tuple(remarks),
        first_sample=utc("2026-08-01 00:00") if measured else None,
        last_sample=utc("2026-11-22 14:35") if measured else None,
    )


def rename(page: StatusPage, component_id: str, *, formerly: str) -> StatusPage:
    """The same page, on which the component once had another id."""

    def renamed(component: ComponentView) -> ComponentView:
        return replace(component, formerly=(formerly,)) if component.id == component_id else component

    return replace(
        page,
        groups=tuple(
            replace(group, components=tuple(map(renamed, group.components))) for group in page.groups
        ),
    )


def make_update(at: str, state: State, text: str, **more: object) -> Update:
    moment = utc(at)
    return Update(id=f"{moment:%Y%m%dt%H%Mz}", at=moment, state=state, text=text, **more)  # type: ignore[arg-type]


def make_incident(
    incident_id: str,
    title: str,
    *updates: Update,
    statuses: Statuses = (),
    started: datetime | None = None,
    **more: object,
) -> Incident:
    return Incident(
        id=incident_id,
        title=title,
        file=f"incidents/{incident_id}.md",
        updates=updates,
        started=started or updates[0].at,
        statuses=statuses,
        **more,  # type: ignore[arg-type]
    )


def view_incident(incident: Incident, **more: object) -> IncidentView:
    """As the verdict would see it, from what the post says alone."""
    ever: dict[str, Status] = {}
    now: dict[str, Status] = {}
    for name, status in (
        *incident.statuses,
        *(pair for update in incident.updates for pair in update.statuses),
    ):
        ever[name] = max(ever.get(name, OK), status, key=lambda status: status.rank)
        now[name] = status

    def affected(statuses: dict[str, Status]) -> tuple[Affected, ...]:
        return tuple(
            Affected(name, name.replace("-", " ").capitalize(), status) for name, status in statuses.items()
        )

    values: dict[str, object] = {
        "open": incident.is_open,
        "impact": incident.impact,
        "now": affected({name: status for name, status in now.items() if status is not OK})
        if incident.is_open
        else (),
        "ever": affected(ever),
        "detected": None,
        "first_post": incident.updates[0].at,
        "promise": incident.updates[-1].next_update,
    }
    return IncidentView(incident=incident, **{**values, **more})  # type: ignore[arg-type]


WEBMAIL_OUTAGE = Outage(
    id="webmail-20261122t1058z",
    component="webmail",
    started=utc("2026-11-22 10:58"),
    worst=MAJOR,
    reasons=(Reason.TIMEOUT,),
    locations=("Dublin", "Frankfurt"),
    covered_by="2026-11-22-webmail",
)
OLD_OUTAGE = Outage(
    id="dublin-dc1-20261117t0312z",
    component="dublin-dc1",
    started=utc("2026-11-17 03:12"),
    worst=PARTIAL,
    ended=utc("2026-11-17 03:53"),
    reasons=(Reason.CONNECT,),
    locations=("Frankfurt",),
    answered=(1, 2),
)

WEBMAIL = make_incident(
    "2026-11-22-webmail",
    "Webmail is unreachable and outgoing mail is delayed",
    make_update(
        "2026-11-22 11:04",
        State.INVESTIGATING,
        "Nobody can open Webmail. We are looking into it.",
        statuses=(("webmail", MAJOR),),
    ),
    make_update(
        "2026-11-22 11:42",
        State.IDENTIFIED,
        "The mail store in Dublin lost its second disk shelf at 10:58. We are moving mailboxes to the standby"
        " shelf; the first are back since 11:30, all should be by 15:00. Mail sent to you meanwhile is queued"
        " and **nothing is lost**.",
        statuses=(("outbound-mail", PARTIAL),),
        next_update=utc("2026-11-22 15:00"),
    ),
)
API = make_incident(
    "2026-11-22-api",
    "API answers slowly",
    make_update(
        "2026-11-22 09:20",
        State.MONITORING,
        "A cache was cold after last night's deployment. Times are back to twice their usual and falling.",
        statuses=(("api", SLOW),),
        next_update=utc("2026-11-22 11:00"),
    ),
)
STORAGE = make_incident(
    "2026-11-21-file-storage",
    "Uploads over 2 GB to File storage fail",
    make_update(
        "2026-11-21 16:05",
        State.INVESTIGATING,
        "Uploads over 2 GB stop half-way. Smaller ones work.",
        statuses=(("file-storage", PARTIAL),),
    ),
    make_update(
        "2026-11-22 14:10",
        State.IDENTIFIED,
        "A limit in the new proxy is too low. We are raising it.",
        next_update=utc("2026-11-22 17:00"),
    ),
    workaround="Split the file, or upload over SFTP.",
)
PAYMENTS = make_incident(
    "2026-11-20-checkout",
    "Checkout: one card in five fails",
    make_update(
        "2026-11-20 09:20",
        State.INVESTIGATING,
        "About one card payment in five fails.",
        statuses=(("billing", PARTIAL),),
    ),
    make_update(
        "2026-11-20 10:01",
        State.RESOLVED,
        "The payment provider declined one card in five. Failed"
        " payments were retried; nobody was charged twice.",
    ),
    make_update(
        "2026-11-21 15:00",
        State.POSTMORTEM,
        "## What happened\n\nA certificate at the provider ran out.\n\n## What we change\n\n"
        "- we watch it\n- we *warn* them\n\n| Time | What |\n|---|---|\n| 09:12 | first failure |\n"
        "| 09:53 | fixed |\n\n```\ncurl --verbose https://payments.example.com/v1/charge/with/a/very/long/address\n```",
    ),
)
UPLOADS = make_incident(
    "2026-11-18-uploads",
    "Slow file uploads",
    make_update(
        "2026-11-18 08:10", State.IDENTIFIED, "A rebuild slows writes.", statuses=(("file-storage", SLOW),)
    ),
    make_update("2026-11-18 10:15", State.RESOLVED, "The rebuild after a disk swap was moved to the night."),
)


def make_maintenance(maintenance_id: str, title: str, starts: str, ends: str, **more: object) -> Maintenance:
    values: dict[str, object] = {"statuses": (("dublin-dc2", MAINT),)}
    return Maintenance(
        id=maintenance_id,
        title=title,
        file=f"incidents/{maintenance_id}.md",
        updates=(
            make_update(
                "2026-11-15 09:00", State.SCHEDULED, "One feed at a time; we expect no interruption."
            ),
        ),
        starts=utc(starts),
        ends=utc(ends),
        announced=utc("2026-11-15 09:00"),
        **{**values, **more},  # type: ignore[arg-type]
    )


def view_maintenance(maintenance: Maintenance, state: State = State.SCHEDULED) -> MaintenanceView:
    return MaintenanceView(
        maintenance=maintenance,
        state=state,
        starts=maintenance.starts,
        ends=maintenance.ends,
        affected=tuple(
            Affected(name, name.replace("-", " ").title().replace("Dc", "DC"), status)
            for name, status in maintenance.statuses
        ),
    )


UPS = make_maintenance("2026-11-22-ups", "Replacing a UPS in DC2", "2026-11-22 13:00", "2026-11-22 16:00")
ROUTER = make_maintenance(
    "2026-11-29-router",
    "New core router in DC1",
    "2026-11-29 02:00",
    "2026-11-29 04:00",
    statuses=(("dublin-dc1", MAINT),),
)
PHP = make_maintenance(
    "2026-11-14-php",
    "PHP 8.1 removed",
    "2026-11-14 01:00",
    "2026-11-14 02:30",
    statuses=(("shared-hosting", OK),),
)
NOTICE = Notice(
    id="2026-11-10-prices",
    title="New prices from January",
    file="incidents/2026-11-10-prices.md",
    updates=(make_update("2026-11-10 09:00", State.PUBLISHED, "See <https://example.com/prices>."),),
    at=utc("2026-11-10 09:00"),
)


def make_groups(**statuses: Status) -> tuple[GroupView, ...]:
    """The twenty components; statuses by id with underscores."""
    groups = []
    for position, (group, names) in enumerate(NAMES.items()):
        components = []
        for index, name in enumerate(names):
            trouble_at = 7 * position + 13 * index + 3
            troubles = {trouble_at: (SLOW, 0), trouble_at + 4: (MAJOR, 2460)} if index % 2 else {}
            if index == 0:
                troubles = {trouble_at + 2: (PARTIAL, 2460)}
            components.append(
                make_component(
                    name,
                    statuses.get(slug(name).replace("-", "_"), OK),
                    measured=name != BY_HAND,
                    troubles=troubles,
                    first=31 if name == "Mailing lists" else 0,
                    outages=(WEBMAIL_OUTAGE,) if name == "Webmail" else (),
                )
            )
        worst = Status.worst((component.status for component in components), OK)
        groups.append(GroupView(slug(group), group, worst, tuple(components)))
    return tuple(groups)


def make_page(**changes: object) -> StatusPage:
    """All fine, with a past; `changes` are fields of StatusPage."""
    values: dict[str, object] = {
        "site": SITE,
        "contact": CONTACT,
        "generated_at": NOW,
        "freshness": FRESH,
        "status": OK,
        "headline": Headline(kind=HeadlineKind.OPERATIONAL, total=20),
        "groups": make_groups(),
        "incidents": (view_incident(PAYMENTS, detected=utc("2026-11-20 09:12")), view_incident(UPLOADS)),
        "maintenances": (view_maintenance(ROUTER), view_maintenance(PHP, State.COMPLETED)),
        "notices": (NOTICE,),
        "outages": (OLD_OUTAGE,),
        "locations": (
            LocationView("dublin", "Dublin", utc("2026-11-22 14:35"), stopped=False, ahead=False),
            LocationView("frankfurt", "Frankfurt", utc("2026-11-22 14:35"), stopped=False, ahead=False),
        ),
    }
    return StatusPage(**{**values, **changes})  # type: ignore[arg-type]


def major_page() -> StatusPage:
    """Three open incidents, two maintenances, two weeks of posts: the page that weighs most."""
    page = make_page()
    return replace(
        page,
        status=MAJOR,
        headline=Headline(
            kind=HeadlineKind.INCIDENT, title=WEBMAIL.title, post=WEBMAIL.id, status=MAJOR, count=4, total=20
        ),
        groups=make_groups(
            webmail=MAJOR, outbound_mail=PARTIAL, api=SLOW, file_storage=PARTIAL, dublin_dc2=MAINT
        ),
        incidents=(
            view_incident(WEBMAIL, detected=utc("2026-11-22 10:58"), outages=(WEBMAIL_OUTAGE,)),
            view_incident(API, overdue=True),
            view_incident(STORAGE),
            *page.incidents,
        ),
        maintenances=(view_maintenance(UPS, State.IN_PROGRESS), *page.maintenances),
        outages=(WEBMAIL_OUTAGE, OLD_OUTAGE),
    )


def partial_page() -> StatusPage:
    """Only machines know."""
    found = replace(WEBMAIL_OUTAGE, covered_by=None, worst=PARTIAL, answered=(2, 3), stretches=3)
    return make_page(
        status=PARTIAL,
        headline=Headline(
            kind=HeadlineKind.FOUND_BY_CHECKS, components=("Webmail",), status=PARTIAL, since=found.started
        ),
        groups=make_groups(webmail=PARTIAL),
        outages=(found, OLD_OUTAGE),
    )


def degraded_page() -> StatusPage:
    page = make_page()
    return replace(
        page,
        status=SLOW,
        headline=Headline(kind=HeadlineKind.INCIDENT, title=API.title, post=API.id, status=SLOW),
        groups=make_groups(api=SLOW),
        incidents=(view_incident(API), *page.incidents),
    )


def maintenance_page() -> StatusPage:
    return make_page(
        status=MAINT,
        headline=Headline(kind=HeadlineKind.MAINTENANCE, title=UPS.title, post=UPS.id, status=MAINT),
        groups=make_groups(dublin_dc2=MAINT),
        maintenances=(view_maintenance(UPS, State.IN_PROGRESS), view_maintenance(ROUTER)),
    )


def unknown_page() -> StatusPage:
    """The prober is offline, and the history cannot be read."""
    every = {
        slug(name).replace("-", "_"): UNKNOWN for names in NAMES.values() for name in names if name != BY_HAND
    }
    return make_page(
        status=UNKNOWN,
        headline=Headline(kind=HeadlineKind.NO_CURRENT_DATA),
        groups=make_groups(**every),
        locations=(
            LocationView("main", "main", utc("2026-11-22 14:35"), stopped=False, ahead=False, offline=True),
        ),
        history_available=False,
    )


def partly_unknown_page() -> StatusPage:
    return make_page(
        headline=Headline(kind=HeadlineKind.PARTLY_UNKNOWN, count=2, total=20),
        groups=make_groups(transit=UNKNOWN, backups=UNKNOWN),
    )


def first_day_page() -> StatusPage:
    """Not one sample, not one post."""
    blank = [
        replace(
            component,
            status=UNKNOWN,
            since=None,
            cells=make_cells(first=90),
            uptime=make_uptime(covered=0.0),
            response=(),
            checks=(),
            first_sample=None,
            last_sample=None,
        )
        for component in make_groups()[0].components
    ]
    return make_page(
        status=UNKNOWN,
        headline=Headline(kind=HeadlineKind.NO_CURRENT_DATA),
        freshness=Freshness(),
        groups=(GroupView("", "", UNKNOWN, tuple(blank)),),
        incidents=(),
        maintenances=(),
        notices=(),
        outages=(),
        locations=(),
        contact=Contact(),
    )


def by_hand_page() -> StatusPage:
    """Nothing is measured."""
    components = tuple(make_component(name, measured=False) for name in ("Phone support", "Office", "Shop"))
    return make_page(
        headline=Headline(kind=HeadlineKind.NO_PROBLEMS_REPORTED, total=3),
        freshness=Freshness(),
        groups=(GroupView("", "", OK, components),),
        outages=(),
        locations=(),
        maintenances=(),
    )


def long_names_page() -> StatusPage:
    """Everything that can be long is, and the demonstration label is there."""
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltung und Rechnungswesen Süd-Ost"
    remark = Remark(
        kind=RemarkKind.NOT_REACHABLE_FROM,
        places=("Frankfurt",),
        others=("Dublin",),
        since=utc("2026-11-22 12:05"),
    )
    components = (
        make_component(long, PARTIAL, remarks=(remark,)),
        make_component("A" * 60, SLOW),
        make_component("DNS", measured=True, first=60),
    )
    incident = make_incident(
        "2026-11-22-long",
        f"{long}: " + "ein sehr langer Titel, der nicht aufhören will " * 3,
        make_update(
            "2026-11-22 11:00",
            State.INVESTIGATING,
            f"`{'x' * 200}`\n\n{long * 3}",
            statuses=((slug(long), PARTIAL),),
        ),
        make_update("2026-11-22 11:30", State.RESOLVED, "It should work again."),
    )
    view = view_incident(incident, open=True, contradicted=True)
    return make_page(
        site=replace(SITE, name=long),
        status=PARTIAL,
        headline=Headline(kind=HeadlineKind.INCIDENT, title=incident.title, post=incident.id, status=PARTIAL),
        groups=(GroupView("long", long, PARTIAL, components),),
        incidents=(view,),
        notices=(replace(NOTICE, pinned=True),),
        demonstration=True,
    )


DUBLIN_SEES = LocationView("dublin", "Dublin", utc("2026-11-22 14:35"), stopped=False, ahead=False)
FRANKFURT_ASIDE = LocationView(
    "frankfurt",
    "Frankfurt",
    utc("2026-11-22 14:35"),
    stopped=False,
    ahead=False,
    aside_since=utc("2026-11-22 12:05"),
)
TOKYO_STOPPED = LocationView("tokyo", "Tokyo", utc("2026-11-21 09:10"), stopped=True, ahead=False)


def locations_page() -> StatusPage:
    """Three locations, one set aside and one that stopped; one of three addresses does not answer."""
    seen_from = (
        SeenFrom(
            location=DUBLIN_SEES,
            status=PARTIAL,
            last_sample=utc("2026-11-22 14:35"),
            since=utc("2026-11-22 13:10"),
            response=Percentiles(Window.WEEK, 2010, 84.2, 190.0),
        ),
        SeenFrom(
            location=FRANKFURT_ASIDE,
            status=MAJOR,
            last_sample=utc("2026-11-22 14:35"),
            since=utc("2026-11-22 12:05"),
            response=Percentiles(Window.WEEK, 1980, 112.0, 1240.0),
        ),
        SeenFrom(location=TOKYO_STOPPED, status=UNKNOWN, last_sample=utc("2026-11-21 09:10")),
    )
    partly = Remark(
        kind=RemarkKind.PARTLY_ANSWERS,
        count=2,
        total=3,
        counted=Counted.ADDRESSES,
        failing=("192.0.2.2",),
        since=utc("2026-11-22 13:10"),
    )
    groups = make_groups(webmail=PARTIAL)
    webmail = replace(
        groups[2].components[2], seen_from=seen_from, remarks=(partly,), left_out=12, since=partly.since
    )
    others = (*groups[2].components[:2], webmail, *groups[2].components[3:])
    found = replace(
        WEBMAIL_OUTAGE,
        covered_by=None,
        started=utc("2026-11-22 13:10"),
        worst=PARTIAL,
        answered=(2, 3),
        counted=Counted.ADDRESSES,
    )
    return make_page(
        status=PARTIAL,
        headline=Headline(
            kind=HeadlineKind.FOUND_BY_CHECKS, components=("Webmail",), status=PARTIAL, since=found.started
        ),
        groups=(*groups[:2], replace(groups[2], components=others), groups[3]),
        outages=(found, OLD_OUTAGE),
        locations=(DUBLIN_SEES, FRANKFURT_ASIDE, TOKYO_STOPPED),
    )


STATES: dict[str, Callable[[], StatusPage]] = {
    "fine": make_page,
    "degraded": degraded_page,
    "partial": partial_page,
    "major": major_page,
    "maintenance": maintenance_page,
    "unknown": unknown_page,
    "partly-unknown": partly_unknown_page,
    "first-day": first_day_page,
    "by-hand": by_hand_page,
    "locations": locations_page,
    "long": long_names_page,
}
"""Every state by name."""


def make_theme(*, logo: bytes | None = None, user: Path | None = None) -> Theme:
    """The built-in theme."""
    return load_theme(user=user, logo=("logo.svg", OutputFile.of(logo, "image/svg+xml")) if logo else None)
