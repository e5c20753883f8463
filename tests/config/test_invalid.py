"""One file for each mistake; its first lines are the messages that must be told, and no others."""

from pathlib import Path

import pytest

from tests.config.conftest import Load

_FILES = sorted((Path(__file__).parent / "invalid").glob("*.yaml"))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_a_mistake_is_told_in_full_at_its_place(path: Path, load: Load) -> None:
    """Each mistake gives exactly the messages in the comments at the top of its file."""
    text = path.read_text()
    expected = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    assert expected
    assert [str(problem).removeprefix("checks.yaml:") for problem in load(text).problems] == expected


_UNUSABLE = {
    *("syntax", "tab", "empty", "list", "groups-twice"),
    *("no-site", "empty-site", "no-site-name", "no-site-url", "name-true", "name-control-character"),
    *("site-url-port", "site-url-query", "site-url-relative"),
    *("no-components", "empty-components", "null-components", "components-text", "empty-groups"),
    *("keep-runs", "store", "store-credentials"),
}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_only_what_all_depends_on_makes_the_file_unusable(path: Path, load: Load) -> None:
    """A mistake is survived unless it is in site.name, site.url or history, or leaves no component."""
    assert (load(path.read_text()).config is None) == (path.stem in _UNUSABLE)
