"""Whatever a page of the documentation shows goes well however often it is cut off.

Each story is told as everywhere. Every request in it that may change something is rehearsed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crash.rehearsal import Rehearsals
from tests.support.documentation import blocks, told_together
from tests.support.story import API_URL, Story, signed_requests_answered


@pytest.mark.parametrize("pages", told_together(), ids=lambda pages: pages[0].stem)
def test_a_story_ends_as_it_should_whatever_is_cut_off(
    pages: tuple[Path, ...],
    rehearsals: Rehearsals,
    announced: Callable[[], list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """R-147, R-148, R-310, R-358, R-391"""
    monkeypatch.setenv("LEDGERLINE_API_URL", API_URL)
    # What calls functions beside the API is rehearsed on grounds of its own.
    rehearsals.triggers_too = rehearsals.is_everything
    with signed_requests_answered(monkeypatch):
        Story(announced, tmp_path).tell([block for page in pages for block in blocks(page)])
    rehearsals.expect_no_faults()
