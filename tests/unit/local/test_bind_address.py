"""The emulator listens on this machine only, unless containers must reach it."""

import pytest

from local.errors import LocalStackError
from local.server import wanted_bind_host


@pytest.mark.parametrize(
    ("setting", "address"), [("", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")]
)
def test_loopback_is_the_default(monkeypatch, setting, address):
    monkeypatch.setenv("LEDGERLINE_BIND", setting)
    assert wanted_bind_host() == address


def test_an_address_that_functions_could_not_use_is_refused(monkeypatch):
    monkeypatch.setenv("LEDGERLINE_BIND", "192.0.2.1")
    with pytest.raises(LocalStackError, match="LEDGERLINE_BIND"):
        wanted_bind_host()
