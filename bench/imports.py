"""What each dependency costs to import and to install: python bench/imports.py"""

import importlib.metadata
import statistics
import subprocess
import sys
import time

ROUNDS = 7
MODULES = {
    "click": "click",
    "dnspython": "dns.asyncresolver",
    "feedgen": "feedgen.feed",
    "google-re2": "re2",
    "h11": "h11",
    "jinja2": "jinja2",
    "markdown": "markdown",
    "nh3": "nh3",
    "pydantic": "pydantic",
    "pyyaml": "yaml",
    "tzdata": "tzdata",
    "wsproto": "wsproto.connection",
}


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def installed_bytes(distribution: str) -> int:
    files = importlib.metadata.files(distribution) or []
    return sum(file.size or 0 for file in files)


def main() -> None:
    """Print one row a library: milliseconds over a bare interpreter (median), and kilobytes on disk."""
    bare = statistics.median(seconds("pass") for _ in range(ROUNDS))
    print(f"{'bare interpreter':<14} {bare * 1000:6.0f} ms")
    for distribution, module in MODULES.items():
        cost = statistics.median(seconds(f"import {module}") for _ in range(ROUNDS)) - bare
        print(f"{distribution:<14} {cost * 1000:6.0f} ms {installed_bytes(distribution) / 1000:8.0f} kB")


if __name__ == "__main__":
    main()
