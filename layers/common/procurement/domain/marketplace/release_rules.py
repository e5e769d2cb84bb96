"""What an offer is judged by when it is released: its own terms, its buyers, its resale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.agreement_limits import check_value
from procurement.domain.marketplace.ami_instances import check_instances
from procurement.domain.marketplace.expected_charges import agreement_value
from procurement.domain.marketplace.payer_terms import Buyer, ProposedPayment, check_buyers
from procurement.domain.marketplace.payment_schedule import PaymentSchedule, check_schedule
from procurement.domain.marketplace.proposed_terms import schedule_terms
from procurement.domain.marketplace.renewal_rules import check_renewable
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_offer import check_resold
from procurement.domain.marketplace.schedule_length import check_length
from procurement.domain.marketplace.term import TermSet
from procurement.domain.marketplace.term_rules import check_mandatory
from procurement.domain.marketplace.terms import OfferTerms, read_availability_end


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseGround:
    """What a release is judged by beside the offer itself.

    Of the `buyers` that somebody knows of, whether they pay by invoice; whether the deployment
    demands that for payment schedules (R-320); the authorization that the offer rests on (R-303).
    """

    buyers: Sequence[Buyer] = ()
    must_pay_by_invoice: bool = False
    authorization: ResaleAuthorization | None = None


NO_GROUND: Final = ReleaseGround()


def check_release(
    terms: OfferTerms,
    schedule: PaymentSchedule | None,
    term_set: TermSet,
    today: date,
    ground: ReleaseGround,
    problems: Problems,
) -> None:
    """Note everything that keeps an offer with these terms from its release on that day.

    Reasons: MISSING_MANDATORY_TERMS, INVALID_AVAILABILITY_END_DATE when no day is left to accept,
    the schedule's own, LIMIT_EXCEEDED_AGREEMENT_VALUE (R-304), and those of `check_buyers` and
    `check_resold`.
    """
    if schedule is not None:
        check_schedule(schedule, schedule_terms(terms, today), problems, is_new=False)
    if schedule is None and terms.other_terms is None:
        message = "an offer is released with its payments: set a schedule first"
        problems.add("schedule", "MISSING_MANDATORY_TERMS", message, "R-288")
    else:
        check_mandatory(term_set, problems)
        check_instances(term_set, terms.product_type, problems)
        check_renewable(term_set, problems)
        check_length(term_set, terms.product_type, today, problems)
    read_availability_end(terms.availability_end.isoformat(), today, problems)
    if not any(found.rule == "R-304" for found in problems.found):
        value = agreement_value(term_set, terms.currency)
        check_value("terms", value, terms.target_account_ids, problems)
    check_buyers(
        ground.buyers,
        proposed_payment(terms, term_set),
        problems,
        must_pay_by_invoice=ground.must_pay_by_invoice,
    )
    check_resold(terms, schedule, ground.authorization, today, problems)


def proposed_payment(terms: OfferTerms, term_set: TermSet) -> ProposedPayment:
    """What of the offer a buyer who pays by card may not be able to accept."""
    return ProposedPayment(
        has_schedule=term_set.payment_schedule is not None,
        net_payment_term=terms.net_payment_term,
    )
