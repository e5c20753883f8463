"""cState: a theme for Hugo. A site is a settings file and a folder of posts (github.com/cstate/cstate)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.domain.ids import free_id, slugify
from statusgen.errors import UsageError
from statusgen.importers.cstate_post import import_post
from statusgen.importers.cstate_site import CStateSite, read_site
from statusgen.importers.hugo import Document, decode, place_of, read_document, read_settings, words
from statusgen.importers.imported import Imported, Note, Notes
from statusgen.located import Place, Scalar, Table

_SETTINGS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("config", "hugo")
    for suffix in ("yml", "yaml", "toml", "json")
)
_POSTS = "content/issues"
_SUFFIXES = (".md", ".markdown")


def import_cstate(source: Path) -> Imported:
    """Our files for the cState site in the folder `source`, and a note on all that was interpreted.

    The same site always gives the same files. Raises UsageError if there is no cState site, and
    InvalidInput if its settings cannot be read; a post never fails.
    """
    taken: list[Note] = []
    site = _read_site(source, taken)
    files = {"checks.yaml": site.checks_yaml}
    paths = tuple(_list_posts(source))
    ids = _Ids(frozenset(_name(path) for path in paths))
    for path in paths:
        notes = Notes(path.relative_to(source).as_posix())
        document = _read_post(path, notes)
        if document and _is_incident(document, notes):
            post_id = ids.take(document, _name(path), notes)
            text = import_post(document, _name(path), post_id, site, notes)
            if text is not None:
                files[f"incidents/{post_id}.md"] = text
        taken += notes.taken
    return Imported(files, tuple(sorted(taken)))


def _read_post(path: Path, notes: Notes) -> Document | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        notes.add(1, f"left out: it cannot be read ({error.strerror})")
        return None
    return read_document(decode(content, notes), notes)


def _read_site(source: Path, taken: list[Note]) -> CStateSite:
    path = next((source / name for name in _SETTINGS if (source / name).is_file()), None)
    if path is None:
        raise UsageError(f"{source} is not a cState site: it has no config.yml or config.toml")
    notes = Notes(path.relative_to(source).as_posix())
    site = read_site(_read_settings(path, notes), notes)
    taken += notes.taken
    return site


def _read_settings(path: Path, notes: Notes) -> Table:
    """The settings, with those of a separate params file, as Hugo allows."""
    settings = _read_table(path, notes)
    beside = next(iter(sorted(path.parent.glob("params.*"))), None)
    if beside is None or path.parent.name != "_default" or settings.get("params"):
        return settings
    key = Scalar(Place(1, 1), "params", "params")
    return Table(settings.place, (*settings.entries, (key, _read_table(beside, notes))))


def _read_table(path: Path, notes: Notes) -> Table:
    try:
        return read_settings(decode(path.read_bytes(), notes), path.suffix[1:], notes.file)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _list_posts(source: Path) -> Iterator[Path]:
    folder = source / _POSTS
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(source).as_posix()):
        if path.suffix.lower() in _SUFFIXES and path.stem != "_index" and path.is_file():
            yield path


def _is_incident(document: Document, notes: Notes) -> bool:
    """cState lists what says `section: issue`."""
    section = document.header.get("section")
    if words(section) == "issue":
        return True
    if words(section):
        notes.add(place_of(section), f"left out: a page of section '{words(section)}', not an issue")
        return False
    notes.add(1, "does not say section: issue, so cState does not list it: brought along even so")
    return True


def _name(path: Path) -> str:
    """What a post's file is called; of a page bundle, the folder."""
    return path.parent.name if path.stem == "index" else path.stem


@dataclass(frozen=True, slots=True)
class _Ids:
    """Gives every post an id of its own. Of two that want the same one, whose name it is gets it."""

    names: frozenset[str]
    taken: set[str] = field(default_factory=set)

    def take(self, document: Document, name: str, notes: Notes) -> str:
        """The file's name, or the slug the post asks for: the last part of its address at cState."""
        slug = document.get("slug")
        old = words(slug) or name
        wanted = slugify(old, fallback="post")
        post_id = free_id(wanted, self.taken if wanted == name else self.taken | self.names)
        self.taken.add(post_id)
        if post_id != old:
            notes.add(place_of(slug), f"'{old}' is not an id here: its address ends in {post_id} from now on")
        return post_id
