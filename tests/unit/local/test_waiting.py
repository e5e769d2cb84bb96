"""Waiting for what happens by itself."""

import pytest

from local import waiting
from local.errors import TookTooLong
from local.progress import silent


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(waiting, "SECONDS_BETWEEN_LOOKS", 0)


def test_it_looks_until_there_is_something():
    looks = iter([None, None, "it"])
    assert waiting.wait_for("it", lambda: next(looks), 10, silent) == "it"


def test_after_the_time_it_names_what_did_not_happen():
    with pytest.raises(TookTooLong, match=r"in vain for the run \(1 of 2\)"):
        waiting.wait_for("the run", lambda: None, 0, silent, lambda: "(1 of 2)")


def test_it_tells_what_it_waits_for():
    lines, looks = [], iter([None, None, True])
    waiting.wait_for("the run", lambda: next(looks), 10, lines.append, lambda: "(1 of 2)")
    assert lines == ["  waiting for the run (1 of 2)"]
