"""What had been said by a time, and who had been retired: a page knows nothing of what comes later."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from statusgen.domain.config import Config, Group
from statusgen.domain.posts import Incident, Maintenance, Notice, Posts

_Post = TypeVar("_Post", Incident, Maintenance, Notice)


def known_by(posts: Posts, now: datetime) -> Posts:
    """Without later updates, and without posts that have no other."""
    return Posts(
        incidents=tuple(_known(posts.incidents, now)),
        maintenances=tuple(_known(posts.maintenances, now)),
        notices=tuple(_known(posts.notices, now)),
    )


def _known(posts: Iterable[_Post], now: datetime) -> Iterator[_Post]:
    for post in posts:
        updates = tuple(update for update in post.updates if update.at <= now)
        if updates:
            yield post if len(updates) == len(post.updates) else replace(post, updates=updates)


def present_at(config: Config, now: datetime) -> Config:
    """With whatever is to be retired on a later day, by the site's clocks, still there."""
    today = now.astimezone(config.site.timezone).date()
    return replace(config, groups=tuple(_present_on(today, group) for group in config.groups))


def _present_on(today: date, group: Group) -> Group:
    return replace(
        group,
        components=tuple(
            replace(component, retired=None) if component.retired and today < component.retired else component
            for component in group.components
        ),
    )
