"""The fixtures of the integration tests: the application in process, on moto."""

from tests.integration.conftest import _published, _quick, announced, aws, clock, queue

__all__ = ["_published", "_quick", "announced", "aws", "clock", "queue"]
