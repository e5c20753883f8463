from collections.abc import Callable
from pathlib import Path

import pytest

from statusgen.domain.manifest import MANIFEST_PATH, ManifestEntry, encode_manifest
from statusgen.errors import PublishError
from statusgen.publish.site import open_site

BuildSite = Callable[..., Path]


def test_a_folder_without_a_manifest_is_not_a_built_site(tmp_path: Path) -> None:
    """Whoever publishes before building is told to build."""
    with pytest.raises(PublishError, match=r"no site-manifest\.json.*run build first"):
        open_site(tmp_path)


@pytest.mark.parametrize("damage", ["edited", "missing"])
def test_a_site_that_changed_since_it_was_built_is_not_sent(build_site: BuildSite, damage: str) -> None:
    """What is sent is what was built, byte for byte."""
    folder = build_site()
    if damage == "edited":
        (folder / "feed.xml").write_text("<rss>mine</rss>")
    else:
        (folder / "feed.xml").unlink()
    with pytest.raises(
        PublishError, match=r"the site changed since it was built \(feed.xml\); run build again"
    ):
        open_site(folder)


def test_a_damaged_manifest_is_told_as_such(build_site: BuildSite) -> None:
    folder = build_site()
    (folder / MANIFEST_PATH).write_text("[1, 2]")
    with pytest.raises(PublishError, match="is damaged; run build again"):
        open_site(folder)


def test_a_manifest_cannot_name_a_file_outside_the_site(build_site: BuildSite) -> None:
    folder = build_site()
    (folder / MANIFEST_PATH).write_bytes(encode_manifest({"../secret": ManifestEntry("0", 1, "text/plain")}))
    with pytest.raises(PublishError, match="not inside the site"):
        open_site(folder)


def test_the_time_of_a_site_is_that_of_its_status(build_site: BuildSite) -> None:
    assert open_site(build_site(minute=7)).generated_at().isoformat() == "2026-11-22T09:07:00+00:00"


@pytest.mark.parametrize("status", ["{}", "[]", "no json", '{"generated_at": 5}', '{"generated_at": "noon"}'])
def test_a_site_that_does_not_know_its_time_says_so(build_site: BuildSite, status: str) -> None:
    site = open_site(build_site({"status.json": status}))
    with pytest.raises(PublishError, match="does not say when it was built"):
        site.generated_at()
