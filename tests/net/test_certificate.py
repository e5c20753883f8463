"""Certificates, read by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.net.certificate import valid_until
from tests.servers import make_certificates, sign


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> x509.Certificate:
    files = make_certificates(tmp_path_factory.mktemp("certificates"))
    return x509.load_pem_x509_certificate(Path(files.good).read_bytes())


def test_the_end_is_read_as_a_library_reads_it(certificate: x509.Certificate) -> None:
    """notAfter from the DER bytes."""
    assert valid_until(certificate.public_bytes(Encoding.DER)) == certificate.not_valid_after_utc


@pytest.mark.parametrize("year", [2049, 2050, 9999])
def test_both_ways_to_write_a_year_are_read(year: int) -> None:
    """Two digits up to 2049, four from 2050 on (RFC 5280, 4.1.2.5)."""
    until = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    signed = sign("far.test", names=("far.test",), until=until)
    assert valid_until(signed.certificate.public_bytes(Encoding.DER)) == until


@settings(max_examples=50)
@given(st.binary(max_size=80))
def test_what_is_no_certificate_has_no_end(data: bytes) -> None:
    """Any bytes give a time or None, and never raise."""
    assert valid_until(data) is None


def test_a_damaged_certificate_has_no_end_or_another(certificate: x509.Certificate) -> None:
    """Cut anywhere, it never raises."""
    der = certificate.public_bytes(Encoding.DER)
    for length in range(0, len(der), 7):
        assert valid_until(der[:length]) in (None, certificate.not_valid_after_utc)
