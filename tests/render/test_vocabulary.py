from statusgen.domain.figures import Window
from statusgen.domain.posts import State
from statusgen.domain.status import Reason, Status
from statusgen.render import vocabulary


def test_every_member_of_a_vocabulary_has_words() -> None:
    """A new status, state, reason or window cannot be forgotten."""
    assert set(vocabulary.STATUSES) == set(Status)
    assert set(vocabulary.STATES) == set(State)
    assert set(vocabulary.REASONS) == set(Reason)
    assert set(vocabulary.WINDOWS) == set(Window)
