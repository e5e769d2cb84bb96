"""What tests of every layer share."""

import pytest

from tests.support.lambda_context import LambdaContext


@pytest.fixture
def context() -> LambdaContext:
    """A Lambda context with a minute left."""
    return LambdaContext()
