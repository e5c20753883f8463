"""checks.yaml → Config, and every mistake in it with its place; also its JSON Schema and its public copy."""

from statusgen.config.loader import Loaded, load_config

__all__ = ["Loaded", "load_config"]
