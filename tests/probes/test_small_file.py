"""Small files: what may be odd about them."""

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.probes.small_file import read_file

BEYOND_REASON = 9_000_000_000_000_000
"""Seconds: some file systems keep any time, and programs write what they please."""


def test_a_file_says_when_it_was_written(tmp_path: Path) -> None:
    """In seconds, however many."""
    (tmp_path / "done").write_text("ok")
    for written in (0, 1_795_336_500, 10_000_000_000):
        os.utime(tmp_path / "done", (0, written))
        assert asyncio.run(read_file(tmp_path / "done")).modified == datetime.fromtimestamp(written, UTC)


def test_a_time_beyond_reason_is_an_error() -> None:
    """And told at once: nobody waits for it until a timeout."""
    with tempfile.TemporaryDirectory(dir=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as folder:
        file = Path(folder) / "done"
        file.write_text("ok")
        os.utime(file, (0, BEYOND_REASON))
        if file.stat().st_mtime != BEYOND_REASON:
            pytest.skip("the file system keeps no such time")
        with pytest.raises(ValueError, match="beyond reason"):
            asyncio.run(asyncio.wait_for(read_file(file), 5))
