"""Renew an agreement whose end has come: another one follows it, once (R-251, R-330 to R-334)."""

from datetime import datetime
from typing import Final

from procurement.domain.errors import AlreadyExists, PayerChanged
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.renewal import is_due, renewal_of
from procurement.service.after_sale.overtake_cancellation import is_cancelled
from procurement.service.attempts import decide
from procurement.service.marketplace.count_agreements import stage_count
from procurement.service.marketplace.end_agreement import record_end
from procurement.service.marketplace.make_agreement import Accepted, stage_agreement
from procurement.service.organizations.payers import payer_of, received
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders

ACTOR: Final = "renewal"


def renew_agreement(
    agreement_id: str, unit_of_work: UnitOfWorkFactory, *, now: datetime
) -> Agreement | None:
    """The agreement that follows; None if nothing is due, also because it followed before.

    Everything is dated to the end instant, however late this is. The purchase orders are named
    first: what will be cannot change any more, so that whoever comes again after a crash finds them
    named and goes on. The agreement, its charges, the end of the one before and the events are one
    transaction. What is due at once is invoiced by the event, the rest by the hourly runs.
    """

    def attempt() -> Agreement | None:
        with unit_of_work() as unit:
            source = unit.agreements.get_agreement(agreement_id)
            at = source.renews_at
            if at is None or not is_due(source, now) or is_cancelled(unit, agreement_id, at):
                return None
            name = unit.agreements.get_offer(source.offer_id).terms.name
            payer = payer_of(source.acceptor_account_id, unit, at=at, carries_purchase_orders=False)
            renewal = renewal_of(source, name, payer_account_id=payer)
            charges = received(renewal.charges, unit)
            name_purchase_orders(name, charges, unit_of_work, at=now, actor=ACTOR)
            unit.agreements.save_agreement(source, renewal.source)
            accepted = Accepted(agreement=renewal.agreement, charges=charges)
            stage_agreement(unit, accepted, at=at, actor=ACTOR)
            stage_count(unit, at=now, begun=renewal.agreement, is_renewal=True)
            record_end(unit, renewal.source, at=at, actor=ACTOR)
            unit.commit()
        return renewal.agreement

    return decide(attempt, also=(AlreadyExists, PayerChanged))
