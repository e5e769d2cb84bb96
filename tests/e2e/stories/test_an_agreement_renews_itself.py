"""“Our contract ends. Does the next year come by itself, and under which number?”

At the end another agreement follows on the same terms, if the buyer let it. Only a number that was
given for everything goes on.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e

THREE_TIMES = [("P0M", "33.33"), ("P4M", "33.33"), ("P8M", "33.34")]
NEXT_YEAR = [("2028-03-01", "349.96"), ("2028-07-01", "349.96"), ("2028-11-01", "350.08")]


def an_offer(seller, **renewal):
    return seller.offers_renewing(
        ("2027-05-01", "400.00"),
        ("2027-09-01", "600.00"),
        open_until="2027-03-31",
        parts=THREE_TIMES,
        increase="5",
        **renewal,
    )


def test_the_next_year_is_paid_in_the_agreed_parts(calendar, seller, buyer, billing):
    """R-330 to R-334, S-95: 5 % more than 1,000.00, to the cent"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(an_offer(seller), purchase_order="ARCHIVE")
    buyer.lets_renew(agreement)
    foreseen = buyer.sees_what_follows(agreement)

    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    assert buyer.sees_status(agreement) == "RENEWED"
    assert buyer.sees_payments(foreseen) == NEXT_YEAR
    first = buyer.gets_invoice(foreseen, payment=1)
    assert (first.total, first.purchase_order) == ("349.96", "ARCHIVE")
    assert first.billing_period == "2028-03"

    calendar.on("2028-11-01")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(foreseen, payment=3).total == "350.08"
    assert billing.sees("ARCHIVE").status == "ACTIVE"


def test_however_late_it_is_done_it_counts_from_the_end(calendar, seller, buyer):
    """R-251: two months late, and both payments that fell due are invoiced under their own dates"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(an_offer(seller))
    buyer.lets_renew(agreement)
    foreseen = buyer.sees_what_follows(agreement)
    calendar.on("2028-07-20 15:00")
    assert buyer.sees_status(agreement) == "RENEWED"
    calendar.agreements_are_renewed()
    calendar.invoices_are_made()
    assert buyer.sees_payments(foreseen) == NEXT_YEAR
    periods = [buyer.gets_invoice(foreseen, payment=n).billing_period for n in (1, 2)]
    assert periods == ["2028-03", "2028-07"]


def test_whoever_does_not_want_it_says_so_in_time(calendar, seller, buyer):
    """R-251: thirty days before the end is the last day"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(an_offer(seller, lockoutPeriod="P30D"))
    buyer.lets_renew(agreement)
    calendar.on("2028-01-30 23:00")
    buyer.lets_renew(agreement, is_wanted=False)
    calendar.on("2028-01-31")
    with refused("INVALID_DEADLINE"):
        buyer.lets_renew(agreement)
    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    assert buyer.sees_status(agreement) == "EXPIRED"


def test_the_seller_may_let_it_end_too(calendar, seller, buyer):
    """R-251: whatever the buyer wants"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(an_offer(seller))
    buyer.lets_renew(agreement)
    seller.opts_out_of_renewal(agreement)
    assert buyer.sees_what_follows(agreement) is None
    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    assert buyer.sees_status(agreement) == "EXPIRED"


def test_numbers_of_single_payments_end_with_them(calendar, seller, buyer):
    """R-334: the next year's payments begin without"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(an_offer(seller), purchase_orders=["FIRST", "SECOND"])
    buyer.lets_renew(agreement)
    following = buyer.sees_what_follows(agreement)
    calendar.on("2028-03-01")
    calendar.agreements_are_renewed()
    assert [buyer.sees_number(following, payment=n) for n in (1, 2, 3)] == [None, None, None]
