"""What stands between two separators of a heading: states, components with statuses, or neither."""

from collections.abc import Mapping, Sequence

from statusgen.domain.posts import State
from statusgen.posts.components import ComponentReader, Mention, Word
from statusgen.posts.words import normal


class Part:
    """The words of one part, sorted out; `unknown` are those that mean nothing here."""

    def __init__(
        self, words: Sequence[Word], components: ComponentReader, states: Mapping[str, State | None]
    ) -> None:
        self.mentions: list[Mention] = []
        self.states: list[State | None] = []
        self.unknown: list[Word] = []
        self._components = components
        self._known_states = states
        start = 0
        while start < len(words):
            start += self._take(words[start:])

    def _take(self, words: Sequence[Word]) -> int:
        """Understands the first words; returns how many they were."""
        known = self._components.knows(words[0])
        state = self._state_length(words)
        status = self._components.status_length(words[1:4])
        if status and (known or not state):
            self.mentions.append(self._components.mention(words[0], words[1 : 1 + status]))
            return 1 + status
        if state:
            self.states.append(self._known_states[_phrase(words[:state])])
            return state
        if known:
            return self._take_component(words)
        self.unknown.append(words[0])
        return 1

    def _take_component(self, words: Sequence[Word]) -> int:
        """All up to what is known again is an unknown status; nothing is said if it follows at once."""
        end = 1
        while end < len(words) and not self._is_known(words[end:]):
            end += 1
        self.mentions.append(self._components.mention(words[0], words[1:end]))
        return end

    def _is_known(self, words: Sequence[Word]) -> bool:
        return self._components.knows(words[0]) or self._state_length(words) > 0

    def _state_length(self, words: Sequence[Word]) -> int:
        """How many of the words at the beginning are a state; 0 for none."""
        lengths = (length for length in (2, 1) if len(words) >= length)
        return next((length for length in lengths if _phrase(words[:length]) in self._known_states), 0)


def _phrase(words: Sequence[Word]) -> str:
    return normal(" ".join(word.text for word in words))
