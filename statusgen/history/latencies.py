"""Latency histograms per check and day, decoded only when somebody looks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from statusgen.domain.histogram import Histogram
from statusgen.history.day import Day, Latencies, merged


class DailyLatencies(Mapping[tuple[str, date], Mapping[str, Histogram]]):
    """For each check and UTC day its histograms, by location.

    Thousands of checks over months are hundreds of thousands of histograms, of which a page shows a few.
    """

    def __init__(self, days: Iterable[Day]) -> None:
        self._days = {day.date: day for day in days}
        self._parsed: dict[date, dict[str, dict[str, Latencies]]] = {}

    def __getitem__(self, key: tuple[str, date]) -> Mapping[str, Histogram]:
        check, day = key
        return {location: merged(parts) for location, parts in self._of(day)[check].items()}

    def __iter__(self) -> Iterator[tuple[str, date]]:
        return ((check, day) for day in self._days for check in self._of(day))

    def __len__(self) -> int:
        return sum(len(self._of(day)) for day in self._days)

    def _of(self, day: date) -> dict[str, dict[str, Latencies]]:
        """By check and location, those without any latency left out; empty for a day that nobody knows."""
        if day not in self._parsed:
            by_check: dict[str, dict[str, Latencies]] = {}
            known = self._days.get(day)
            if known is not None:
                for track, parts in zip(known.tracks, known.latencies(), strict=True):
                    if parts:
                        by_check.setdefault(track.check, {})[track.series.location] = parts
            self._parsed[day] = by_check
        return self._parsed[day]
