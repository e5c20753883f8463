import pytest

from statusgen.config.values import contrast_on_white
from tests.config.conftest import Load

PAGE = "site: {name: X, url: https://x.example/}\ncomponents: [{id: a}]\n"


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#ff0000", 4.0), ("#949494", 3.03)],
)
def test_contrast_is_wcags(colour: str, ratio: float) -> None:
    """The ratios are those that everybody else computes."""
    assert contrast_on_white(colour) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    "target",
    [
        "git+git@git.example.com:example/status.git",
        "git+ssh://git@git.example.com/status.git#pages",
        "git+https://git.example.com/a@b/status.git",
        "s3://bucket/status",
        "./public@home",
    ],
)
def test_a_target_may_name_a_user_of_ssh(load: Load, target: str) -> None:
    """That is no secret, and an `@` in a path is none either."""
    config = load(PAGE + f"publish: [{{to: '{target}'}}]\n").config
    assert config
    assert config.publish == (target,)


@pytest.mark.parametrize(
    "target",
    [
        "git+https://canary@git.example.com/status.git",
        "git+HTTPS://canary:x@git.example.com/status.git",
        "git+http://x:canary@git.example.com",
        "git+ssh://git:canary@git.example.com/status.git",
        "s3://canary@bucket/status",
    ],
)
def test_no_target_may_hold_credentials(load: Load, target: str) -> None:
    """A token needs no colon, and what checks.yaml says is kept in the store."""
    loaded = load(PAGE + f"publish: [{{to: '{target}'}}]\n")
    assert loaded.config
    assert loaded.config.publish == ()
    assert "canary" not in "".join(str(problem) for problem in loaded.problems)
