"""Room for sockets, under limits that a process of its own sets itself."""

import errno
import subprocess
import sys

import pytest

from statusgen.net.descriptors import is_our_lack

PROGRAM = """
import resource, sys
from statusgen.net import make_room
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(make_room(wanted), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def make_room_under(soft: int, hard: int, *, wanted: int) -> tuple[int, int, int]:
    """The room that there was, and the limits afterwards."""
    arguments = (str(each) for each in (soft, hard, wanted))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    room, soft, hard = map(int, done.stdout.split())
    return room, soft, hard


def test_the_soft_limit_is_raised_as_far_as_is_needed() -> None:
    """And no further: children inherit it, and some close every number up to it."""
    room, soft, hard = make_room_under(30, 1000, wanted=100)
    assert room == 100
    assert 100 < soft < 130
    assert hard == 1000


def test_the_hard_limit_says_what_room_there_is() -> None:
    """Less what is open already."""
    room, soft, hard = make_room_under(30, 60, wanted=100)
    assert 40 < room < 60
    assert (soft, hard) == (60, 60)


def test_a_limit_that_is_wide_enough_is_left_alone() -> None:
    """Nothing to raise, nothing to lower."""
    assert make_room_under(500, 1000, wanted=100) == (100, 500, 1000)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (OSError(errno.EMFILE, ""), True),
        (OSError(errno.ENFILE, ""), True),
        (OSError(errno.ECONNREFUSED, ""), False),
        (OSError("without a number"), False),
        ("SERVFAIL", False),
    ],
)
def test_only_what_is_missing_here_is_our_lack(error: object, ours: bool) -> None:
    """A refusal is the peer's; too many open files are not."""
    assert is_our_lack(error) is ours
