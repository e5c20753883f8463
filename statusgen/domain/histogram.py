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


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts per bucket; bucket n holds latencies in [0.01 ms · 1.04ⁿ, 0.01 ms · 1.04ⁿ⁺¹)."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, latencies_ms: Iterable[float]) -> "Histogram":
        counts: dict[int, int] = {}
        for latency in latencies_ms:
            bucket = int(math.log(max(latency, _LOWEST_MS) / _LOWEST_MS) / _LOG_GROWTH)
            counts[bucket] = counts.get(bucket, 0) + 1
        return cls(counts)

    @classmethod
    def merged(cls, histograms: "Iterable[Histogram]") -> "Histogram":
        counts: dict[int, int] = {}
        for histogram in histograms:
            for bucket, count in histogram.counts.items():
                counts[bucket] = counts.get(bucket, 0) + count
        return cls(counts)

    @property
    def total(self) -> int:
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
        """`227:12 40 31 260:1`: a bucket, then its count and those of the buckets right after it.

        Plain digits, because they are stored compressed; the same counts always give the same string.
        """
        words: list[str] = []
        expected = None
        for bucket, count in sorted(self.counts.items()):
            words.append(str(count) if bucket == expected else f"{bucket}:{count}")
            expected = bucket + 1
        return " ".join(words)

    @classmethod
    def decode(cls, text: str) -> "Histogram":
        """Undo `encode`; ValueError if the text is not one of its."""
        counts: dict[int, int] = {}
        bucket = 0
        for word in text.split():
            start, _, count = word.rpartition(":")
            bucket = int(start) if start else bucket + 1
            counts[bucket] = int(count)
        return cls(counts)
