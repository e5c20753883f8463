"""Show: from a StatusPage and a Theme to a tree of files, and from the tree to a folder."""

from statusgen.render.site import Rendered, render_site
from statusgen.render.theme import load_theme
from statusgen.render.writer import WriteReport, write_site

__all__ = ["Rendered", "WriteReport", "load_theme", "render_site", "write_site"]
