"""What had been said by a time: a page of the past knows nothing of what came later."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

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
