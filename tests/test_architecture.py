"""The import rule of docs/architecture.md, held for every import, those inside functions too."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "statusgen"

BELOW = {"domain", "errors"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "files": {"errors"},
    "domain": {"errors"},
    "located": BELOW,
    "net": BELOW,
    "config": BELOW | {"located"},
    "posts": BELOW | {"located"},
    "probes": BELOW | {"located", "net"},
    "history": BELOW | {"files"},
    "verdict": {"domain"},
    "render": BELOW | {"files"},
    "publish": BELOW | {"files", "net"},
    "importers": BELOW | {"located", "net"},
    "pipeline": BELOW
    | {"files", "located", "net", "config", "posts", "probes", "history", "verdict", "render", "publish"}
    | {"importers"},
    "cli": {"pipeline", "errors"},
    "__main__": {"cli"},
    "__init__": set(),
}
ONLY_IN = {
    "click": {"cli"},
    "jinja2": {"render"},
    "markdown": {"render"},
    "nh3": {"render"},
    "feedgen": {"render"},
    "h11": {"net", "probes"},
    "dns": {"net", "probes"},
    "h2": {"net"},
    "wsproto": {"net"},
    "yaml": {"located"},
    "httpx": set(),
}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "fromtimestamp"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_room_imports_only_the_rooms_below_it(path: Path) -> None:
    """Stages never import each other; only pipeline knows them all."""
    room = room_of(path)
    for line, name in imported(path):
        package, _, rest = name.partition(".")
        if package == "statusgen" and rest not in ("", "__version__"):
            target = rest.partition(".")[0]
            assert target == room or target in MAY_IMPORT[room], f"{path}:{line}: {room} imports {target}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    """click is known in cli alone, the renderers' libraries in render alone."""
    for line, name in imported(path):
        rooms = ONLY_IN.get(name.partition(".")[0])
        assert rooms is None or room_of(path) in rooms, f"{path}:{line}: {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_clock_is_read_in_cli_alone(path: Path) -> None:
    """Everything else gets its `now` as an argument."""
    if room_of(path) == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and isinstance(node.value, ast.Name):
            assert node.value.id not in ("datetime", "date", "time"), f"{path}:{node.lineno}"


def test_no_module_is_a_drawer() -> None:
    """A module is named after what is in it."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "tools"}
    assert not drawers & {path.stem for path in modules()}


def test_a_build_does_not_load_what_asks() -> None:
    """The rooms that a build goes through leave sockets and the event loop alone: loading them costs time."""
    rooms = ("config", "probes", "posts", "history", "verdict", "render", "pipeline.building")
    code = f"import sys, {', '.join(f'statusgen.{room}' for room in rooms)}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not {"asyncio", "h11", "dns", "h2", "wsproto", "statusgen.net"} & set(loaded.split())
