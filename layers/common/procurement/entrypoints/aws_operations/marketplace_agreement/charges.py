"""Charges and their purchase orders: ListAgreementCharges and UpdatePurchaseOrders."""

from typing import Final

from procurement.domain.charges.charge_query import ANY_CHARGE
from procurement.entrypoints.aws_operations.marketplace_agreement.scope import expect_marketplace
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.charges import (
    ChargePage,
    ChargeView,
    UpdatePurchaseOrdersRequest,
)
from procurement.service.marketplace import list_agreement_charges as listing
from procurement.service.marketplace.update_purchase_orders import update_charge_purchase_orders

DEFAULT_CHARGES: Final = 50


def list_agreement_charges(request: Members, call: Call) -> Members:
    """The charges of one agreement, or of all that the caller accepted (R-209)."""
    expect_marketplace(request)
    page = listing.list_agreement_charges(
        request.get("agreementId"),
        ANY_CHARGE,
        request.get("maxResults", DEFAULT_CHARGES),
        request.get("nextToken"),
        call.caller,
        call.unit_of_work,
    )
    items = [ChargeView.of(charge) for charge in page.items]
    return shown(ChargePage(items=items, next_token=page.next_token))


def update_purchase_orders(request: Members, call: Call) -> Members:
    """The purchase order references of 1 to 86 charges, all or nothing (R-209 to R-222)."""
    entries = read(UpdatePurchaseOrdersRequest, request).purchase_orders or ()
    update_charge_purchase_orders(
        [entry.to_input() for entry in entries], call.caller, call.unit_of_work, call.clock
    )
    return {}
