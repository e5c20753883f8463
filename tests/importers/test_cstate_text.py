from statusgen.importers.cstate_text import Cleaner
from statusgen.importers.imported import Notes


def clean(text: str) -> tuple[str, list[str]]:
    notes = Notes("x.md")
    lines = Cleaner("https://status.example.com/", notes).clean(text, 1)
    return "\n".join(lines), [f"{note.line}: {note.message}" for note in notes.taken]


def test_comments_are_left_out_and_lines_keep_their_numbers() -> None:
    text, notes = clean("a <!-- one --> b\n<!--\n[Final]\n--> c\nd <!-- e --> f <!-- g\nh")
    assert text == "a  b\n\n\n c\nd  f\n"
    assert notes == [
        "1: an HTML comment is left out",
        "2: an HTML comment is left out",
        "5: an HTML comment is left out",
    ]


def test_code_is_left_as_it_is() -> None:
    code = "```html\n<!-- x -->\n# y\n{{< z >}}\n```"
    assert clean(code) == (code, [])
    assert clean("~~~\n```\n# a\n~~~\n# b")[0] == "~~~\n```\n# a\n~~~\n### b"


def test_headings_that_could_be_taken_for_updates_are_lowered() -> None:
    text, notes = clean("# One\n## Resolved\n### Three\n#hash\n### 2024-01-02 10:00 resolved ##")
    assert text == "### One\n### Resolved\n### Three\n#hash\n**2024-01-02 10:00 resolved**"
    assert notes == ["1: headings of the first two levels are lowered to the third"]


def test_images_become_links() -> None:
    """Pages show none."""
    text, notes = clean('![a graph](https://x.example/g.png "t") ![](/g.png)')
    assert text == "[a graph](https://x.example/g.png) [image](https://status.example.com/g.png)"
    assert notes == ["1: an image becomes a link to it"]


def test_links_to_other_posts_lead_to_their_new_addresses() -> None:
    text, _ = clean(
        "[a](/issues/2024-01-02-API.down/) [b](/about/) [c](//cdn.example/x) [d](https://e.example/)"
    )
    assert text == (
        "[a](https://status.example.com/incidents/2024-01-02-api-down/) "
        "[b](https://status.example.com/about/) [c](//cdn.example/x) [d](https://e.example/)"
    )


def test_template_syntax_is_text_and_shortcodes_are_noted() -> None:
    text, notes = clean('{{ .Site.Title }} {{< ref "x" >}} {{< track "2024-01-02 10:00" >}}')
    assert text == '{{ .Site.Title }} {{< ref "x" >}} {{< track "2024-01-02 10:00" >}}'
    assert notes == ['1: a Hugo shortcode is left as text: {{< ref "x" >}}']


def test_conflict_markers_are_escaped_and_told() -> None:
    """Whoever keeps both sides of a merge in an old post should know; lint must not trip over it."""
    text, notes = clean("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n========")
    assert text == "\\<<<<<<< HEAD\na\n\\=======\nb\n\\>>>>>>> x\n========"
    assert len(notes) == 3


def test_a_code_block_that_is_never_closed_is_closed() -> None:
    """Or it would swallow every update below it."""
    text, notes = clean("a\n````\n```\n## 2024-01-02 10:00 resolved")
    assert text == "a\n````\n```\n    ## 2024-01-02 10:00 resolved\n````"
    assert notes == ["1: a code block that is never closed is closed at the end"]
