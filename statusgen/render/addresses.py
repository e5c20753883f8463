"""Where each page stands below the site's root. Nobody else puts a path together."""

from datetime import date
from urllib.parse import quote


def path_of_component(component_id: str) -> str:
    return f"components/{component_id}/"


def path_of_feed(component_id: str) -> str:
    return f"{path_of_component(component_id)}feed.xml"


def path_of_post(post_id: str) -> str:
    """Posts of every kind, and outages by their own id."""
    return f"incidents/{post_id}/"


def path_of_month(month: date) -> str:
    return f"history/{month:%Y-%m}/"


HISTORY = "history/"


def link_to(path: str, *, root: str) -> str:
    """An href to `path` from a page whose root is `root` (`../../`, or the site's URL)."""
    return (root + quote(path)) or "./"


def root_from(path: str) -> str:
    """How to climb from the page at `path` to the root: `../../` from `components/web/`, nothing from ``."""
    return "../" * path.count("/")
