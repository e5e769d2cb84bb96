"""“How many payments can there be, and can each have a number of its own?”

Sixty in an offer, eighty-six in a year that renews itself, and as many numbers in one go.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e

MOST_IN_ONE_CALL = 86


def test_sixty_payments_and_no_more(calendar, seller, buyer):
    """R-274, R-275, R-279, S-73"""
    calendar.on("2027-01-04 09:00")
    draft = seller.drafts(open_until="2027-01-31", contractDuration="P60M")
    monthly = {"numberOfPayments": 60, "firstChargeDate": "2027-02-01", "frequency": "CUSTOM"}
    even = seller.plans(draft, total="120000.00", **monthly)
    assert [amount for _, amount in even] == ["2000.00"] * 60
    assert (even[0][0], even[-1][0]) == ("2027-02-01", "2032-01-01")

    with refused("TOO_MANY_CHARGES"):
        seller.schedules(draft["offerId"], *even, ("2032-01-02", "0.00"))

    odd = seller.plans(draft, total="120000.01", **monthly)
    assert odd[-1] == ("2032-01-01", "2000.01")

    agreement = buyer.buys(
        seller.releases(draft), purchase_orders=[f"YEARS-{number}" for number in range(1, 61)]
    )
    assert buyer.sees_number(agreement, payment=60) == "YEARS-60"


def test_eighty_six_payments_are_numbered_at_once(calendar, seller, buyer, billing):
    """R-211, R-212, R-330: what a renewed year may have at most"""
    calendar.on("2027-03-01 10:00")
    days = [(f"P{4 * number}D", "1.16") for number in range(85)]
    offer = seller.offers_renewing(
        ("2027-05-01", "8600.00"), open_until="2027-03-31", parts=[*days, ("P340D", "1.40")]
    )
    agreement = buyer.buys(offer)
    buyer.lets_renew(agreement)
    following = buyer.sees_what_follows(agreement)
    calendar.on("2028-02-29 23:00")
    calendar.agreements_are_renewed()
    assert buyer.sees_status(agreement) == "ACTIVE"

    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    payments = buyer.sees_payments(following)
    assert len(payments) == MOST_IN_ONE_CALL
    assert payments[-1] == ("2029-02-04", "120.40")
    buyer.gets_invoice(following, payment=1)

    calendar.on("2028-03-02 09:00")
    with refused("CHARGE_ALREADY_INVOICED"):
        buyer.names_each([f"N-{n}" for n in range(MOST_IN_ONE_CALL)], following)
    assert not billing.has("N-85")


def test_each_of_eighty_six_gets_its_number(calendar, seller, buyer):
    """R-211, R-218: all of them in one call, before the first is invoiced"""
    calendar.on("2027-03-01 10:00")
    days = [(f"P{4 * number}D", "1.16") for number in range(1, 86)]
    offer = seller.offers_renewing(
        ("2027-05-01", "8600.00"), open_until="2027-03-31", parts=[*days, ("P344D", "1.40")]
    )
    agreement = buyer.buys(offer)
    buyer.lets_renew(agreement)
    following = buyer.sees_what_follows(agreement)
    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    buyer.names_each([f"N-{n}" for n in range(1, MOST_IN_ONE_CALL + 1)], following)
    assert buyer.sees_number(following, payment=86) == "N-86"
    calendar.on("2028-03-05")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(following, payment=1).purchase_order == "N-1"
