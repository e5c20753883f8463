"""Request headers: what of them is not to be seen again."""

import pytest

from statusgen.domain.secrets import Secrets
from statusgen.probes.headers import fill_headers


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"Authorization": "Basic dXNlcjpodW50ZXIyMg=="}, "no access with dXNlcjpodW50ZXIyMg== here"),
        ({"Authorization": "Bearer abcd=efgh-ijkl"}, "no access with abcd=efgh-ijkl here"),
        ({"Cookie": "lang=en; session=0123456789"}, "no access with 0123456789 here"),
        ({"X-Api-Key": "canary-key"}, "no access with canary-key here"),
        ({"X-Api-Key": "canary ${KEY}"}, "no access with second-half here"),
    ],
)
def test_credentials_in_plain_are_not_seen(header: dict[str, str], said: str) -> None:
    """Whole or in parts: a peer that quotes a cookie or a token quotes nothing else of the header."""
    secrets = Secrets({"KEY": "second-half"})
    fill_headers(header, secrets)
    assert secrets.redact(said) == "no access with *** here"


def test_few_letters_are_no_credential() -> None:
    """They would be taken out of every text."""
    secrets = Secrets({})
    fill_headers({"Cookie": "lang=english; a=1; theme="}, secrets)
    assert secrets.redact("english, 1 and = are words") == "english, 1 and = are words"


def test_other_headers_are_no_secret() -> None:
    """What is written in plain and is not called a credential may be shown."""
    secrets = Secrets({})
    assert fill_headers({"Accept": "application/json"}, secrets) == {"Accept": "application/json"}
    assert secrets.seen == frozenset()
