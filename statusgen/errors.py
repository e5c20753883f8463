"""Everything that can go wrong by somebody's doing, and how it is told.

    StatusgenError
    ├── UsageError      2   the command line asks for something that makes no sense
    ├── InvalidInput    2   checks.yaml cannot be used; carries every Problem found
    ├── HistoryError    3   the store could not be read or written
    ├── RenderError     4   the site, or a part of it, could not be built as asked
    ├── PublishError    5   a target could not be served
    └── OutputError     1   what was asked for could not be handed over on stdout

A mistake in a file is no exception: it is a Problem, a value with a place, and readers return all
they found beside whatever they could still understand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

BUG = 70
"""The exit code of a bug in statusgen itself."""

UNHAPPY = 1
"""The exit code of a run that did its work and found something to mend."""


class StatusgenError(Exception):
    """Told to the user in one line, never as a traceback; `exit_code` is the process's."""

    exit_code = BUG


class UsageError(StatusgenError):
    """The command line asks for something that makes no sense."""

    exit_code = 2


class HistoryError(StatusgenError):
    """The store could not be read or written."""

    exit_code = 3


class RenderError(StatusgenError):
    """The site, or a part of it, could not be built as asked."""

    exit_code = 4


class PublishError(StatusgenError):
    """A target could not be served."""

    exit_code = 5


class OutputError(StatusgenError):
    """What was asked for could not be handed over on stdout; all else was done."""

    exit_code = UNHAPPY


class Severity(StrEnum):
    """MISTAKE makes `lint` fail; HINT is told and passes, unless --strict."""

    MISTAKE = "mistake"
    HINT = "hint"


class Code(StrEnum):
    """The stable names of problems: SG1xx checks.yaml, SG2xx posts, SG3xx templates; hints from x50 on."""

    NOT_READABLE = "SG101"  # cannot be opened, not UTF-8, too large, not YAML at all
    NOT_PLAIN = "SG102"  # anchors, aliases, tags, merge keys, too deep, too many nodes
    UNKNOWN_KEY = "SG103"
    KEY_TWICE = "SG104"
    BAD_VALUE = "SG105"
    MISSING_KEY = "SG106"
    BAD_ID = "SG107"
    ID_TWICE = "SG108"
    NOT_SUPPORTED = "SG109"  # named by the format, not in this version
    MISPLACED_REFERENCE = "SG110"  # ${NAME} where it is not allowed
    LOW_CONTRAST = "SG111"
    BROKEN_REFERENCE = "SG112"  # begins like ${NAME}, and would be taken as it stands
    NO_CONTROLS = "SG150"
    BARE_REFERENCE = "SG151"  # $NAME, where only ${NAME} is filled in
    NO_FOLDER = "SG152"
    IN_VAIN = "SG153"  # what a check says and cannot do

    UNKNOWN_COMPONENT = "SG201"
    UNKNOWN_STATUS = "SG202"
    UNKNOWN_STATE = "SG203"
    BAD_TIME = "SG204"
    AMBIGUOUS_TIME = "SG205"  # the clock shows it twice, or never
    WRONG_ORDER = "SG206"  # ends before it starts
    FUTURE_TIME = "SG207"
    NOT_AN_UPDATE = "SG208"  # a heading that was meant to be one
    UNKNOWN_POST_KEY = "SG209"
    BAD_POST_VALUE = "SG210"
    NO_TITLE = "SG211"
    BROKEN_HEADER = "SG212"
    NOT_TEXT = "SG213"  # not UTF-8, or over 64 KiB
    CONFLICT_MARKERS = "SG214"
    WILL_NOT_RENDER = "SG215"
    POST_ID_TWICE = "SG216"
    BAD_POST_ID = "SG217"
    POST_KIND_NOT_SUPPORTED = "SG218"
    EMPTY_POST = "SG219"
    GONE_COMPONENT = "SG250"  # an unknown component in a closed post
    PROMISE_OVERDUE = "SG251"

    TEMPLATE_FAILED = "SG301"  # one of the user's own; the built-in one made the page


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake at one place. Lines and columns count from 1, in characters."""

    file: str
    line: int
    column: int
    code: Code
    message: str
    hint: str = ""
    severity: Severity = Severity.MISTAKE

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{hint} [{self.code}]"


class InvalidInput(StatusgenError):
    """checks.yaml cannot be used; `problems` says everything that is wrong with it."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
