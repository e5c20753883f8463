from pathlib import Path

import pytest

from statusgen.domain.output import OutputFile
from statusgen.errors import RenderError
from statusgen.render import load_theme
from statusgen.render.theme import find_builtin


def test_the_built_in_templates_are_found() -> None:
    """In a clone they stand beside the package."""
    theme = load_theme()
    assert find_builtin().name == "site_templates"
    assert {"base.html.j2", "index.html.j2", "style.css.j2"} <= set(theme.templates)
    assert theme.overrides == {}


def test_single_files_of_the_user_come_on_top(tmp_path: Path) -> None:
    """Only templates; a folder that is not there is no theme."""
    (tmp_path / "index.html.j2").write_text("mine")
    (tmp_path / "notes.txt").write_text("not a template")
    assert load_theme(user=tmp_path).overrides == {"index.html.j2": "mine"}
    assert load_theme(user=tmp_path / "missing").overrides == {}


def test_the_logo_is_handed_through() -> None:
    """Its path in the site, and its bytes."""
    logo = OutputFile.of(b"<svg/>", "image/svg+xml")
    theme = load_theme(logo=("logo.svg", logo))
    assert (theme.logo_path, theme.logo) == ("logo.svg", logo)


def test_a_template_that_is_no_text_is_left_out_and_told(tmp_path: Path) -> None:
    """With its path; the user's others count. A built-in one that is broken is an error."""
    (tmp_path / "index.html.j2").write_bytes(b"\xff\xfe")
    (tmp_path / "404.html.j2").write_text("mine")
    theme = load_theme(user=tmp_path)
    assert theme.overrides == {"404.html.j2": "mine"}
    assert theme.unreadable == (f"{tmp_path / 'index.html.j2'}: not UTF-8",)
    with pytest.raises(RenderError, match=r"index\.html\.j2: not UTF-8"):
        load_theme(builtin=tmp_path)
