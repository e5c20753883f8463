"""A real browser, and real pages served to it over loopback."""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from statusgen.render import render_site, write_site
from tests.render.browser import open_browser
from tests.render.samples import STATES, make_theme


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium; skipped where there is none, but never in CI."""
    if shutil.which("chromium") is None and os.environ.get("CI") != "true":
        pytest.skip("chromium is not installed")
    with open_browser() as opened:
        yield opened


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address below which each state stands under its name."""
    root: Path = tmp_path_factory.mktemp("sites")
    for name, make in STATES.items():
        write_site(render_site(make(), make_theme()).tree, root / name)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
