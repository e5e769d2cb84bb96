"""The fixtures of the integration tests: the application in process, on moto."""

from tests.integration.conftest import _quick, announced, aws, clock, queue

__all__ = ["_quick", "announced", "aws", "clock", "queue"]
