"""What every test may use."""

import os
import shutil
import signal

import pytest

from tests.commands import Command

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the tests behind & has them ignore Ctrl-C, and so would all that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what came out as what is expected.")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, saying so, what needs a program that is not here; in CI nothing is skipped."""
    needs = {"browser": "chromium", "server": "nginx"}
    for mark, program in needs.items():
        if item.get_closest_marker(mark) and not os.environ.get("CI"):
            found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
            if found is None:
                pytest.skip(f"{program} is not installed (Debian: apt-get install {program})")


@pytest.fixture
def statusgen(tmp_path: os.PathLike[str]) -> Command:
    """The real command line, as a process of its own, in the test's folder."""
    return Command(tmp_path)
