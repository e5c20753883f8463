"""Jinja, set up so that a template cannot be unsafe by accident, and a broken one cannot stop the page."""

import traceback
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, ClassVar

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.bccache import Bucket

from statusgen.domain.output import Theme
from statusgen.errors import Code, Problem
from statusgen.render.prose import drop_illegal

FOLDER = "site_templates"
_BUILTIN = "builtin/"
_BASE = "base.html.j2"
_HEAD = 200
"""So many characters of a page hold its doctype, comments before it included."""


class Templates:
    """The theme's templates, compiled once; the user's own come first.

    An own template extends or includes the built-in one of its name as `builtin/NAME`. Where it fails,
    the built-in ones make that page, and `failures` names the place.
    """

    def __init__(
        self, theme: Theme, names: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.failures: list[Problem] = []
        self._overrides = theme.overrides
        self._builtin = _environment({}, theme.templates, names, filters)
        self._own = (
            _environment(theme.overrides, theme.templates, names, filters) if theme.overrides else None
        )

    def render(self, name: str, /, **values: object) -> str:
        """The page that template `name` makes of `values`."""
        if self._own is not None:
            try:
                text = self._own.get_template(name).render(values)
                if name.endswith(".html.j2") and "<!doctype html" not in text[:_HEAD].lower():
                    raise _NoPage("it makes no page")
                return text
            except RecursionError:
                self._report(name, _NoPage("it extends or includes itself"))
            except Exception as error:  # a template may raise anything
                self._report(name, error)
        return self._builtin.get_template(name).render(values)

    def _report(self, name: str, error: Exception) -> None:
        hint = ""
        if isinstance(error, _NoPage):
            name = name if name in self._overrides else _BASE
            hint = f'to change single blocks, begin with {{% extends "{_BUILTIN}{name}" %}}'
        file, line = _place(name, error)
        message = f"this template failed, the built-in one is used: {error or type(error).__name__}"
        problem = Problem(file, line, 1, Code.TEMPLATE_FAILED, message, hint)
        if problem not in self.failures:
            self.failures.append(problem)


class _NoPage(Exception):
    """What came out is not a page."""


def _environment(
    own: Mapping[str, str],
    builtin: Mapping[str, str],
    names: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]],
) -> Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        source = builtin.get(name.removeprefix(_BUILTIN)) if name.startswith(_BUILTIN) else None
        source = source or own.get(name) or builtin.get(name)
        return None if source is None else (source, f"{FOLDER}/{name}", lambda: True)

    environment = _Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # folding constants takes longer than it saves
        auto_reload=False,
        bytecode_cache=_Compiled(),
    )
    environment.globals.update(names)
    environment.filters.update(filters)
    return environment


class _Environment(Environment):
    """Templates share one dict of names; Jinja's own chain of dicts would be copied slowly for every page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else super().make_globals(d)


class _Compiled(BytecodeCache):
    """Compiling costs more than rendering a small site, so a process compiles each source once."""

    _code: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._code.get((bucket.key, bucket.checksum))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def _finalize(value: object) -> object:
    """Whatever is printed can be encoded, and stands in XML as well as in HTML."""
    if type(value) is str and not value.isprintable():
        return drop_illegal(value)
    return value


def _place(name: str, error: Exception) -> tuple[str, int]:
    """The innermost template line that was at work when it went wrong."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or f"{FOLDER}/{name}", error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    templates = [frame for frame in frames if frame.filename.startswith(f"{FOLDER}/")]
    return (templates[-1].filename, templates[-1].lineno or 1) if templates else (f"{FOLDER}/{name}", 1)
