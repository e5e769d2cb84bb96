"""Draft a private offer, with or without its payments."""

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.draft_resale import draft_resale
from procurement.domain.marketplace.offer import Offer, Payments
from procurement.domain.marketplace.terms import OfferDetails
from procurement.service.caller import Caller
from procurement.service.marketplace.read_resale_authorizations import authorization_for
from procurement.service.marketplace.record_offer import record_offer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def create_offer(
    details: OfferDetails,
    payments: Payments | None,
    client_token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Draft the offer for the calling seller.

    One that rests on a resale authorization follows its plan (R-303). The same client token gives
    the same offer again. Raises `InvalidInput` with all problems, and
    `AlreadyExists` when the token was used for another offer.
    """
    now = clock.now()
    occasion = client_token or now.isoformat()
    with unit_of_work() as unit:
        authorization = authorization_for(details.resale_authorization_id, caller, unit)
    offer = draft_resale(
        details,
        payments,
        authorization,
        offer_id=derived_id("offer", caller.account_id, occasion),
        proposer_account_id=caller.account_id,
        now=now,
    )
    try:
        with unit_of_work() as unit:
            unit.agreements.add_offer(offer)
            record_offer(unit, EventType.OFFER_CREATED, offer, at=now, actor=caller.arn)
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            present = unit.agreements.get_offer(offer.offer_id)
        if _asked(present) != _asked(offer):
            raise
        return present
    return offer


def _asked(offer: Offer) -> tuple[object, ...]:
    """What the seller asked for; a repeat must ask for the same."""
    return offer.terms, offer.intended_total, offer.schedule
