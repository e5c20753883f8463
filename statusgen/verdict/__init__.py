"""Decide: what is configured, measured and said becomes everything that is told. Pure."""

from statusgen.verdict.page import judge

__all__ = ["judge"]
