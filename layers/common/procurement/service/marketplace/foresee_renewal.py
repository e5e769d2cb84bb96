"""What a party of an agreement may know of its coming renewal, before it happens."""

from dataclasses import replace
from datetime import datetime

from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.purchase_order_references import NO_REFERENCES
from procurement.domain.marketplace.renewal import Renewal, renewal_of
from procurement.service.caller import Caller
from procurement.service.marketplace.read_agreements import get_agreement
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def foresee_renewal(
    agreement_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> tuple[Agreement, Renewal | None]:
    """The agreement, and what follows it if nobody decides otherwise; None if nothing does.

    Computed by what renews it, from the terms as they stand. Purchase orders are for the buyer
    alone. `AgreementNotFound` for whoever is no party.
    """
    agreement = get_agreement(agreement_id, caller, unit_of_work)
    return agreement, _foreseen(agreement, caller, unit_of_work, clock.now())


def _foreseen(
    agreement: Agreement, caller: Caller, unit_of_work: UnitOfWorkFactory, now: datetime
) -> Renewal | None:
    is_over = agreement.end_date is not None and now.date() > agreement.end_date
    if agreement.renews_at is None or is_over:
        return None
    with unit_of_work() as unit:
        name = unit.agreements.get_offer(agreement.offer_id).terms.name
        payer = unit.organizations.membership(agreement.acceptor_account_id).payer
    if caller.account_id != agreement.acceptor_account_id:
        agreement = replace(agreement, renewal=replace(agreement.renewal, references=NO_REFERENCES))
    return renewal_of(agreement, name, payer_account_id=payer)
