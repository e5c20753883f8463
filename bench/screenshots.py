"""Every page in every state, light and dark, on a desktop and on phones, as pictures to look at.

    python -m bench.screenshots [FOLDER]

Needs Debian's chromium. Without FOLDER a temporary one is made and named.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from statusgen.render import render_site, write_site
from tests.render.browser import open_browser
from tests.render.samples import NOW, STATES, make_theme

WIDTHS = {"desktop": 1280, "phone": 390, "narrow": 320}
SCHEMES = ("light", "dark")
STALE = "2026-11-22T15:30:00Z"


def main(folder: Path) -> None:
    for name, make in STATES.items():
        write_site(render_site(make(), make_theme()).tree, folder / "sites" / name)
    with open_browser() as browser:
        for scheme in SCHEMES:
            for size, width in WIDTHS.items():
                take_all(browser, folder, scheme=scheme, size=size, width=width)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def take_all(browser: Any, folder: Path, *, scheme: str, size: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    for name, path, at in list_pages(folder / "sites"):
        page.clock.set_fixed_time(at)
        page.goto(path.as_uri())
        page.screenshot(path=folder / f"{name}-{scheme}-{size}.png", full_page=True)
    context.close()


def list_pages(sites: Path) -> Iterator[tuple[str, Path, str]]:
    """Name, file and the reader's time: front pages of all states, all pages of the richest."""
    now = NOW.isoformat()
    for name in STATES:
        yield name, sites / name / "index.html", now
    yield "stale", sites / "fine" / "index.html", STALE
    for name in ("major", "long", "locations"):
        for path in sorted((sites / name).rglob("*.html")):
            below = path.relative_to(sites / name)
            if below.name == "404.html" or len(below.parts) > 1:
                yield f"{name}-{'-'.join(below.with_suffix('').parts)}", path, now


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="statusgen-")))
