from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from statusgen.errors import PublishError
from statusgen.publish import TargetReport, publish_site
from statusgen.publish.delivery import Patience

BuildSite = Callable[..., Path]


@dataclass
class FakeClock:
    """Sleeping moves it; `on_sleep` is what happens in the world meanwhile, after the given sleep."""

    now_s: float = 0
    slept: list[float] = field(default_factory=list)
    repair: tuple[int, Path] | None = None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds
        if self.repair and len(self.slept) == self.repair[0]:
            self.repair[1].unlink()

    def patience(self, *waits_s: float) -> Patience:
        return Patience(waits_s or (2, 10), self.sleep, lambda: self.now_s)


def test_one_failing_target_does_not_stop_the_others(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    reports = publish_site(
        build_site(), ["./blocked", "./mirror"], base=tmp_path, patience=FakeClock().patience()
    )
    assert [report.target for report in reports] == ["./blocked", "./mirror"]
    assert "blocked" in (reports[0].error or "")
    assert reports[1] == TargetReport("./mirror", sent=4)
    assert (tmp_path / "mirror" / "index.html").exists()


def test_a_target_is_tried_three_times_with_waits_between(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    clock = FakeClock()
    (report,) = publish_site(build_site(), ["blocked"], base=tmp_path, patience=clock.patience())
    assert report.error
    assert clock.slept == [2, 10]


def test_a_target_that_comes_back_is_served(build_site: BuildSite, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.touch()
    clock = FakeClock(repair=(2, blocked))
    (report,) = publish_site(build_site(), ["blocked"], base=tmp_path, patience=clock.patience())
    assert report.error is None
    assert report.sent == 4


def test_no_try_begins_after_a_minute(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    clock = FakeClock()
    publish_site(build_site(), ["blocked"], base=tmp_path, patience=clock.patience(40, 30))
    assert clock.slept == [40]


@pytest.mark.parametrize("target", ["s3://bucket/", "gs://bucket", "az://container", "ftp://host/www"])
def test_other_kinds_of_targets_fail_at_once_and_say_so(
    build_site: BuildSite, tmp_path: Path, target: str
) -> None:
    clock = FakeClock()
    reports = publish_site(build_site(), [target, "mirror"], base=tmp_path, patience=clock.patience())
    assert reports[0].error == f"{target.partition(':')[0]} targets are not supported in this version"
    assert reports[1].error is None
    assert clock.slept == []


def test_a_site_that_changed_reaches_no_target(build_site: BuildSite, tmp_path: Path) -> None:
    folder = build_site()
    (folder / "index.html").write_text("edited")
    with pytest.raises(PublishError, match="run build again"):
        publish_site(folder, ["mirror"], base=tmp_path)
    assert not (tmp_path / "mirror").exists()


def test_a_dry_run_reaches_every_target_and_changes_none(build_site: BuildSite, tmp_path: Path) -> None:
    reports = publish_site(build_site(), ["a", "b"], base=tmp_path, dry_run=True)
    assert [report.sent for report in reports] == [4, 4]
    assert not (tmp_path / "a").exists()


def test_passwords_in_an_address_are_not_shown(build_site: BuildSite, tmp_path: Path) -> None:
    """Neither where the target is named, nor in what git says about it."""
    address = "git+https://robot:hunter2@127.0.0.1:1/status.git#pages"
    (report,) = publish_site(build_site(), [address], base=tmp_path, patience=FakeClock().patience())
    assert report.target == "git+https://***@127.0.0.1:1/status.git#pages"
    assert report.error
    assert "hunter2" not in report.error


@pytest.mark.parametrize("prefix", ["", "git+"])
@pytest.mark.parametrize(
    "address", ["~nobody-of-this-name/www", "mir\0ror", "mirror\ud800", "loop/www", "a" * 5000]
)
def test_an_odd_address_is_its_own_targets_error(
    build_site: BuildSite, tmp_path: Path, prefix: str, address: str
) -> None:
    """Whatever was typed, the others are served, and what is told can be printed."""
    (tmp_path / "loop").symlink_to("loop")
    odd, good = publish_site(
        build_site(), [prefix + address, "mirror"], base=tmp_path, patience=FakeClock().patience()
    )
    assert odd.error
    assert odd.error.isascii()
    assert odd.target.isascii()
    assert good == TargetReport("mirror", sent=4)
