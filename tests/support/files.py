"""Files of purchase orders: read and written as the API does, without it."""

import pytest

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.plans.desired_state import DesiredPurchaseOrder
from procurement.domain.plans.document import PurchaseOrderDocument
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.entrypoints.files.formats import FORMATS


def read(text: str, format_: str = "yaml") -> PurchaseOrderDocument:
    """The document, whatever is wrong with it."""
    return FORMATS[format_].document(text)


def the_one(text: str, format_: str = "yaml") -> DesiredPurchaseOrder:
    """The only purchase order of a document without problems."""
    document = read(text, format_)
    assert document.problems == ()
    (desired,) = document.purchase_orders
    return desired


def given(text: str, format_: str = "yaml") -> PurchaseOrderInput:
    """What the only purchase order of a document says."""
    return the_one(text, format_).given


def refusal(text: str, format_: str = "yaml") -> Problem:
    """Why a file cannot be read at all."""
    with pytest.raises(InvalidInput) as refused:
        read(text, format_)
    (problem,) = refused.value.problems
    return problem


def places(document: PurchaseOrderDocument) -> list[tuple[str, str, object, object]]:
    """(field, reason, row, column) of every problem."""
    return [(p.field, p.reason, p.row, p.column) for p in document.problems]
