"""An offer as DescribeEntity shows it (the document of Offer@1.0)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.catalog.offer_summary import draft_of, state_of
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.term import TermSet
from procurement.entrypoints.catalog.base import with_keys_in_pascal
from procurement.entrypoints.schemas.terms import views_of


def offer_document(offer: OfferEntity) -> dict[str, Any]:
    """Identity, terms, rules and state; what an incomplete offer lacks is left out."""
    draft = draft_of(offer)
    held = {
        "Id": draft.offer_id,
        "Name": draft.name,
        "Description": draft.description,
        "ProductId": draft.product_id,
        "ResaleAuthorizationId": draft.resale_authorization_id,
        "MarkupPercentage": draft.markup_percentage,
        "Terms": list(_terms(offer, draft)),
        "Rules": list(_rules(draft)),
        "State": state_of(offer),
    }
    return {name: value for name, value in held.items() if value is not None}


def _terms(offer: OfferEntity, draft: OfferDraft) -> Iterator[dict[str, Any]]:
    """Every term as AWS writes it; the payments at midnight of their days, in UTC."""
    whole: TermSet = offer.term_set if isinstance(offer, Offer) else draft.terms
    for view in views_of(whole):
        for term in view.model_dump(mode="json", by_alias=True, exclude_none=True).values():
            if term["type"] != "PaymentScheduleTerm":
                yield with_keys_in_pascal({n: value for n, value in term.items() if n != "id"})
    if draft.payments is not None:
        yield {
            "Type": "PaymentScheduleTerm",
            "CurrencyCode": draft.currency,
            "Schedule": [
                {
                    "ChargeDate": f"{payment.charge_date}T00:00:00.000Z",
                    "ChargeAmount": payment.charge_amount,
                }
                for payment in draft.payments
            ],
        }
    if draft.net_payment_term is not None and not isinstance(offer, Offer):
        yield {"Type": "NetPaymentTerm", "PaymentDuePeriod": draft.net_payment_term}


def _rules(draft: OfferDraft) -> Iterator[dict[str, Any]]:
    if draft.availability_end is not None:
        day = date.fromisoformat(draft.availability_end)
        yield {"Type": "AvailabilityRule", "AvailabilityEndDate": f"{day}T23:59:59.999Z"}
    if draft.buyer_accounts:
        accounts = {"BuyerAccounts": list(draft.buyer_accounts)}
        yield {"Type": "TargetingRule", "PositiveTargeting": accounts}
