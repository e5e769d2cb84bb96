"""The parties of an agreement decide about its renewal, each about its own side."""

from dataclasses import dataclass
from decimal import Decimal

from procurement.domain.errors import AgreementNotFound, NotAllowed
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.renewal_choice import choose_renewal, offer_renewal
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.make_agreement import record_amendment
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalDecision:
    """What is decided; None leaves it as it is.

    `is_enabled` is the buyer's switch, `is_declined` and `increase` (percent) are the seller's.
    """

    is_enabled: bool | None = None
    is_declined: bool | None = None
    increase: Decimal | None = None


def decide_renewal(
    agreement_id: str,
    decision: RenewalDecision,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Agreement:
    """Take the decision until the deadlines of the renewal term; a repeat changes nothing.

    The buyer may do the same by an agreement request with the intent AMEND. `AgreementNotFound` for
    whoever is no party, `NotAllowed` for what the other one decides; else as `choose_renewal` and
    `offer_renewal`.
    """
    now = clock.now()

    def attempt() -> Agreement:
        with unit_of_work() as unit:
            before = unit.agreements.get_agreement(agreement_id)
            _check_party(before, decision, caller)
            if caller.account_id == before.acceptor_account_id and decision.is_enabled is not None:
                after = choose_renewal(before, decision.is_enabled, now=now)
            else:
                after = offer_renewal(
                    before,
                    is_declined=decision.is_declined,
                    increase=decision.increase,
                    now=now,
                )
            if after is not before:
                unit.agreements.save_agreement(before, after)
                record_amendment(unit, after, at=now, actor=caller.arn)
                unit.commit()
        return after

    return decide(attempt)


def _check_party(agreement: Agreement, decision: RenewalDecision, caller: Caller) -> None:
    is_seller = caller.account_id == agreement.proposer_account_id
    is_buyer = caller.account_id == agreement.acceptor_account_id
    if not is_buyer and not is_seller:
        raise AgreementNotFound(agreement.agreement_id)
    if decision.is_enabled is not None and not is_buyer:
        raise NotAllowed("whether an agreement renews itself is for its buyer to say")
    if (decision.is_declined, decision.increase) != (None, None) and not is_seller:
        raise NotAllowed("opting out of renewals and the price increase are for the seller")
