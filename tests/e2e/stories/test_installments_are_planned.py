"""“How is the total divided, when is each part charged, and what can't be planned?”"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_what_does_not_divide_goes_to_the_last_payment(calendar, seller):
    """R-279, R-280, S-69, S-71"""
    calendar.on("2027-01-04 09:00")
    draft = seller.drafts(open_until="2027-01-31")
    thirds = seller.plans(
        draft,
        total="100.00",
        numberOfPayments=3,
        firstChargeDate="2027-02-01",
        frequency="MONTHLY",
    )
    assert thirds == [("2027-02-01", "33.33"), ("2027-03-01", "33.33"), ("2027-04-01", "33.34")]

    with_a_deposit = seller.plans(
        draft,
        total="10000.00",
        initialPayment="1000.00",
        numberOfPayments=8,
        firstChargeDate="2027-02-01",
        frequency="MONTHLY",
    )
    assert [amount for _, amount in with_a_deposit] == ["1000.00", *["1285.71"] * 6, "1285.74"]


def test_quarters_end_with_their_months_and_do_not_drift(calendar, seller):
    """R-282, S-75"""
    calendar.on("2027-09-01 09:00")
    draft = seller.drafts(open_until="2027-09-30", contractDuration="P24M")
    quarters = seller.plans(
        draft,
        total="500.00",
        numberOfPayments=5,
        firstChargeDate="2027-10-31",
        frequency="QUARTERLY",
    )
    assert [day for day, _ in quarters] == [
        "2027-10-31",
        "2028-01-31",
        "2028-04-30",
        "2028-07-31",
        "2028-10-31",
    ]


def test_two_payments_on_one_day_are_refused(calendar, seller):
    """R-297, S-81"""
    calendar.on("2027-05-01 09:00")
    draft = seller.drafts(open_until="2027-05-31")
    with refused("DUPLICATE_CHARGE_DATES"):
        seller.schedules(draft["offerId"], ("2027-06-01", "10.00"), ("2027-06-01", "10.00"))


def test_payments_are_fixed_once_the_buyer_can_see_them(calendar, seller, buyer):
    """R-311, R-312, S-83"""
    calendar.on("2027-05-01 09:00")
    offer = seller.offers(("2027-05-10", "10.00"), ("2027-06-10", "10.00"), open_until="2027-05-31")
    with refused("INCOMPATIBLE_TERMS"):
        seller.schedules(offer.offer_id, ("2027-05-10", "9.00"))
    buyer.buys(offer)
    with refused("INCOMPATIBLE_TERMS"):
        seller.schedules(offer.offer_id, ("2027-05-10", "9.00"))


def test_no_payment_comes_after_the_contract(calendar, seller):
    """R-292, R-293, S-77"""
    calendar.on("2027-03-01 09:00")
    draft = seller.drafts(open_until="2027-03-01", contractDuration="P12M")
    on_its_last_day = ("2028-02-29", "10.00")
    assert seller.schedules(draft["offerId"], on_its_last_day) == [on_its_last_day]
    with refused("INVALID_CHARGE_DATES"):
        seller.schedules(draft["offerId"], ("2028-03-01", "10.00"))


def test_an_invoice_is_due_when_the_sellers_terms_say(calendar, seller, buyer):
    """R-321, R-388, S-93"""
    calendar.on("2027-01-31 08:00")
    offer = seller.offers(("2027-01-31", "10.00"), open_until="2027-02-28", netPaymentTerm="P45D")
    agreement = buyer.buys(offer)
    assert buyer.gets_invoice(agreement, payment=1).due_on == "2027-03-17"
