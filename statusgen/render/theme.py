"""Finds the templates: the built-in ones, and single files of the user's own over them."""

from pathlib import Path

from statusgen.domain.output import OutputFile, Theme
from statusgen.errors import RenderError

_PACKAGE = Path(__file__).parents[1]
SUFFIX = ".j2"


def load_theme(
    *,
    builtin: Path | None = None,
    user: Path | None = None,
    logo: tuple[str, OutputFile] | None = None,
) -> Theme:
    """The built-in templates with the files of folder `user` over them, if there is such a folder.

    `logo` is its path in the site, and the file. A file of the user's that cannot be read is left out
    and named in the theme's `unreadable`; RenderError if a built-in one cannot be.
    """
    own: dict[str, str] = {}
    unreadable: list[str] = []
    for path in _templates_in(user) if user is not None and user.is_dir() else ():
        try:
            own[path.name] = _read_file(path)
        except RenderError as error:
            unreadable.append(str(error))
    built_in = {path.name: _read_file(path) for path in _templates_in(builtin or find_builtin())}
    logo_path, logo_file = logo or (None, None)
    return Theme(
        templates=built_in,
        overrides=own,
        logo=logo_file,
        logo_path=logo_path,
        unreadable=tuple(unreadable),
    )


def find_builtin() -> Path:
    """In the package when installed from a wheel; beside it in a clone and an editable install."""
    for folder in (_PACKAGE / "site_templates", _PACKAGE.parent / "site_templates"):
        if folder.is_dir():
            return folder
    raise RenderError(f"{_PACKAGE / 'site_templates'}: the built-in templates are missing")


def _templates_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob(f"*{SUFFIX}")) if path.is_file()]


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RenderError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RenderError(f"{path}: not UTF-8") from error
