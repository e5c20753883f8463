"""A latency histogram: mergeable, good to 2 %, a short opaque string when stored.

Buckets grow by 4 %, so that the middle of one is within 2 % of everything in it (the idea of
DDSketch, Masson et al., VLDB 2019). Merging adds counts, so the order never matters.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_GROWTH = 1.04
_LOG_GROWTH = math.log(_GROWTH)
_LOWEST_MS = 0.01
_LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts per bucket; bucket n holds latencies in [0.01 ms · 1.04ⁿ, 0.01 ms · 1.04ⁿ⁺¹).

    `left_out` were measured too, by a prober that was too busy to be believed, and are in no bucket.
    """

    counts: Mapping[int, int] = field(default_factory=dict)
    left_out: int = 0

    @classmethod
    def of(cls, latencies_ms: Iterable[float], *, left_out: int = 0) -> "Histogram":
        counts: dict[int, int] = {}
        for latency in latencies_ms:
            bucket = int(math.log(max(latency, _LOWEST_MS) / _LOWEST_MS) / _LOG_GROWTH)
            counts[bucket] = counts.get(bucket, 0) + 1
        return cls(counts, left_out)

    @classmethod
    def merged(cls, histograms: "Iterable[Histogram]") -> "Histogram":
        counts: dict[int, int] = {}
        left_out = 0
        for histogram in histograms:
            left_out += histogram.left_out
            for bucket, count in histogram.counts.items():
                counts[bucket] = counts.get(bucket, 0) + count
        return cls(counts, left_out)

    @property
    def total(self) -> int:
        """How many latencies are in it, without those that were left out."""
        return sum(self.counts.values())

    def percentile(self, share: float) -> float | None:
        """The latency in ms below which `share` (0 to 1) of the samples lie; None without samples."""
        if not self.counts:
            return None
        rank = share * (self.total - 1)
        seen = 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen > rank:
                break
        return _LOWEST_MS * _GROWTH**bucket * (1 + _GROWTH) / 2

    def encode(self) -> str:
        """`227:12 40 31 260:1 left-out:3`: a bucket, then its count and those of the buckets right after it.

        Plain digits, because they are stored compressed; the same counts always give the same string.
        """
        words: list[str] = []
        expected = None
        for bucket, count in sorted(self.counts.items()):
            words.append(str(count) if bucket == expected else f"{bucket}:{count}")
            expected = bucket + 1
        if self.left_out:
            words.append(f"{_LEFT_OUT}:{self.left_out}")
        return " ".join(words)

    @classmethod
    def decode(cls, text: str) -> "Histogram":
        """Undo `encode`; ValueError if the text is not one of its."""
        words = text.split()
        left_out = 0
        if words and words[-1].startswith(_LEFT_OUT):
            left_out = int(words.pop().rpartition(":")[2])
        counts: dict[int, int] = {}
        bucket = 0
        for word in words:
            start, _, count = word.rpartition(":")
            bucket = int(start) if start else bucket + 1
            counts[bucket] = int(count)
        return cls(counts, left_out)
