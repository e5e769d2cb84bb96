"""Accept a released offer: the agreement, the charges of its terms, and the orders they name."""

from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import accept, charges_of
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences
from procurement.service.approvals.required_plans import expect_no_approval
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.count_agreements import stage_count
from procurement.service.marketplace.make_agreement import (
    Accepted,
    accepted_before,
    stage_agreement,
)
from procurement.service.organizations.payers import payer_of, received
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders


def accept_offer(
    offer_id: str,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_bought_elsewhere: bool = False,
) -> Accepted:
    """Accept all terms for the calling buyer, once; they are frozen from here on (R-311, R-322).

    Agreement, charges and event are one transaction; then every purchase order that was named gets
    its line (R-190). A repeat with the same references returns what the first call made and heals
    what a cut-off one left undone; with other references it is a `Conflict`. What is due already is
    invoiced at once by the event (R-307). The payer of the buyer gets the invoices and the purchase
    orders (R-002). `InvalidAccountState` for references while that one's integration is off. Terms
    that need a configuration take an agreement request: `InvalidInput` (R-254). Some products take
    no purchase order while they are bought, or if they are bought elsewhere (R-228, R-229).
    `ApprovalRequired` where the organization has to approve (R-223); `QuotaExceeded` for the 101st
    active agreement on the product (R-304).
    """
    now = clock.now()
    agreement_id = derived_id("agmt", offer_id, caller.account_id)

    def attempt() -> tuple[Offer, Accepted]:
        with unit_of_work() as unit:
            offer = unit.agreements.get_offer(offer_id)
            present = unit.agreements.find_agreement(agreement_id)
            if present is not None:
                expected = charges_of(present, offer.terms.name)
                return offer, accepted_before(unit, present, expected, references)
            agreement, charges = accept(
                offer,
                acceptor_account_id=caller.account_id,
                payer_account_id=payer_of(
                    caller.account_id,
                    unit,
                    at=now,
                    carries_purchase_orders=not references.is_empty,
                ),
                agreement_id=agreement_id,
                now=now,
                references=references,
                is_bought_elsewhere=is_bought_elsewhere,
            )
            expect_no_approval(offer.offer_id, agreement, charges, unit)
            accepted = Accepted(agreement=agreement, charges=received(charges, unit))
            unit.agreements.hold_offer(offer)
            stage_agreement(unit, accepted, at=now, actor=caller.arn)
            stage_count(unit, at=now, begun=agreement)
            unit.commit()
        return offer, accepted

    offer, accepted = decide(attempt)
    name_purchase_orders(offer.terms.name, accepted.charges, unit_of_work, at=now, actor=caller.arn)
    return accepted
