"""ListAgreementCharges: the charges of one agreement, or of all that the caller accepted."""

from typing import Any

from procurement import bootstrap
from procurement.domain.charges.charge import Charge
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.charge_lists import (
    ChargeTotalsView,
    DueFrom,
    DueTo,
    HasPurchaseOrder,
    InCurrency,
    InState,
    InWords,
    OfAgreement,
    WithReference,
    charge_query,
)
from procurement.entrypoints.schemas.charges import ChargePage, ChargeView
from procurement.service.marketplace.list_agreement_charges import list_agreement_charges
from procurement.service.marketplace.total_agreement_charges import total_agreement_charges
from procurement.service.ports.page import Page

api = Api(bootstrap.acting_for)


@api.get("/agreements/<agreement_id>/charges", operation_id="ListAgreementCharges")
def list_of_agreement(
    agreement_id: PathText,
    state: InState = None,
    has_purchase_order: HasPurchaseOrder = None,
    purchase_order_reference: WithReference = None,
    currency_code: InCurrency = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    search: InWords = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> ChargePage:
    """List an agreement's charges, filtered, in the order of its payments (R-209)."""
    wanted = charge_query(
        state,
        has_purchase_order,
        purchase_order_reference,
        currency_code,
        due_from,
        due_to,
        search,
    )
    return _view(
        list_agreement_charges(
            agreement_id, wanted, max_results, next_token, api.caller, bootstrap.unit_of_work()
        )
    )


@api.get("/charges", operation_id="ListCharges")
def list_all(
    agreement_id: OfAgreement = None,
    state: InState = None,
    has_purchase_order: HasPurchaseOrder = None,
    purchase_order_reference: WithReference = None,
    currency_code: InCurrency = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    search: InWords = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> ChargePage:
    """List the charges of every agreement that the caller accepted, or of one, filtered."""
    wanted = charge_query(
        state,
        has_purchase_order,
        purchase_order_reference,
        currency_code,
        due_from,
        due_to,
        search,
    )
    return _view(
        list_agreement_charges(
            agreement_id, wanted, max_results, next_token, api.caller, bootstrap.unit_of_work()
        )
    )


@api.get("/charge-totals", operation_id="GetChargeTotals")
def total(
    agreement_id: OfAgreement = None,
    state: InState = None,
    has_purchase_order: HasPurchaseOrder = None,
    purchase_order_reference: WithReference = None,
    currency_code: InCurrency = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    search: InWords = None,
) -> ChargeTotalsView:
    """Get what the charges that such a list would show come to, by currency."""
    wanted = charge_query(
        state,
        has_purchase_order,
        purchase_order_reference,
        currency_code,
        due_from,
        due_to,
        search,
    )
    return ChargeTotalsView.of(
        total_agreement_charges(agreement_id, wanted, api.caller, bootstrap.unit_of_work())
    )


def _view(page: Page[Charge]) -> ChargePage:
    items = [ChargeView.of(charge) for charge in page.items]
    return ChargePage(items=items, next_token=page.next_token)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
