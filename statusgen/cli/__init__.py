"""The command line: parse, call one function of the pipeline, print, exit. click is known only here."""

from statusgen.cli.entry import main

__all__ = ["main"]
