"""Build of a real site (the Jenkins status page, 297 posts) from nothing: python bench/site.py [CORPUS]"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
LIMIT_S, LIMIT_MB = 1.5, 150
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpora" / "cstate-jenkins"
LIBRARIES = "import click, yaml, pydantic, jinja2, markdown, nh3, feedgen.feed"


def measure(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one Python process."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss / 1024


def build_seconds(folder: Path, name: str) -> tuple[float, float]:
    return measure(["-m", "statusgen", "-C", str(folder), "build", "--output", name])


def main() -> None:
    """Import the corpus once, build it into new folders; the yardstick is importing the libraries."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    if not corpus.is_dir():
        sys.exit(f"{corpus} is not here: name a cState site's folder")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Every module is compiled beforehand, as installers do it, whatever the surroundings say of bytecode.
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        subprocess.run(
            [sys.executable, "-m", "statusgen", "import", "cstate", str(corpus), "--into", name],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        posts = len(list((folder / "incidents").rglob("*.md")))
        rounds = [(build_seconds(folder, f"site{n}"), measure(["-c", LIBRARIES])) for n in range(ROUNDS + 1)]
        rounds = rounds[1:]  # the first one compiles
    seconds = statistics.median(ours[0] for ours, _ in rounds)
    megabytes = max(ours[1] for ours, _ in rounds)
    imports = statistics.median(yardstick[0] for _, yardstick in rounds)
    print(f"build of {posts} posts from nothing  {seconds:5.2f} s  (at most {LIMIT_S})")
    print(f"peak memory                    {megabytes:5.0f} MB (at most {LIMIT_MB})")
    print(f"importing the libraries alone  {imports:5.2f} s  (ratio {seconds / imports:.1f})")


if __name__ == "__main__":
    main()
