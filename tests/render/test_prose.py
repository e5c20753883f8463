import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.errors import Code
from statusgen.render.prose import Prose, drop_illegal, excerpt

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action=//evil.example><input></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<object data=x></object>",
    "<math><mtext><script>1</script></mtext></math>",
    "![x](https://evil.example/pixel.png)",
    "<details ontoggle=alert(1) open>",
    "[x](//evil.example)",
    "<a href='/relative'>x</a>",
    "```\n</pre><script>alert(1)</script>\n```",
    "<!--><script>alert(1)</script>-->",
    "[a]: javascript:alert(1)\n\n[a]",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags_of(source: str) -> list[tuple[str, dict[str, str | None]]]:
    tags = Tags()
    tags.feed(source)
    return tags.seen


def assert_harmless(source: str) -> None:
    for tag, attributes in tags_of(source):
        assert tag not in {
            "script",
            "style",
            "iframe",
            "img",
            "svg",
            "form",
            "base",
            "meta",
            "object",
            "input",
        }
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        href = attributes.get("href")
        assert href is None or href.startswith(("http://", "https://", "mailto:", "tel:"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_survives(payload: str) -> None:
    """What is not on the list of harmless things is gone."""
    assert_harmless(Prose().render(payload, file="a.md"))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from([*PAYLOADS, "# ", "> ", "* ", "`", "|", "<", ">", '"', "&", "x"]), max_size=8)
)
def test_no_mixture_of_payloads_survives(parts: list[str]) -> None:
    """Nor does what they become together."""
    assert_harmless(Prose().render("".join(parts), file="a.md"))


def test_what_people_use_is_kept() -> None:
    """Emphasis, lists, code, tables and links are what posts are made of."""
    text = "**b** *i* `c` [l](https://example.com/)\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n```\ncode\n```"
    tags = {tag for tag, _ in tags_of(Prose().render(text, file="a.md"))}
    assert {"strong", "em", "code", "a", "ul", "li", "table", "td", "pre"} <= tags


def test_headings_begin_below_those_of_the_page() -> None:
    """Whatever levels a text uses, they follow one another from h4 on."""
    tags = tags_of(Prose().render("# A\n\n### B\n\n# C", file="a.md"))
    assert [tag for tag, _ in tags] == ["h4", "h5", "h4"]


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "[a" * 5000, "![" * 3000, "<a " * 5000, "<![CDATA[" * 3000, "[](" * 3000],
    ids=["brackets", "links", "images", "tags", "cdata", "empty links"],
)
def test_text_that_would_take_for_ever_is_shown_as_typed(text: str) -> None:
    """And told, with its file; nothing here may stop the page."""
    prose = Prose()
    start = time.monotonic()
    source = prose.render(text, file="incidents/a.md")
    assert time.monotonic() - start < 1
    assert source.startswith("<pre>")
    assert source.unescape().removeprefix("<pre>").removesuffix("</pre>") == text
    assert [(problem.file, problem.code) for problem in prose.problems] == [
        ("incidents/a.md", Code.WILL_NOT_RENDER)
    ]


def test_text_nested_too_deeply_is_shown_as_typed() -> None:
    """Three hundred lists in one another are more than the library can bear."""
    prose = Prose()
    source = prose.render("\n".join("    " * depth + "- a" for depth in range(300)), file="a.md")
    assert source.startswith("<pre>")
    assert "nested too deeply" in prose.problems[0].message


def test_a_text_is_rendered_and_reported_once() -> None:
    """It stands on several pages and in the feed; the report names it once."""
    prose = Prose()
    assert prose.render("[" * 5000, file="a.md") is prose.render("[" * 5000, file="a.md")
    assert len(prose.problems) == 1


def test_control_characters_are_dropped() -> None:
    """One of them would make the whole feed unreadable."""
    assert drop_illegal("a\x00b\x08c\ud800d\ufffee\nf\tg 😀") == "abcde\nf\tg 😀"
    assert "\x08" not in Prose().render("a\x08b", file="a.md")


def test_an_excerpt_is_plain_and_ends_between_words() -> None:
    """For lists and descriptions: markup and entities are gone."""
    source = Prose().render("**Fish & chips** are " + "very " * 60 + "late", file="a.md")
    short = excerpt(source, 40)
    assert short.startswith("Fish & chips are very")
    assert short.endswith("very …")
    assert len(short) <= 42
