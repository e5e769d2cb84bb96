"""What is known of how an offer's buyers pay, and what they are advised (R-319 to R-321)."""

from collections.abc import Sequence

from procurement.domain.errors import Problem, Problems
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.payer_terms import Buyer, check_buyers
from procurement.domain.marketplace.release_rules import proposed_payment
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def buyers_of(account_ids: Sequence[str], unit: UnitOfWork) -> list[Buyer]:
    """The targeted accounts, in order, each with the terms of whoever pays for it.

    Payment settings with net payment days mean invoices, with 0 of them payment on receipt; where
    nothing is set nobody knows.
    """
    payers = {
        id_: found.payer for id_, found in unit.organizations.memberships(account_ids).items()
    }
    days = {
        payer: unit.billing_settings.payment(payer).net_payment_days
        for payer in sorted(set(payers.values()))
    }
    return [
        Buyer(account_id=id_, is_on_invoice_terms=_is_invoiced(days[payers[id_]]))
        for id_ in account_ids
    ]


def advise_buyer(
    offer: Offer, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Sequence[Problem]:
    """What a buyer should prepare before it accepts; to others nothing of its settings is shown."""
    if caller.account_id not in offer.terms.target_account_ids:
        return ()
    with unit_of_work() as unit:
        buyers = buyers_of([caller.account_id], unit)
    return check_buyers(buyers, proposed_payment(offer.terms, offer.term_set), Problems())


def _is_invoiced(net_payment_days: int | None) -> bool | None:
    return None if net_payment_days is None else net_payment_days > 0
