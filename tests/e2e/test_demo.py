"""The demonstration: real services, a labelled past, one page."""

import json
from pathlib import Path

from tests.commands import Command


def test_demo_once_shows_every_kind_of_trouble(statusgen: Command) -> None:
    """Each service is found as it is, ninety days lie behind it, and every page says that it is made up."""
    done = statusgen("demo", "--once", "--output", "company", code=0)
    assert "Demonstration" in done.err
    page = json.loads(statusgen.read("company/public/status.json"))
    statuses = {name: component["status"] for name, component in page["components"].items()}
    assert statuses == {
        "shared-hosting": "operational",
        "control-panel": "degraded_performance",
        "wordpress": "partial_outage",
        "shell": "operational",
        "webmail": "major_outage",
        "databases": "major_outage",
        "phone": "operational",
    }
    assert page["components"]["shared-hosting"]["coverage"]["90d"] > 0.98
    pages = list(Path(statusgen.folder, "company", "public").rglob("*.html"))
    assert all("Demonstration" in path.read_text(encoding="utf-8") for path in pages)
    assert statusgen("-C", "company", "lint", code=0).out == ""


def test_demo_refuses_a_folder_that_holds_a_project(statusgen: Command) -> None:
    """Nobody's checks.yaml is replaced by an invented one."""
    mine = statusgen.write("mine/checks.yaml", "site: {}\n")
    statusgen("demo", "--once", "--output", "mine", code=2)
    assert mine.read_text(encoding="utf-8") == "site: {}\n"
