"""Send: a built site goes to its targets, each on its own, one failing without stopping the others."""

from statusgen.publish.delivery import TargetReport, publish_site

__all__ = ["TargetReport", "publish_site"]
