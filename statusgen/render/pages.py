"""The list of pages: which there are, which template makes each, and from what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from statusgen.domain.page import (
    Affected,
    ComponentView,
    IncidentView,
    MaintenanceView,
    StatusPage,
)
from statusgen.domain.posts import Notice, Post, State
from statusgen.domain.status import Status
from statusgen.render.addresses import (
    HISTORY,
    path_of_component,
    path_of_feed,
    path_of_month,
    path_of_post,
    root_from,
)
from statusgen.render.bars import CLASSES
from statusgen.render.dates import Clock, say_month
from statusgen.render.entries import Entries, status_of_incident, title_of_outage
from statusgen.render.front import Day, view_front
from statusgen.render.headlines import name_page, say_headline, say_summary
from statusgen.render.prose import Prose, excerpt
from statusgen.render.vocabulary import STATUSES
from statusgen.render.words import say_outage


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """`live` pages speak of now and age in the reader's browser; the others are about the past."""

    path: str  # below the root, ends with a slash; "" is the front page
    template: str
    title: str
    description: str = ""
    tint: str = ""  # class of the status that colours it
    live: bool = False
    anywhere: bool = False  # served at any address, on mirrors too: links are absolute, images left out
    feed: str = "feed.xml"
    canonical: str = ""  # the path of the page to cite, if not this one
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.path}index.html"

    @property
    def root(self) -> str:
        return root_from(self.path)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the history, newest entries first."""

    first: date
    days: tuple[Day, ...]

    @property
    def count(self) -> int:
        return sum(len(day.entries) for day in self.days)


class Pages:
    """Every page of one page value, the front page last."""

    def __init__(self, page: StatusPage, prose: Prose) -> None:
        self._page = page
        self._prose = prose
        self._clock = Clock(page.site.timezone)
        self._entries = Entries(page, prose)
        self._all = self._entries.list_all()

    def list_all(self) -> Iterator[WebPage]:
        for component in self._page.components:
            yield self._of_component(component)
            yield from (self._of_former(name, component) for name in component.formerly)
        yield from (self._of_incident(view) for view in self._page.incidents)
        yield from (self._of_maintenance(view) for view in self._page.maintenances)
        yield from (self._of_notice(notice) for notice in self._page.notices)
        yield from self._of_outages()
        yield from self._of_history()
        yield self._of_front()

    def _title(self, title: str) -> str:
        return f"{title} – {name_page(self._page.site.name)}"

    def _of_front(self) -> WebPage:
        page = self._page
        return WebPage(
            path="",
            template="index.html.j2",
            title=self._title(say_headline(page)),
            description=say_summary(page.components),
            tint=CLASSES[page.status],
            live=True,
            values={"front": view_front(page, self._all)},
        )

    def _of_component(self, component: ComponentView) -> WebPage:
        status = STATUSES[component.status]
        return WebPage(
            path=path_of_component(component.id),
            template="component.html.j2",
            title=self._title(component.name if component.retired else f"{component.name}: {status.lower()}"),
            description=component.description or f"Status and history of {component.name}",
            tint="" if component.retired else CLASSES[component.status],
            live=component.retired is None,
            feed=path_of_feed(component.id),
            values={
                "component": component,
                "posts": self._open_posts(component),
                "days": [cell for cell in reversed(component.cells) if cell.status not in _ORDINARY],
                "titles": self._titles(),
            },
        )

    def _of_former(self, name: str, component: ComponentView) -> WebPage:
        """Where the component stood when it was called `name`: leads to where it stands now."""
        return WebPage(
            path=path_of_component(name),
            template="moved.html.j2",
            title=self._title(component.name),
            feed=path_of_feed(component.id),
            canonical=path_of_component(component.id),
            values={"component": component},
        )

    def _of_incident(self, view: IncidentView) -> WebPage:
        status = status_of_incident(view)
        return WebPage(
            path=path_of_post(view.incident.id),
            template="incident.html.j2",
            title=self._title(view.incident.title),
            description=self._describe(view.incident),
            tint=CLASSES[status] if view.open else "",
            live=view.open,
            values={"view": view, "updates": tuple(reversed(view.incident.updates))},
        )

    def _of_maintenance(self, view: MaintenanceView) -> WebPage:
        running = view.state in (State.IN_PROGRESS, State.VERIFYING)
        return WebPage(
            path=path_of_post(view.maintenance.id),
            template="maintenance.html.j2",
            title=self._title(view.maintenance.title),
            description=self._describe(view.maintenance),
            tint=CLASSES[Status.UNDER_MAINTENANCE] if running else "",
            values={"view": view, "updates": tuple(reversed(view.maintenance.updates))},
        )

    def _of_notice(self, notice: Notice) -> WebPage:
        return WebPage(
            path=path_of_post(notice.id),
            template="notice.html.j2",
            title=self._title(notice.title),
            description=self._describe(notice),
            values={"notice": notice, "updates": tuple(reversed(notice.updates))},
        )

    def _of_outages(self) -> Iterator[WebPage]:
        """A page for each; where a post explains it, one that points there."""
        titles = self._titles()
        for outage in self._page.outages:
            covered_by = outage.covered_by if outage.covered_by in titles else None
            name = self._entries.name_of(outage.component)
            title = title_of_outage(outage, name)
            yield WebPage(
                path=path_of_post(outage.id),
                template="outage.html.j2",
                title=self._title(title),
                description=f"{name}: {STATUSES[outage.worst].lower()} {say_outage(outage, self._clock)}",
                tint=CLASSES[outage.worst] if outage.ended is None and covered_by is None else "",
                live=outage.ended is None and covered_by is None,
                canonical=path_of_post(covered_by) if covered_by else "",
                values={
                    "outage": outage,
                    "name": name,
                    "heading": title,
                    "covered_by": covered_by,
                    "covering_title": titles.get(covered_by or "", ""),
                },
            )

    def _of_history(self) -> Iterator[WebPage]:
        months = self._months()
        for position, month in enumerate(months):
            yield WebPage(
                path=path_of_month(month.first),
                template="month.html.j2",
                title=self._title(say_month(month.first)),
                description=f"What happened in {say_month(month.first)}",
                values={
                    "month": month,
                    "newer": months[position - 1] if position else None,
                    "older": months[position + 1] if position + 1 < len(months) else None,
                },
            )
        years = [(year, tuple(group)) for year, group in groupby(months, key=lambda month: month.first.year)]
        yield WebPage(
            path=HISTORY,
            template="history.html.j2",
            title=self._title("History"),
            description="Past incidents and maintenance, month by month",
            values={"years": years},
        )

    def _months(self) -> tuple[Month, ...]:
        """Months in which something happened, newest first; what is to come is no history."""
        this_month = self._clock.day_of(self._page.generated_at).replace(day=1)
        days = [
            Day(day, tuple(entries))
            for day, entries in groupby(self._all, key=lambda entry: self._clock.day_of(entry.at))
        ]
        months = groupby(days, key=lambda day: day.date.replace(day=1))
        return tuple(Month(first, tuple(group)) for first, group in months if first <= this_month)

    def _titles(self) -> Mapping[str, str]:
        """Of the posts that can explain an outage, by id."""
        posts: list[Post] = [view.incident for view in self._page.incidents]
        posts += [view.maintenance for view in self._page.maintenances]
        return {post.id: post.title for post in posts}

    def _open_posts(self, component: ComponentView) -> Sequence[Post]:
        """Those about the component."""
        running = (State.SCHEDULED, State.IN_PROGRESS, State.VERIFYING)
        told: list[tuple[Post, Sequence[Affected]]] = [
            *((view.incident, view.ever) for view in self._page.incidents if view.open),
            *((view.maintenance, view.affected) for view in self._page.maintenances if view.state in running),
        ]
        return [post for post, affected in told if any(one.id == component.id for one in affected)]

    def _describe(self, post: Post) -> str:
        return excerpt(self._prose.render(post.updates[-1].text, file=post.file), 160)


_ORDINARY = (Status.OPERATIONAL, None)
