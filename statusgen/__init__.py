"""A status page that stands when your service does not: static, off-network, honest."""

__version__ = "0.1.0"
