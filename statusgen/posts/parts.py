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
        self._words = words
        self._components = components
        self._known_states = states
        at = 0
        while at < len(words):
            at += self._take(at)

    def _take(self, at: int) -> int:
        """Understands the words from `at` on; returns how many they were."""
        word = self._words[at]
        known = self._components.knows(word)
        state = self._state_length(at)
        status = self._components.status_length(self._words[at + 1 : at + 4])
        if status and (known or not state):
            self.mentions.append(self._components.mention(word, self._words[at + 1 : at + 1 + status]))
            return 1 + status
        if state:
            self.states.append(self._known_states[self._phrase(at, state)])
            return state
        if known:
            return self._take_component(at)
        self.unknown.append(word)
        return 1

    def _take_component(self, at: int) -> int:
        """All up to what is known again is an unknown status; nothing is said if it follows at once."""
        end = at + 1
        while end < len(self._words) and not self._is_known(end):
            end += 1
        self.mentions.append(self._components.mention(self._words[at], self._words[at + 1 : end]))
        return end - at

    def _is_known(self, at: int) -> bool:
        return self._components.knows(self._words[at]) or self._state_length(at) > 0

    def _state_length(self, at: int) -> int:
        """How many of the words from `at` on are a state; 0 for none."""
        return next((length for length in (2, 1) if self._phrase(at, length) in self._known_states), 0)

    def _phrase(self, at: int, length: int) -> str:
        return normal(" ".join(word.text for word in self._words[at : at + length]))
