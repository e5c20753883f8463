"""The whole site from a page value and a theme. Pure: the same values give the same bytes."""

import base64
import hashlib
import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from statusgen.domain.output import OutputFile, OutputTree, Theme
from statusgen.domain.page import StatusPage
from statusgen.domain.status import Status
from statusgen.errors import Problem
from statusgen.render import addresses, dates, headlines, vocabulary, words
from statusgen.render.bars import CLASSES, draw_bar, draw_key
from statusgen.render.colours import make_readable
from statusgen.render.contact import list_contacts, list_links, say_closed, say_hours, say_reply
from statusgen.render.entries import status_of_incident
from statusgen.render.environment import Templates
from statusgen.render.feed import Feeds
from statusgen.render.front import is_eventful
from statusgen.render.pages import Pages, WebPage
from statusgen.render.prose import Prose
from statusgen.render.status_json import make_status_json

_HTML = "text/html; charset=utf-8"
_ACCENT = "#1a5fb4"
_PAPER = {"light": "#ffffff", "dark": "#101317"}
_LEAST_CONTRAST = {"light": "#e6f4ec", "dark": "#20252d"}
"""Of the surfaces on which links stand, the one where they are hardest to read."""
_FILES = {"favicon.svg": "image/svg+xml", "robots.txt": "text/plain; charset=utf-8"}
"""Small files made by the template of their own name."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The tree, and what was not as it should be: own templates that failed, texts shown as typed."""

    tree: OutputTree
    template_failures: tuple[Problem, ...] = ()
    text_failures: tuple[Problem, ...] = ()


def render_site(page: StatusPage, theme: Theme) -> Rendered:
    """Every file of the site but its manifest, which the writer makes."""
    prose = Prose()
    templates = Templates(theme, _names(page, theme), _filters(page, prose))
    tree: dict[str, OutputFile] = {}
    if theme.logo is not None and theme.logo_path is not None:
        tree[theme.logo_path] = theme.logo
    for make in _OUTPUTS:
        tree.update(make(page, templates, prose))
    return Rendered(tree, tuple(templates.failures), tuple(prose.problems))


def _pages(page: StatusPage, templates: Templates, prose: Prose) -> Iterator[tuple[str, OutputFile]]:
    style, script = Markup(templates.render("style.css.j2")), Markup(templates.render("script.js.j2"))  # noqa: S704
    assets = {
        "style": style,
        "script": script,
        "policies": {live: _policy(style, script if live else "") for live in (True, False)},
    }
    web_pages = tuple(Pages(page, prose).list_all())
    for web_page in web_pages:
        yield web_page.file, _render(web_page, page, templates, assets)
    yield "sitemap.xml", _make_sitemap(page, web_pages)
    missing = WebPage(
        path="",
        template="404.html.j2",
        title=f"Not found – {headlines.name_page(page.site.name)}",
        anywhere=True,
    )
    yield "404.html", _render(missing, page, templates, assets)


def _render(
    web_page: WebPage,
    page: StatusPage,
    templates: Templates,
    assets: Mapping[str, Any],
) -> OutputFile:
    text = templates.render(
        web_page.template,
        web_page=web_page,
        root=page.site.url if web_page.anywhere else web_page.root,
        canonical=addresses.link_to(web_page.canonical or web_page.path, root=page.site.url),
        style=assets["style"],
        script=assets["script"],
        policy=assets["policies"][web_page.live],
        **web_page.values,
    )
    return OutputFile.of(text.encode(), _HTML)


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: our own style and script by hash, nothing else from anywhere."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _feeds(page: StatusPage, _templates: Templates, prose: Prose) -> Iterator[tuple[str, OutputFile]]:
    yield from Feeds(page, prose).make_all()


def _small_files(_page: StatusPage, templates: Templates, _prose: Prose) -> Iterator[tuple[str, OutputFile]]:
    for name, content_type in _FILES.items():
        yield name, OutputFile.of(templates.render(f"{name}.j2").encode(), content_type)


def _make_sitemap(page: StatusPage, web_pages: Iterable[WebPage]) -> OutputFile:
    """Every page to cite; pointers are left to the pages that they point to."""
    paths = [web_page.path for web_page in web_pages if not web_page.canonical]
    urls = (html.escape(addresses.link_to(path, root=page.site.url), quote=False) for path in sorted(paths))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{url}</loc></url>" for url in urls),
        "</urlset>",
    ]
    return OutputFile.of(("\n".join(lines) + "\n").encode(), "application/xml")


def _status(page: StatusPage, _templates: Templates, _prose: Prose) -> Iterator[tuple[str, OutputFile]]:
    yield "status.json", make_status_json(page)


_Output = Callable[[StatusPage, Templates, Prose], Iterator[tuple[str, OutputFile]]]
_OUTPUTS: tuple[_Output, ...] = (_pages, _feeds, _small_files, _status)
"""Everything a site consists of; a new kind of file is one more function here."""


def _names(page: StatusPage, theme: Theme) -> Mapping[str, object]:
    """What every template may use by name."""
    clock = dates.Clock(page.site.timezone)
    accent = page.site.accent or _ACCENT
    return {
        "page": page,
        "site": page.site,
        "contact": page.contact,
        "contact_links": list_contacts(page.contact),
        "site_links": list_links(page.site.links),
        "mirrors": [url for url in page.site.mirrors if url.startswith(("https://", "http://"))],
        "logo_path": theme.logo_path,
        "clock": clock,
        "now": page.generated_at,
        "components": page.by_id,
        "eventful": is_eventful(page),
        "accents": {name: make_readable(accent, on=surface) for name, surface in _LEAST_CONTRAST.items()},
        "paper": _PAPER,
        "Status": Status,
        "headline": headlines.say_headline(page),
        "component_path": addresses.path_of_component,
        "post_path": addresses.path_of_post,
        "month_path": addresses.path_of_month,
        "history_path": addresses.HISTORY,
        "draw_bar": draw_bar,
        "draw_key": draw_key,
        "words": words,
        "headlines": headlines,
        "dates": dates,
        "incident_status": status_of_incident,
    }


def _filters(page: StatusPage, prose: Prose) -> Mapping[str, Callable[..., object]]:
    return {
        "status_class": lambda status: CLASSES[status],
        "status_word": lambda status: vocabulary.STATUSES[status],
        "window_word": lambda window: vocabulary.WINDOWS[window],
        "state_word": lambda state: vocabulary.STATES[state],
        "iso": dates.to_iso,
        "say_day": dates.say_day,
        "say_weekday": dates.say_weekday,
        "say_month": dates.say_month,
        "say_count": dates.say_count,
        "say_duration": dates.say_duration,
        "say_hours": say_hours,
        "say_closed": say_closed,
        "say_reply": say_reply,
        "prose": lambda text, post: prose.render(text, file=post.file),
        "absolute": lambda path: addresses.link_to(path, root=page.site.url),
    }
