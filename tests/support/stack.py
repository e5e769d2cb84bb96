"""One local stack for everything that needs a deployed application: made, and torn down, once."""

import shutil
from collections.abc import Iterator

import pytest

from local.api import Api
from local.stack import LocalStack
from tests.support.deployed import Deployed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that leave the stack in a state that nobody knows come last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A stack of its own on a free port; the developer's is left alone."""
    home = tmp_path_factory.mktemp("stack")
    stack = LocalStack(home)
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def deployed(stack: LocalStack) -> Iterator[Deployed]:
    """Read afresh for each test: a restart may have moved the stack to another port."""
    deployed = Deployed(stack.read())
    yield deployed
    deployed.api.close()


@pytest.fixture
def api(deployed: Deployed) -> Api:
    """The API as the operator, who may use all of it."""
    return deployed.api
