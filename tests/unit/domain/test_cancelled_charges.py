from datetime import UTC, datetime

from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.reports.cancelled import cancelled_charges
from tests.support.offers import a_released_offer, a_schedule, an_agreement

ENDED = datetime(2027, 5, 1, tzinfo=UTC)


def test_nothing_is_cancelled_while_the_agreement_goes_on() -> None:
    """R-402"""
    agreement, charges = an_agreement()
    assert cancelled_charges(agreement, charges) == frozenset()


def test_what_is_not_made_void_yet_is_cancelled_all_the_same() -> None:
    """R-402: a reader between the end and the last of its writes sees what will be"""
    agreement, charges = an_agreement()
    ended = agreement.ended(AgreementStatus.CANCELLED, now=ENDED)
    late = {charge.charge_id for charge in charges if charge.due_at > ENDED}
    assert len(late) == 1
    assert cancelled_charges(ended, charges) == late


def test_what_is_void_is_cancelled() -> None:
    """R-402: the same once everything is written"""
    agreement, charges = an_agreement()
    settled = agreement.ended(AgreementStatus.CANCELLED, now=ENDED).settled()
    made_void = [charge.voided() if charge.due_at > ENDED else charge for charge in charges]
    late = {charge.charge_id for charge in charges if charge.due_at > ENDED}
    assert cancelled_charges(settled, made_void) == late


def test_what_was_due_by_the_end_stays_due() -> None:
    """R-317"""
    offer = a_released_offer(schedule=a_schedule(("2027-04-15", "500.00"), ("2027-05-01", "1.00")))
    agreement, charges = an_agreement(offer)
    ended = agreement.ended(AgreementStatus.CANCELLED, now=ENDED)
    assert cancelled_charges(ended, charges) == frozenset()
