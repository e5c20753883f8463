"""YAML and front matter that remember line and column; also reads foreign YAML and writes ours."""

from statusgen.located.foreign import read_foreign_nodes, read_foreign_yaml
from statusgen.located.nodes import Items, Node, Place, Plain, Scalar, Table, find
from statusgen.located.reader import read_yaml
from statusgen.located.suggestions import suggest
from statusgen.located.writer import quote, write_yaml

__all__ = [
    "Items",
    "Node",
    "Place",
    "Plain",
    "Scalar",
    "Table",
    "find",
    "quote",
    "read_foreign_nodes",
    "read_foreign_yaml",
    "read_yaml",
    "suggest",
    "write_yaml",
]
