"""RSS 2.0: an item for every update of a post, and one for every outage that no post explains.

All of feedgen is in here. Its defaults would stamp the feed with the time of the build and put new
items last; the dates here are those of the updates, so that the same posts give the same bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from markupsafe import Markup

from statusgen.domain.output import OutputFile
from statusgen.domain.page import ComponentView, Outage, StatusPage
from statusgen.domain.posts import Incident, Maintenance, Post, State, Update
from statusgen.render.addresses import link_to, path_of_component, path_of_feed, path_of_post
from statusgen.render.dates import Clock
from statusgen.render.entries import title_of_outage, uncovered
from statusgen.render.headlines import name_page
from statusgen.render.prose import Prose, drop_illegal
from statusgen.render.vocabulary import STATES, STATUSES
from statusgen.render.words import join, say_outage, say_reasons

MOST_ITEMS = 100
CONTENT_TYPE = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`make_content` is called only for the newest ones: rendering is what costs."""

    at: datetime
    id: str
    title: str
    link: str
    components: frozenset[str]
    make_content: Callable[[], Markup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`path` is the feed's own, `about` that of the page it belongs to."""

    title: str
    description: str
    path: str
    about: str
    items: tuple[Item, ...]


class Feeds:
    """Every feed of one page value."""

    def __init__(self, page: StatusPage, prose: Prose) -> None:
        self._page = page
        self._prose = prose
        self._clock = Clock(page.site.timezone)
        self._host = urlsplit(page.site.url).hostname or "localhost"
        self._names = {name: component.name for name, component in page.by_id.items()}
        items = [*self._items_of_posts(), *(self._item_of_outage(outage) for outage in uncovered(page))]
        self._items = sorted(items, key=lambda item: (item.at, item.id), reverse=True)

    def make_all(self) -> Iterable[tuple[str, OutputFile]]:
        """Path and file of each: the site's, then each component's, also where that stood formerly."""
        site = self._page.site
        yield self._make(
            Feed(
                title=name_page(site.name),
                description=site.description or f"Incidents and maintenance at {site.name}",
                path="feed.xml",
                about="",
                items=tuple(self._items[:MOST_ITEMS]),
            )
        )
        for component in self._page.components:
            path, file = self._make(self._feed_of_component(component))
            yield path, file
            for name in component.formerly:
                yield path_of_feed(name), file

    def _feed_of_component(self, component: ComponentView) -> Feed:
        about = path_of_component(component.id)
        return Feed(
            title=f"{component.name} – {name_page(self._page.site.name)}",
            description=component.description or f"Incidents and maintenance that affect {component.name}",
            path=path_of_feed(component.id),
            about=about,
            items=tuple(item for item in self._items if component.id in item.components)[:MOST_ITEMS],
        )

    def _items_of_posts(self) -> Iterable[Item]:
        page = self._page
        for post, components in [
            *((view.incident, view.ever) for view in page.incidents),
            *((view.maintenance, view.affected) for view in page.maintenances),
            *((notice, ()) for notice in page.notices),
        ]:
            ids = tuple(affected.id for affected in components)
            for update in post.updates:
                yield self._item_of_update(post, update, ids)

    def _item_of_update(self, post: Post, update: Update, components: Sequence[str]) -> Item:
        plain = update.state is State.PUBLISHED
        return Item(
            at=update.at,
            id=self._tag(update.at, f"{post.id}/{update.id}"),
            title=post.title if plain else f"{STATES[update.state]}: {post.title}",
            link=self._url(path_of_post(post.id)),
            components=frozenset(components),
            make_content=lambda: self._content_of_update(post, update, components),
        )

    def _content_of_update(self, post: Post, update: Update, components: Sequence[str]) -> Markup:
        said = [f"{self._name(name)}: {STATUSES[status].lower()}" for name, status in update.statuses]
        facts = [f"{'; '.join(said)}."] if said else [f"Affected: {self._name_all(components)}."]
        if isinstance(post, Maintenance):
            facts.insert(0, f"{self._clock.span(post.starts, update.ends or post.ends)}.")
        if isinstance(post, Incident) and update.next_update:
            facts.append(f"Next update due by {self._clock.full(update.next_update)}.")
        head = " ".join(facts) if said or components else ""
        text = self._prose.render(update.text, file=post.file)
        return (Markup("<p>{}</p>\n").format(head) if head else Markup()) + text

    def _item_of_outage(self, outage: Outage) -> Item:
        name = self._name(outage.component)
        return Item(
            at=outage.started,
            id=self._tag(outage.started, outage.id),
            title=title_of_outage(outage, name),
            link=self._url(path_of_post(outage.id)),
            components=frozenset({outage.component}),
            make_content=lambda: self._content_of_outage(outage, name),
        )

    def _content_of_outage(self, outage: Outage, name: str) -> Markup:
        reasons = say_reasons(outage.reasons)
        why = f": {reasons}" if reasons else ""
        status = STATUSES[outage.worst].lower()
        course = say_outage(outage, self._clock)
        return Markup("<p>{}: {}, {} ({}). Found by automatic checks{}.</p>").format(
            name, status, course, self._clock.name, why
        )

    def _name(self, component_id: str) -> str:
        return self._names.get(component_id, component_id)

    def _name_all(self, components: Sequence[str]) -> str:
        return join([self._name(component) for component in components])

    def _url(self, path: str) -> str:
        return link_to(path, root=self._page.site.url)

    def _tag(self, at: datetime, rest: str) -> str:
        """A tag URI (RFC 4151): it names the update for ever, wherever the page moves."""
        return f"tag:{self._host},{at.astimezone(UTC).year}:{rest}"

    def _make(self, feed: Feed) -> tuple[str, OutputFile]:
        generator = FeedGenerator()
        generator.title(drop_illegal(feed.title))
        generator.description(drop_illegal(feed.description))
        generator.language(self._page.site.language)
        generator.generator("statusgen")
        generator.link(href=self._url(feed.path), rel="self", type="application/rss+xml")
        generator.link(href=self._url(feed.about), rel="alternate")  # the last one is the channel's
        if feed.items:
            generator.lastBuildDate(feed.items[0].at)
        else:
            generator.register_extension("undated", _Undated, atom=False)
        for item in feed.items:
            _add(generator, item)
        return feed.path, OutputFile.of(generator.rss_str(pretty=True), CONTENT_TYPE)


class _Undated(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Takes out the time of the build, which feedgen writes where there is no other."""

    def extend_rss(self, feed: Any) -> Any:
        for date in feed.findall("channel/lastBuildDate"):
            date.getparent().remove(date)
        return feed


def _add(generator: FeedGenerator, item: Item) -> None:
    entry = generator.add_entry(order="append")
    entry.guid(item.id, permalink=False)
    entry.title(drop_illegal(item.title))
    entry.link(href=item.link)
    entry.description(drop_illegal(str(item.make_content())))
    entry.pubDate(item.at)
