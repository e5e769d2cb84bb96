"""Show what an offer would change in an agreement that it replaces, payment by payment (R-314)."""

from typing import NoReturn

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.marketplace.carry_over import compare_replacement
from procurement.domain.marketplace.schedule_comparison import ScheduleComparison
from procurement.service.caller import Caller
from procurement.service.marketplace.read_agreements import get_agreement, get_offer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def compare_offer(
    offer_id: str,
    agreement_id: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> ScheduleComparison:
    """What accepting the offer now, in place of the agreement, would do; nothing is written.

    Seller and buyer may ask; only the buyer sees purchase orders. Raises `OfferNotFound` and
    `AgreementNotFound` for what is not the caller's, `InvalidInput` with INACTIVE_AGREEMENT,
    INCOMPATIBLE_AGREEMENT_REQUEST for another product or seller, MISSING_MANDATORY_TERMS for an
    offer without payments, and INVALID_CURRENCY_CODE.
    """
    now = clock.now()
    offer = get_offer(offer_id, caller, unit_of_work)
    source = get_agreement(agreement_id, caller, unit_of_work)
    if source.status_on(now.date()) is not AgreementStatus.ACTIVE:
        _refuse("agreementId", "INACTIVE_AGREEMENT", "the agreement is no longer active")
    parties = (offer.terms.product_id, offer.proposer_account_id)
    if (source.product_id, source.proposer_account_id) != parties:
        message = "is for another product, or from another seller"
        _refuse("agreementId", "INCOMPATIBLE_AGREEMENT_REQUEST", message)
    if offer.schedule is None:
        message = "the offer has no payments to compare"
        _refuse("offerId", "MISSING_MANDATORY_TERMS", message)
    with unit_of_work() as unit:
        charges = list(unit.charges.of_collection(agreement_id))
    comparison = compare_replacement(source, charges, offer.schedule, now=now)
    is_buyer = caller.account_id == source.acceptor_account_id
    return comparison if is_buyer else comparison.without_orders()


def _refuse(field: str, reason: str, message: str) -> NoReturn:
    raise InvalidInput([Problem(field=field, reason=reason, message=message, rule="R-314")])
