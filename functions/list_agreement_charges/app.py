"""ListAgreementCharges: the charges of one agreement, or of all that the caller accepted."""

from typing import Any

from procurement import bootstrap
from procurement.domain.charges.charge import Charge
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.charges import ChargePage, ChargeView
from procurement.service.marketplace.list_agreement_charges import list_agreement_charges
from procurement.service.ports.page import Page

api = Api(bootstrap.acting_for)


@api.get("/agreements/<agreement_id>/charges", operation_id="ListAgreementCharges")
def list_of_agreement(
    agreement_id: PathText,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> ChargePage:
    """List an agreement's charges in the order of its payments (R-209)."""
    return _view(
        list_agreement_charges(
            agreement_id, max_results, next_token, api.caller, bootstrap.unit_of_work()
        )
    )


@api.get("/charges", operation_id="ListCharges")
def list_all(max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None) -> ChargePage:
    """List the charges of every agreement that the caller accepted."""
    return _view(
        list_agreement_charges(None, max_results, next_token, api.caller, bootstrap.unit_of_work())
    )


def _view(page: Page[Charge]) -> ChargePage:
    items = [ChargeView.of(charge) for charge in page.items]
    return ChargePage(items=items, next_token=page.next_token)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
