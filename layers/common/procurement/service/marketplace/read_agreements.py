"""Read offers and agreements."""

from procurement.domain.errors import AgreementNotFound, OfferNotFound
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_offer(offer_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory) -> Offer:
    """An offer the caller proposed, or a released one it is made to; else `OfferNotFound`."""
    with unit_of_work() as unit:
        offer = unit.agreements.get_offer(offer_id)
    is_buyer = caller.account_id in offer.terms.target_account_ids
    is_visible = is_buyer and offer.state is not OfferState.DRAFT
    if offer.proposer_account_id != caller.account_id and not is_visible:
        raise OfferNotFound(offer_id)
    return offer


def list_offers(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Offer]:
    """One page of the offers the caller proposed, newest first."""
    with unit_of_work() as unit:
        return unit.agreements.offers_of(caller.account_id, limit=limit, token=token)


def get_agreement(agreement_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory) -> Agreement:
    """An agreement the caller is a party of; else `AgreementNotFound`."""
    with unit_of_work() as unit:
        agreement = unit.agreements.get_agreement(agreement_id)
    if caller.account_id not in (agreement.proposer_account_id, agreement.acceptor_account_id):
        raise AgreementNotFound(agreement_id)
    return agreement


def list_agreements(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Agreement]:
    """One page of the agreements the caller accepted, newest first."""
    with unit_of_work() as unit:
        return unit.agreements.agreements_of(caller.account_id, limit=limit, token=token)
