"""What a site consists of, and in which order it is written."""

from statusgen.domain.manifest import in_order


def test_what_leads_to_the_rest_comes_last() -> None:
    """A reader never meets a front page that points at pages which are not there yet."""
    paths = ["index.html", "zones/index.html", "status.json", "404.html", "incidents/a/index.html"]
    assert in_order(paths) == (
        "404.html",
        "incidents/a/index.html",
        "zones/index.html",
        "status.json",
        "index.html",
    )


def test_what_a_site_lacks_is_not_in_its_order() -> None:
    """A site without a front page has none to write."""
    assert in_order(["b.html", "a.html"]) == ("a.html", "b.html")
