"""After every test on the deployed stack its books are verified: those that it wrote into."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.deployed import Deployed


@pytest.fixture(autouse=True)
def _books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test after which something is stored that no decision wrote so."""
    if "stack" not in request.fixturenames:
        yield
        return
    begun = datetime.now(UTC)
    yield
    deployed = Deployed(request.getfixturevalue("stack").read())
    try:
        found = deployed.call("verify_books", {"since": begun.isoformat()})
    finally:
        deployed.api.close()
    assert found["differences"] == []
    assert found["next"] is None
