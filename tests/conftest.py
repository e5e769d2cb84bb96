"""What tests of every layer share."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from hypothesis import settings

from procurement.entrypoints.observability import logger
from tests.support.lambda_context import LambdaContext

# Shared by end-to-end and browser tests, so that both speak to one stack.
pytest_plugins = ["tests.support.stack"]

# No test asserts a time: machines differ, and what runs beside a test does too.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Made here, its lines go where pytest collects the output of the whole session.
_LOGGER = logger()


@pytest.fixture
def context() -> LambdaContext:
    """A Lambda context with a minute left."""
    return LambdaContext()


@pytest.fixture
def log_lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Reads the structured lines that were logged so far."""
    handler, written = _LOGGER.registered_handler, StringIO()
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)
