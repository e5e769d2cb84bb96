"""Draft an offer that rests on a resale authorization (R-303)."""

from datetime import UTC, datetime

from procurement.domain.errors import Problems
from procurement.domain.marketplace.offer import Offer, Payments, draft_offer
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_offer import check_resold, payments_of_resale
from procurement.domain.marketplace.terms import OfferDetails


def draft_resale(
    details: OfferDetails,
    payments: Payments | None,
    authorization: ResaleAuthorization | None,
    *,
    offer_id: str,
    proposer_account_id: str,
    now: datetime,
) -> Offer:
    """As `draft_offer`; whoever gives no payments gets the authorized ones with its markup.

    `authorization` is the one that the details name, None if there is none for the proposer, which
    `check_resold` then tells; an offer that names none needs none.
    """

    def draft(given: Payments | None) -> Offer:
        return draft_offer(
            details,
            given,
            offer_id=offer_id,
            proposer_account_id=proposer_account_id,
            now=now,
        )

    offer = draft(payments)
    resale = offer.terms.resale
    if resale is not None and authorization is not None and payments is None:
        offer = draft(payments_of_resale(authorization, resale.markup_percentage))
    problems, today = Problems(), now.astimezone(UTC).date()
    check_resold(offer.terms, offer.schedule, authorization, today, problems)
    problems.raise_if_any()
    return offer
