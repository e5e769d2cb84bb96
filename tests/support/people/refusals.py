"""What one cannot do."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.errors import ApiRefused


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """What is done in here is refused, for this reason."""
    with pytest.raises(ApiRefused) as refusal:
        yield
    assert reason in {refusal.value.code, *refusal.value.reasons}, refusal.value


@contextmanager
def refused_access() -> Iterator[None]:
    """What is done in here, one may not do."""
    with pytest.raises(ApiRefused) as refusal:
        yield
    assert refusal.value.status == 403, refusal.value
