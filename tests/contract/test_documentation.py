"""The documentation is true."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import announced, aws  # noqa: F401 - fixtures
from tests.support.documentation import PAGES, REPOSITORY, blocks
from tests.support.story import API_URL, Story, signed_requests_answered

Heard = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def story(announced: Heard, monkeypatch: pytest.MonkeyPatch) -> Story:  # noqa: F811
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", "111122223333")
    monkeypatch.setenv("LEDGERLINE_URL", API_URL)
    from procurement import bootstrap
    bootstrap.settings.cache_clear()
    return Story(announced)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p)], ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_example_of_a_page_works(page: Path, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    with signed_requests_answered(monkeypatch):
        story.tell(blocks(page))
