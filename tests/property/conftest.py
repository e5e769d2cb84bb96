"""Nothing here may open a socket."""

import pytest


@pytest.fixture(autouse=True)
def _sockets_closed(socket_disabled: None) -> None:
    """Any attempt to connect fails the test at once."""
