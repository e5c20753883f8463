"""Arrive: other status pages' files become ours. Importers return values; the pipeline stores them."""

from statusgen.importers.cstate import import_cstate
from statusgen.importers.imported import Imported, Note

__all__ = ["Imported", "Note", "import_cstate"]
