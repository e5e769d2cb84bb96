"""The fixtures of the integration tests: the application in process, on moto."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest

from procurement.entrypoints.observability import logger
from tests.integration.conftest import _published, _quick, announced, aws, clock, queue

__all__ = ["_published", "_quick", "announced", "aws", "clock", "logged", "queue"]


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Reads all that was logged so far, as it was written."""
    handler, written = logger().registered_handler, StringIO()
    before = handler.setStream(written)
    yield written.getvalue
    handler.setStream(before)
