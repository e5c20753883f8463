from collections.abc import Callable

import pytest
import yaml

from statusgen.importers import Imported

ImportSite = Callable[..., Imported]


def test_categories_become_groups_and_untitled_ones_stand_at_the_top(import_site: ImportSite) -> None:
    checks = yaml.safe_load(import_site().files["checks.yaml"])
    assert checks == {
        "site": {"name": "Example Status", "url": "https://status.example.com/", "language": "en"},
        "components": [{"id": "www-example-com", "name": "www.example.com"}],
        "groups": [
            {
                "id": "web",
                "name": "Web",
                "components": [{"id": "api", "name": "API"}, {"id": "media-proxy", "name": "Media Proxy"}],
            }
        ],
    }


TOML = """\
title = "Toml"
baseURL = "https://status.example.com"
timeZone = "Europe/Dublin"
[params]
description = "See [us](https://example.com)."
brand = "#0a0c0f"
[[params.systems]]
name = "API"
displayName = "The API"
description = "First\\nand second."
"""


@pytest.mark.parametrize("name", ["config.toml", "hugo.toml", "config/_default/hugo.toml"])
def test_settings_in_toml_are_read_like_others(import_site: ImportSite, name: str) -> None:
    imported = import_site(config=TOML, name=name)
    checks = yaml.safe_load(imported.files["checks.yaml"])
    assert checks["site"] == {
        "name": "Toml",
        "url": "https://status.example.com/",
        "description": "See us.",
        "timezone": "Europe/Dublin",
    }
    assert checks["components"] == [{"id": "api", "name": "The API", "description": "First and second."}]
    assert [str(note) for note in imported.notes] == [
        f"{name}:5: links in the description become plain words",
        f"{name}:6: brand is not brought along",
    ]


def test_params_may_stand_in_a_file_of_their_own(import_site: ImportSite, tmp_path_factory: object) -> None:
    imported = import_site(
        {"../../config/_default/params.yaml": "systems: [API]\n"},
        config="title: Split\nbaseURL: https://s.example.com/\n",
        name="config/_default/hugo.yaml",
    )
    assert yaml.safe_load(imported.files["checks.yaml"])["components"] == [{"id": "api", "name": "API"}]


CROWDED = """\
title: Crowded
baseURL: /
timeZone: Mars/Olympus
params:
  useLogo: true
  logo: logo.png
  categories: [{name: Web}, {name: Web}, {name: Empty}]
  systems:
    - {name: Web, category: Web, link: 'https://x.example/'}
    - {name: Web, category: Web}
    - {name: 'A b', category: Nope}
    - {name: 'A  B'}
  customTabs:
    - {name: Home, link: 'https://example.com/'}
    - {name: Old, link: /services}
    - {name: Bad, link: 'javascript:alert(1)'}
"""


def test_all_that_cannot_be_brought_is_noted_with_its_line(import_site: ImportSite) -> None:
    imported = import_site(config=CROWDED)
    assert [f"{note.line}: {note.message}" for note in imported.notes] == [
        "2: baseURL is not an absolute address: site.url is https://status.example.com/, change it",
        "3: timeZone 'Mars/Olympus' is not known: UTC is used",
        "6: the logo: copy static/logo.png beside checks.yaml and name it as site.logo",
        "7: category 'Web' is there twice, or has no name: left out",
        "8: category 'Empty' has no systems: left out",
        "8: system 'A b' names an unknown category 'Nope'",
        "9: system 'Web': its link is not brought along",
        "10: system 'Web' is there twice, or has no name: left out",
        "15: tab 'Old' leads to a page of the old site, /services: left out",
        "16: a tab without a name, or without a link to follow, is left out",
    ]


def test_ids_are_unique_over_groups_and_components(import_site: ImportSite) -> None:
    checks = yaml.safe_load(import_site(config=CROWDED).files["checks.yaml"])
    assert checks["groups"][0]["id"] == "web"
    assert checks["groups"][0]["components"][0]["id"] == "web-2"
    assert [component["id"] for component in checks["components"]] == ["a-b", "a-b-2"]
    assert checks["site"]["links"] == [{"label": "Home", "url": "https://example.com/"}]


def test_a_site_without_systems_gets_one_component(import_site: ImportSite) -> None:
    """checks.yaml needs one."""
    imported = import_site(config="title: T\nbaseURL: https://x.example/\n")
    assert yaml.safe_load(imported.files["checks.yaml"])["components"] == [
        {"id": "website", "name": "Website"}
    ]
    assert [note.message for note in imported.notes] == ["no systems: one component, Website, is made up"]
