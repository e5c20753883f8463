"""checks.yaml → Config, and every mistake in it with its place; also its JSON Schema and its public copy."""

from statusgen.config.loader import Loaded, load_config
from statusgen.config.public import public_copy
from statusgen.config.schema import json_schema

__all__ = ["Loaded", "json_schema", "load_config", "public_copy"]
