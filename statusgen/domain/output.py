"""What rendering makes: a tree of files, each known by its digest before its bytes are needed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """`digest` is the sha256 (hex) of what `make` returns."""

    digest: str
    content_type: str
    make: Callable[[], bytes]

    @classmethod
    def of(cls, content: bytes, content_type: str) -> "OutputFile":
        return cls(hashlib.sha256(content).hexdigest(), content_type, lambda: content)


OutputTree = Mapping[str, OutputFile]
"""Path below the site's root, with forward slashes, to file."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How the page looks. `overrides` are the user's own templates, by file name, over `templates`.

    `unreadable` says which of the user's could not be read, and why.
    """

    templates: Mapping[str, str]
    overrides: Mapping[str, str]
    logo: OutputFile | None = None
    logo_path: str | None = None
    unreadable: tuple[str, ...] = ()
