"""The wheel, in an environment that has nothing of this checkout on its path."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import Command

ROOT = Path(__file__).parent.parent.parent
PROJECT = """\
site: {name: Example, url: https://status.example.net/}
components: [{id: phone, name: Phone}]
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built wheel installed into it, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-warn-conflicts",
    ]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True, capture_output=True)
    return site


def test_the_wheel_carries_its_templates_and_builds_a_site(installed: Path, tmp_path: Path) -> None:
    """Installed from the wheel alone, statusgen finds site_templates inside its package."""
    libraries = Path(os.__file__).parent / "site-packages"
    dependencies = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    # PYTHONPATH reads no .pth files, so the editable install beside the dependencies stays invisible.
    path = os.pathsep.join(map(str, (installed, dependencies, libraries)))
    statusgen = Command(tmp_path, environ={"PYTHONPATH": path}, python=_bare_python())
    where = subprocess.run(
        [statusgen.python, "-c", "import statusgen; print(statusgen.__file__)"],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))
    assert (installed / "statusgen" / "site_templates").is_dir()
    statusgen.write("checks.yaml", PROJECT)
    statusgen("build", code=0)
    assert "No problems reported" in statusgen.read("public/index.html")


def test_the_wheel_has_nothing_beside_the_package(installed: Path) -> None:
    """Tests, docs and benches do not end up in anybody's site-packages."""
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"statusgen", "bin"}


def _bare_python() -> str:
    """The interpreter under the virtual environment, which has none of its packages."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
