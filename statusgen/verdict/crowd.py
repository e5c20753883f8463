"""Who is alone in seeing much fail, as one moment after another goes by."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from statusgen.verdict.outages import is_failing
from statusgen.verdict.speech import Speech

_FEWEST = 2
"""One component alone accuses no location: that may well be the way to it."""


class Crowd:
    """Who speaks of what while the sweep goes by, and who is alone in seeing it fail."""

    def __init__(self) -> None:
        self._voices: dict[str, dict[str, dict[str, Speech]]] = defaultdict(lambda: defaultdict(dict))
        self._sharing: dict[str, frozenset[str]] = {}  # by component: who measures it together with others
        self._alone: dict[str, str] = {}  # by component: who is the only one to see it fail
        self._shared: Counter[str] = Counter()  # by location: how many components it shares
        self._accused: Counter[str] = Counter()  # by location: how many it alone sees fail

    def pass_on(self, ending: Iterable[Speech], beginning: Iterable[Speech]) -> None:
        touched = set()
        for speech in ending:
            touched.add(speech.streak.component)
            self._voices[speech.streak.component][speech.check].pop(speech.location, None)
        for speech in beginning:
            touched.add(speech.streak.component)
            self._voices[speech.streak.component][speech.check][speech.location] = speech
        for component in touched:
            self._count(component)

    def accused(self) -> set[str]:
        """The locations to set aside."""
        found = {
            location
            for location, count in self._accused.items()
            if count >= _FEWEST and 2 * count >= self._shared[location]
        }
        witnessed = {at for component, at in self._alone.items() if self._sharing[component] - found}
        return found if found <= witnessed else set()

    def _count(self, component: str) -> None:
        shared = [voices for voices in self._voices[component].values() if len(voices) > 1]
        sharing = frozenset(location for voices in shared for location in voices)
        before = self._sharing.get(component, frozenset())
        if sharing != before:
            self._shared.subtract(before)
            self._shared.update(sharing)
            self._sharing[component] = sharing
        if component in self._alone:
            self._accused[self._alone.pop(component)] -= 1
        failing = {voice.location for voices in shared for voice in voices.values() if is_failing(voice)}
        if len(failing) == 1:
            (self._alone[component],) = failing
            self._accused.update(failing)
