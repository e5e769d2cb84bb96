"""moto made quick, and every event held against its schema, as in all tests of handlers."""

from tests.integration.conftest import _published, _quick  # noqa: F401 - fixtures
