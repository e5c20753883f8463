"""How long `statusgen --help` takes, against a bare `import click`: python bench/startup.py"""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
LIMIT = 2.5


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print both medians and their ratio; the two take turns, so that a noisy machine is noisy for both."""
    ours, yardstick = ["-m", "statusgen", "--help"], ["-c", "import click"]
    rounds = [(seconds(ours), seconds(yardstick)) for _ in range(ROUNDS + 1)][1:]
    help_s = statistics.median(first for first, _ in rounds)
    click_s = statistics.median(second for _, second in rounds)
    ratio = statistics.median(first / second for first, second in rounds)
    print(f"statusgen --help        {help_s * 1000:6.0f} ms")
    print(f"python -c import click  {click_s * 1000:6.0f} ms")
    print(f"ratio                   {ratio:6.2f}   (at most {LIMIT})")


if __name__ == "__main__":
    main()
