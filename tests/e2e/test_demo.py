"""`make demo` shows what a newcomer is promised, as often as it is run."""

import pytest

from local.demo import run

pytestmark = pytest.mark.e2e


def test_the_demo_ends_with_the_same_tables_when_it_is_run_again(stack, capfd):
    first = _tables(stack, capfd)
    assert "PO-2026-OBSERVABILITY" in first
    assert "which is suspended" in first.replace("\n", " ")
    assert "pilot@example.com" in first
    assert stack.read().docs_url in first
    assert _tables(stack, capfd) == first


def _tables(stack, capfd):
    assert run(stack) == 0
    output = capfd.readouterr().out
    return output[output.index("Invoices of account") :]
