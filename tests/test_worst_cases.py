"""Text that is made to take long: reading it takes time that grows as the text does, not as its square."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from statusgen.config import load_config
from statusgen.domain.secrets import Secrets
from statusgen.importers import import_cstate
from statusgen.posts import parse_post
from statusgen.probes import PROBES
from statusgen.render.prose import Prose

SIZE = 64 * 1024 - 1024
AT_MOST_S = 5  # of our own time, however busy the machine is; in fact it is a tenth of that
NOW = datetime(2026, 11, 22, 9, 35, tzinfo=UTC)
CSTATE = "---\ntitle: T\ndate: 2024-01-02T10:00:00Z\nresolved: false\nsection: issue\n---\n"


class TooSlow(BaseException):
    """Not an Exception: nobody may catch it."""


@contextmanager
def bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, AT_MOST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def long(text: str) -> str:
    """The text, the part between `«` and `»` so often that it is as large as a post may be."""
    before, _, rest = text.partition("«")
    part, _, after = rest.partition("»")
    return before + part * (SIZE // len(part.encode())) + after


@pytest.mark.parametrize(
    "text",
    [
        "## x« »y",
        "## x«\t»y",
        "## x«#»y",
        "## x« #»y",
        "# x« »y",
        "# x«#»y",
        "### « »y",
        "## 2026-11-20« »y",
        "## 2026-11-20 09:20« »y",
        "## 2026-11-20 09:20 ends« »y",
        "---\nkind: maintenance\n---\n## 2026-11-20 09:20 «ends »y",
        "---\nkind: maintenance\n---\n## 2026-11-20 09:20 ends« »y",
        "## 2026-11-20 09:20 next« »update",
        "## 2026-11-20 09:20 next update« »y",
        "## 2026-11-20 09:20 «a,»y",
        "## 2026-11-20 «0»",
        "## «- »y",
        "---\ntitle: x\ncomponents: «[»\n---\n",
        "---\ntitle« »x\n---\n",
        "---\ntitle: x« »#y\n---\n",
        "---\ndraft« »\n---\n",
        "«## 2026-11-20 09:20 resolved\n»",
        "«<!-- »",
        "«```\n»",
        "«\n»x",
    ],
)
def test_no_post_takes_long_to_read(text: str) -> None:
    """Blanks, hashes, digits, brackets and commas, as many as there is room for."""
    with bounded():
        parse_post(
            long(text).encode(),
            "incidents/x.md",
            zone=ZoneInfo("Europe/Dublin"),
            components={"api": "api"},
            now=NOW,
        )


@pytest.mark.parametrize(
    "text",
    [
        'publish: ["git+https://«:»y"]\n',
        'publish: ["git+https://«a:»@y"]\n',
        'site: {name: "x« »y", url: "https://x y"}\n',
        'site: {language: "en«-aa»!"}\n',
        'contact: {email: "«@»"}\n',
        'contact: {hours: {monday: "09:00« »-x"}}\n',
        'history: {keep_runs: "«0»"}\n',
        'components: [{id: a, checks: [{http: "https://«é»/"}]}]\n',
        'components: [{id: a, checks: [{http: "https://x/", expect: {json: {"«[0]»x": 1}}}]}]\n',
        'components: [{id: "«-»"}]\n',
        "components:\n«- a\n»",
        "«[»",
        "«#»",
        "«- »",
        "« »x",
    ],
)
def test_no_checks_yaml_takes_long_to_read(text: str) -> None:
    """The same for every value that has a form of its own."""
    with bounded():
        load_config(long(text), "checks.yaml", kinds={name: kind.options for name, kind in PROBES.items()})


@pytest.mark.parametrize(
    "text",
    [
        "x\n«## \n»",
        "x«==\n»",
        "x\n«---\n»",
        "x\n«~~~\n\n»",
        "«- »x",
        "«*a »",
        "«\\»",
        "«> »x",
        "«`»",
        "« »x",
        "«[»",
        "«<!--»",
    ],
)
def test_no_text_takes_long_to_render(text: str) -> None:
    """What would is shown as it was typed."""
    with bounded():
        Prose().render(long(text), file="incidents/x.md")


@pytest.mark.parametrize(
    "body",
    [
        "## jan« »y",
        "## jan«#»y",
        "## « »y",
        "## « #»y",
        "{{< track« »y",
        '{{< track "« »" y',
        "«{{< track »",
        "«{{< track x >}}\n»",
        "«{{<»",
        "«![](»",
        "«![»",
        "«](/»",
        "![x](« »y",
        "«- »x",
        "-« »x",
        "«<!--»",
        "«\n»x",
        "«[Update] 10:20 x\n»",
    ],
)
def test_no_imported_post_takes_long(tmp_path: Path, body: str) -> None:
    """Somebody else's site is no friendlier than our own."""
    import_all(tmp_path, CSTATE + long(body), config="title: T\nbaseURL: https://example.com\n")


@pytest.mark.parametrize(
    "header",
    ["date: 2024-01-02 10:00« »y\n", "x: [\n«- a\n»", "date: «0»\n", "title: x«a »y\ndate: 2024-01-02\n"],
)
def test_no_imported_header_takes_long(tmp_path: Path, header: str) -> None:
    """One that has to be salvaged neither."""
    post = f"---\nsection: issue\n{long(header)}---\ntext\n"
    import_all(tmp_path, post, config="title: T\nbaseURL: https://example.com\n")


@pytest.mark.parametrize("description", ["«[»", "«[a](»", "[a](« »"])
def test_no_imported_settings_take_long(tmp_path: Path, description: str) -> None:
    settings = f"title: T\nbaseURL: https://example.com\nparams: {{description: '{long(description)}'}}\n"
    import_all(tmp_path, CSTATE, config=settings)


@pytest.mark.parametrize(
    "text",
    [
        "«x»",
        "«%»",
        "«%41»",
        "«%25»",
        "«\\»",
        "«\\x41»",
        "«&»",
        "«&amp;»",
        "«secret-»",
        "«secret-value»",
        "«é»",
    ],
)
def test_no_text_takes_long_to_be_rid_of_secrets(text: str) -> None:
    """Many of them, long ones too, and some that are nothing but a letter over and over again."""
    secrets = Secrets(
        {"LONG": "x" * 5000, "OFTEN": "secret-value"} | {f"S{n}": f"{n}-secret" for n in range(200)}
    )
    secrets.fill("${LONG} ${OFTEN} " + " ".join(f"${{S{n}}}" for n in range(200)))
    with bounded():
        secrets.redact(long(text))


def import_all(folder: Path, post: str, *, config: str) -> None:
    posts = folder / "content" / "issues"
    posts.mkdir(parents=True)
    (folder / "config.yml").write_text(config)
    (posts / "2024-01-02-x.md").write_text(post)
    with bounded():
        import_cstate(folder)
