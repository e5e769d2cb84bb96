"""Functions answer to the names a developer has at hand; mistakes are told with what there is."""

import pytest

from local.errors import UnknownEvent, UnknownFunction
from local.functions import folder_name, logical_name, read_event
from tests.unit.local.builders import a_stack

STACK = a_stack(functions={"PlanInvoicesFunction": "physical-1", "UpdatePoFunction": "physical-2"})


@pytest.mark.parametrize(
    "name",
    ["plan_invoices", "plan-invoices", "PlanInvoices", "PlanInvoicesFunction", "planinvoices"],
)
def test_a_function_is_found_by_folder_or_logical_name(name):
    assert logical_name(STACK, name) == "PlanInvoicesFunction"


def test_an_unknown_function_is_told_with_the_known_ones():
    with pytest.raises(UnknownFunction, match="plan_invoices, update_po"):
        logical_name(STACK, "plan")


@pytest.mark.parametrize(
    ("logical", "folder"),
    [("PlanInvoicesFunction", "plan_invoices"), ("UpdatePoFunction", "update_po")],
)
def test_the_folder_follows_from_the_logical_name(logical, folder):
    assert folder_name(logical) == folder


def test_an_event_is_read_by_name_or_by_path(tmp_path):
    file = tmp_path / "plan_invoices.json"
    file.write_text('{"a": 1}')
    assert read_event("plan_invoices", tmp_path) == b'{"a": 1}'
    assert read_event(str(file), tmp_path / "elsewhere") == b'{"a": 1}'


def test_an_unknown_event_is_told_with_the_known_ones(tmp_path):
    (tmp_path / "plan_invoices.json").write_text("{}")
    with pytest.raises(UnknownEvent, match="plan_invoices"):
        read_event("nope", tmp_path)


def test_an_event_that_is_not_json_is_refused_before_it_is_sent(tmp_path):
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(UnknownEvent, match="not JSON"):
        read_event("broken", tmp_path)
