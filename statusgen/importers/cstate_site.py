"""cState's settings: categories become groups, systems become components without checks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from statusgen.domain.ids import free_id, slugify
from statusgen.importers.hugo import EMPTY, is_yes, items, place_of, words
from statusgen.importers.imported import Notes
from statusgen.located import Node, Plain, Table, write_yaml

_LINK = re.compile(r"\[([^\][]++)\]\([^()]*+\)")
_DEFAULT_URL = "https://status.example.com/"
_OPENING = """\
# Brought along from a cState site, which asks nothing by itself: no component has a check yet.
# To have one measured, give it for example:   checks: [{http: https://www.example.com/}]

"""
_GONE = {"partial": "its template", "link": "its link", "monitor": "its monitor"}
_NOT_BROUGHT = ("brand", "googleAnalytics", "enableCustomHTML")


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    description: str
    category: str


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    name: str
    untitled: bool


@dataclass(frozen=True, slots=True)
class CStateSite:
    """What posts need to know of their site. `ids` holds every way in which a post may name a system."""

    url: str
    zone: tzinfo
    ids: Mapping[str, str] = field(repr=False)
    checks_yaml: str = field(repr=False)

    def find(self, name: str) -> str | None:
        """The id of the component that a post means."""
        return self.ids.get(name) or self.ids.get(_key(name))


def read_site(settings: Table, notes: Notes) -> CStateSite:
    """Never fails: what is missing is made up, and noted."""
    taken: set[str] = set()
    params = _table(settings.get("params"))
    categories = _categories(params, taken, notes)
    components, ids = _components(params, taken, notes)
    url = _url(settings, notes)
    zone = _zone(settings, notes)
    if not components:
        notes.add(place_of(params.key("systems")), "no systems: one component, Website, is made up")
        components = [Component("website", "Website", "", "")]
    for name in _NOT_BROUGHT:
        if words(params.get(name)) and words(params.get(name)).lower() != "false":
            notes.add(place_of(params.key(name)), f"{name} is not brought along")
    document: dict[str, Plain] = {"site": _site(settings, params, url, zone, notes)}
    document |= _arrange(categories, components, notes, place_of(params.key("systems")))
    return CStateSite(url, zone, ids, _OPENING + write_yaml(document))


def _site(settings: Table, params: Table, url: str, zone: tzinfo, notes: Notes) -> Plain:
    name = words(settings.get("title"))
    if not name:
        notes.add(1, "no title: the site is called Status")
    site: dict[str, Plain] = {"name": _one_line(name) or "Status", "url": url}
    if description := _one_line(words(params.get("description"))):
        site["description"] = _LINK.sub(r"\1", description)
        if site["description"] != description:
            notes.add(place_of(params.key("description")), "links in the description become plain words")
    if isinstance(zone, ZoneInfo) and zone.key != "UTC":
        site["timezone"] = zone.key
    if language := words(settings.get("languageCode")) or words(settings.get("defaultContentLanguage")):
        site["language"] = language
    if is_yes(params.get("useLogo")) and (logo := words(params.get("logo"))):
        line = place_of(params.key("logo"))
        notes.add(line, f"the logo: copy static/{logo} beside checks.yaml and name it as site.logo")
    if links := _links(params, url, notes):
        site["links"] = links
    return site


def _links(params: Table, url: str, notes: Notes) -> list[Plain]:
    links: list[Plain] = []
    for tab in items(params.get("customTabs")):
        label, link = words(_table(tab).get("name")), words(_table(tab).get("link"))
        target = urljoin(url, link)
        if label and link and target.startswith(url):
            notes.add(place_of(tab), f"tab '{label}' leads to a page of the old site, {link}: left out")
        elif label and link and urlsplit(target).scheme in ("http", "https", "mailto", "tel"):
            links.append({"label": label, "url": target})
        else:
            notes.add(place_of(tab), "a tab without a name, or without a link to follow, is left out")
    return links


def _url(settings: Table, notes: Notes) -> str:
    node = settings.get("baseURL") or settings.get("baseurl")
    url = words(node)
    if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc:
        return url if url.endswith("/") else f"{url}/"
    notes.add(place_of(node), f"baseURL is not an absolute address: site.url is {_DEFAULT_URL}, change it")
    return _DEFAULT_URL


def _zone(settings: Table, notes: Notes) -> tzinfo:
    """Hugo reads dates without an offset in its `timeZone`, and in UTC if there is none."""
    name = words(settings.get("timeZone"))
    try:
        return ZoneInfo(name) if name else UTC
    except (LookupError, OSError, ValueError):
        notes.add(place_of(settings.key("timeZone")), f"timeZone '{name}' is not known: UTC is used")
        return UTC


def _categories(params: Table, taken: set[str], notes: Notes) -> list[Category]:
    found: list[Category] = []
    for node in items(params.get("categories")):
        table = _table(node)
        name = _one_line(words(table.get("name")) or words(node))
        if not name or name in [category.name for category in found]:
            notes.add(place_of(node), f"category '{name}' is there twice, or has no name: left out")
            continue
        slug = free_id(slugify(name, fallback="group"), taken)
        taken.add(slug)
        found.append(Category(slug, name, is_yes(table.get("untitled"))))
        if words(table.get("description")):
            notes.add(place_of(table.get("description")), f"the description of '{name}' is left out")
    return found


def _components(params: Table, taken: set[str], notes: Notes) -> tuple[list[Component], dict[str, str]]:
    found: list[Component] = []
    ids: dict[str, str] = {}
    for node in items(params.get("systems")):
        table = _table(node)
        name = words(table.get("name")) or words(node)
        if not name or name in ids:
            notes.add(place_of(node), f"system '{name}' is there twice, or has no name: left out")
            continue
        slug = free_id(slugify(name, fallback="component"), taken)
        taken.add(slug)
        ids |= {name: slug, _key(name): ids.get(_key(name), slug)}
        shown = _one_line(words(table.get("displayName")) or name)
        description = _one_line(words(table.get("description")))
        found.append(Component(slug, shown, description, _one_line(words(table.get("category")))))
        for key in _GONE.keys() & {key.text for key, _ in table}:
            notes.add(place_of(table.key(key)), f"system '{name}': {_GONE[key]} is not brought along")
    return found, ids


def _arrange(
    categories: list[Category], components: list[Component], notes: Notes, line: int
) -> dict[str, Plain]:
    """Titled categories are groups; what cState shows without a title stands at the top level."""
    titled = {category.name: category for category in categories if not category.untitled}
    hidden = [category.name for category in categories if category.untitled]
    for component in components:
        if component.category not in titled and component.category not in hidden and component.category:
            notes.add(line, f"system '{component.name}' names an unknown category '{component.category}'")
    groups: list[Plain] = []
    for category in titled.values():
        members = [_entry(component) for component in components if component.category == category.name]
        if members:
            groups.append({"id": category.id, "name": category.name, "components": members})
        else:
            notes.add(line, f"category '{category.name}' has no systems: left out")
    loose = [component for component in components if component.category not in titled]
    loose.sort(key=lambda component: hidden.index(component.category) if component.category in hidden else 99)
    top: list[Plain] = [_entry(component) for component in loose]
    return {**({"components": top} if top else {}), **({"groups": groups} if groups else {})}


def _entry(component: Component) -> Plain:
    entry: dict[str, Plain] = {"id": component.id, "name": component.name}
    return {**entry, "description": component.description} if component.description else entry


def _key(name: str) -> str:
    """Names that cState's addresses cannot tell apart are one."""
    return " ".join(name.lower().replace("-", " ").split())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _table(node: Node | None) -> Table:
    return node if isinstance(node, Table) else EMPTY
