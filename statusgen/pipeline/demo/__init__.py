"""A small hosting company on loopback: real services, probed for real, before an invented past."""

from statusgen.pipeline.demo.show import run_demo

__all__ = ["run_demo"]
