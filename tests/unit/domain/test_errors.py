"""The family of refusals: stable codes, and every problem of an input at once."""

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from procurement import domain
from procurement.domain import errors
from procurement.domain.errors import (
    ChargeNotFound,
    InvalidInput,
    LedgerlineError,
    Problem,
    Problems,
    PurchaseOrderNotFound,
    QuotaExceeded,
    StaleVersion,
)

for module in iter_modules(domain.__path__, "procurement.domain."):
    import_module(module.name)


def family(parent: type[LedgerlineError] = LedgerlineError) -> list[type[LedgerlineError]]:
    """`parent` and everything below it, wherever in the domain it is written."""
    return [parent, *(each for child in parent.__subclasses__() for each in family(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [each.code for each in family()]
    assert len(codes) == len(set(codes)) > 15
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code) for code in codes)
    assert all("code" in vars(each) for each in family())


def test_every_not_found_says_what_was_not_found() -> None:
    types = [each.resource_type for each in errors.NotFound.__subclasses__()]
    assert len(types) == len(set(types)) > 5
    assert "Resource" not in types


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    tree = errors.__doc__ or ""
    drawn = re.findall(
        r"^\s*[│├└─ ]*\b([A-Z]\w+)", tree.split("::")[1].split("Each class")[0], re.M
    )
    written = [each.__name__ for each in family() if each.__module__.startswith(errors.__name__)]
    assert sorted(drawn) == sorted(written)


def test_invalid_input_carries_all_problems_and_tells_the_first() -> None:
    problems = Problems()
    problems.add("billFrom", "MISSING_VALUE", "names at least one seller", "R-016")
    problems.add("effectiveMonth", "INVALID_VALUE", "is not a month", "R-029")
    with pytest.raises(InvalidInput) as refused:
        problems.raise_if_any()
    assert refused.value.message == "billFrom: names at least one seller (and 1 more)"
    assert refused.value.problems == (
        Problem(
            field="billFrom",
            reason="MISSING_VALUE",
            message="names at least one seller",
            rule="R-016",
        ),
        Problem(
            field="effectiveMonth",
            reason="INVALID_VALUE",
            message="is not a month",
            rule="R-029",
        ),
    )


def test_without_problems_nothing_is_raised() -> None:
    Problems().raise_if_any()


def test_invalid_input_without_a_problem_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InvalidInput([])


def test_messages_name_the_thing() -> None:
    assert PurchaseOrderNotFound("PO-1").message == "PurchaseOrder 'PO-1' does not exist"
    assert ChargeNotFound("ch-1").resource_id == "ch-1"
    stale = StaleVersion("late", resource_type="PurchaseOrder", resource_id="PO-1")
    assert (stale.resource_type, stale.resource_id, str(stale)) == ("PurchaseOrder", "PO-1", "late")
    full = QuotaExceeded("too many", quota="LineItemsPerPurchaseOrder", limit=100)
    assert (full.quota, full.limit) == ("LineItemsPerPurchaseOrder", 100)
