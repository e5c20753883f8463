"""Remember: runs as they come, closed days folded into summaries, and all of it read back as Observed."""

from statusgen.history.fold import FoldReport, fold_days
from statusgen.history.last_config import keep_config, last_config
from statusgen.history.last_words import LastWord, last_words
from statusgen.history.memory import MemoryStore
from statusgen.history.reader import History, read_history
from statusgen.history.recorder import adopt_pending, keep_pending, record_run, set_aside
from statusgen.history.runs import encode_run
from statusgen.history.store import Store, open_store

__all__ = [
    "FoldReport",
    "History",
    "LastWord",
    "MemoryStore",
    "Store",
    "adopt_pending",
    "encode_run",
    "fold_days",
    "keep_config",
    "keep_pending",
    "last_config",
    "last_words",
    "open_store",
    "read_history",
    "record_run",
    "set_aside",
]
