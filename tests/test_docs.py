"""The documentation is held to the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from statusgen.cli.commands import statusgen as group

ROOT = Path(__file__).parent.parent
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def commands(of: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in of.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


@pytest.mark.parametrize(("name", "command"), list(commands(group)), ids=str)
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    """A row in docs/command-line.md that begins with the command and names its own options."""
    row = row_of(name)
    if "those of `probe`" in row:
        row += row_of("probe")
    known = {"verbose", "quiet", "no_color", "debug"}
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in known:
            assert any(f"`{flag}" in row for flag in option.opts), f"{name} {option.opts}"


def row_of(name: str) -> str:
    (row,) = re.findall(rf"^\| `{name}[` ].*$", COMMAND_LINE, re.MULTILINE)
    return str(row)


def test_every_exit_code_is_documented() -> None:
    """Each code of errors.py and of the command line has its row."""
    from statusgen import errors
    from statusgen.cli import entry

    codes = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and hasattr(error, "exit_code")
    }
    codes |= {errors.UNHAPPY, entry.INTERRUPTED, entry.TERMINATED}
    rows = {
        int(code)
        for row in re.findall(r"^\| ([0-9, ]+) \|", COMMAND_LINE, re.MULTILINE)
        for code in row.split(",")
    }
    assert codes <= rows


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link in README, the changelog and docs/ names a file that is there."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_readme_has_its_two_commands() -> None:
    """The first runs the main job, the second the tests; .ci/run takes them from here."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    assert "statusgen run" in blocks[0]
    assert "pytest" in blocks[1]


@pytest.mark.parametrize("page", ["docs/architecture.md", "statusgen/probes/__init__.py"])
def test_every_module_that_asks_is_on_the_map(page: str) -> None:
    """The largest room has two maps of its modules: for whoever reads on from there."""
    words = set(re.findall(r"\w+", (ROOT / page).read_text(encoding="utf-8").partition("what a run is:")[2]))
    modules = {path.stem for path in (ROOT / "statusgen" / "probes").glob("*.py")} - {"__init__"}
    assert not modules - words
