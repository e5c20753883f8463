"""docs/theming.md, followed to the letter."""

import re
from pathlib import Path

from tests.commands import Command

DOCS = (Path(__file__).parent.parent.parent / "docs" / "theming.md").read_text(encoding="utf-8")
PROJECT = "site: {name: X, url: https://x.example/}\ncomponents: [{id: a, name: A}]\n"


def test_the_documented_templates_work(statusgen: Command) -> None:
    """One more line in every footer, one more rule in the style; nothing else is lost."""
    base, style = re.findall(r"```jinja\n(.*?)```", DOCS, re.DOTALL)
    statusgen.write("checks.yaml", PROJECT)
    statusgen("build", "--output", "plain", code=0)
    statusgen.write("site_templates/base.html.j2", base)
    statusgen.write("site_templates/style.css.j2", style)
    statusgen("build", code=0)
    page, plain = statusgen.read("public/index.html"), statusgen.read("plain/index.html")
    assert "1 Quay Street" in page
    assert "footer{font-style:italic}" in page
    assert len(page) > len(plain)


def test_a_footer_alone_is_no_page(statusgen: Command) -> None:
    """The natural first guess: told, with what to write, and the built-in page stands."""
    statusgen.write("checks.yaml", PROJECT)
    statusgen.write("site_templates/base.html.j2", "{% block footer %}<p>Quay Street</p>{% endblock %}\n")
    done = statusgen("build", code=4)
    assert done.err.count("[SG301]") == 1
    assert '{% extends "builtin/base.html.j2" %}' in done.err
    assert "No problems reported" in statusgen.read("public/index.html")
