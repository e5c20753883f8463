import pytest

from statusgen.domain.output import Theme
from statusgen.errors import Code
from statusgen.render.environment import Templates

BUILTIN = {"page.j2": "built-in {{ title }}", "base.j2": "<b>{% block body %}{% endblock %}</b>"}


def make_templates(**own: str) -> Templates:
    overrides = {f"{name}.j2": source for name, source in own.items()}
    return Templates(Theme(templates=BUILTIN, overrides=overrides), {"site": "S"}, {"loud": str.upper})


def test_everything_printed_is_escaped() -> None:
    """Whatever a template is called."""
    assert make_templates().render("page.j2", title="<b>&\"'") == "built-in &lt;b&gt;&amp;&#34;&#39;"


def test_everything_printed_can_be_encoded() -> None:
    """Control characters and lone surrogates are dropped."""
    assert make_templates().render("page.j2", title="a\x08\ud800b").encode() == b"built-in ab"


def test_an_own_template_comes_first_and_may_extend_the_built_in_one() -> None:
    """Names and filters are there for it."""
    templates = make_templates(
        page="own {{ title|loud }} {{ site }}", other='{% include "builtin/page.j2" %}!'
    )
    assert templates.render("page.j2", title="t") == "own T S"
    assert templates.render("other.j2", title="t") == "built-in t!"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("one\n{{ missing }}", 2),
        ("one\ntwo\n{% if %}", 3),
        ("{{ 1 / 0 }}", 1),
        ('{% extends "nowhere.j2" %}', 1),
        ("\n{{ title.missing }}", 2),
    ],
)
def test_where_an_own_template_fails_the_built_in_one_is_used(source: str, line: int) -> None:
    """And the place is told, once, however many pages it would have made."""
    templates = make_templates(page=source)
    assert templates.render("page.j2", title="t") == "built-in t"
    assert templates.render("page.j2", title="u") == "built-in u"
    [problem] = templates.failures
    assert (problem.file, problem.line, problem.code) == (
        "site_templates/page.j2",
        line,
        Code.TEMPLATE_FAILED,
    )


def test_a_failure_in_an_included_template_is_told_where_it_is() -> None:
    """The innermost line is the one to mend."""
    templates = make_templates(page='\n{% include "part.j2" %}', part="\n\n{{ missing }}")
    assert templates.render("page.j2", title="t") == "built-in t"
    assert [(problem.file, problem.line) for problem in templates.failures] == [("site_templates/part.j2", 3)]


@pytest.mark.parametrize("source", ["{% block body %}footer{% endblock %}", '{% extends "base.html.j2" %}'])
def test_an_own_template_that_makes_no_page_is_not_used(source: str) -> None:
    """Whoever forgets to extend the built-in one must not publish a few bytes instead of a status page."""
    builtin = {
        "base.html.j2": "<!doctype html>{% block body %}{% endblock %}",
        "index.html.j2": '{% extends "base.html.j2" %}{% block body %}all is well{% endblock %}',
        "404.html.j2": '{% extends "base.html.j2" %}',
    }
    templates = Templates(Theme(templates=builtin, overrides={"base.html.j2": source}), {}, {})
    assert templates.render("index.html.j2") == "<!doctype html>all is well"
    assert templates.render("404.html.j2") == "<!doctype html>"
    [problem] = templates.failures
    assert problem.file == "site_templates/base.html.j2"
    assert problem.hint == 'to change single blocks, begin with {% extends "builtin/base.html.j2" %}'
