"""“I cannot add or change the purchase order number of a subscription.”

It takes two permissions: to list the charges of an agreement and to update their purchase orders.
Giving a number while buying takes the second one, too.
"""

import pytest

from tests.support.people.refusals import refused_access

pytestmark = pytest.mark.e2e


def test_who_may_list_charges_but_not_update_them_sees_the_number_only(
    calendar, seller, buyer, colleague_who_may
):
    """R-168, S-61"""
    calendar.on("2027-02-01 10:00")
    agreement = buyer.buys(seller.offers(("2027-03-01", "250.00"), open_until="2027-02-28"), "P-1")

    colleague = colleague_who_may("list charges")
    charge = colleague.charge(agreement, 1)
    assert charge["purchaseOrderReference"] == "P-1"
    with refused_access():
        colleague.names_as_seen("P-2", charge)
    assert buyer.sees_number(agreement, payment=1) == "P-1"


def test_who_may_update_but_not_list_them_does_not_find_what_to_change(
    calendar, seller, buyer, colleague_who_may
):
    """R-168, S-61"""
    calendar.on("2027-02-01 10:00")
    agreement = buyer.buys(seller.offers(("2027-03-01", "250.00"), open_until="2027-02-28"), "P-1")

    colleague = colleague_who_may("update purchase orders")
    with refused_access():
        colleague.names("P-2", agreement, payment=1)
    assert buyer.sees_number(agreement, payment=1) == "P-1"


def test_with_both_the_number_is_changed(calendar, seller, buyer, colleague_who_may):
    """R-168"""
    calendar.on("2027-02-01 10:00")
    agreement = buyer.buys(seller.offers(("2027-03-01", "250.00"), open_until="2027-02-28"), "P-1")

    colleague_who_may("list charges", "update purchase orders").names("P-2", agreement, payment=1)
    assert buyer.sees_number(agreement, payment=1) == "P-2"


def test_who_may_accept_only_buys_without_a_number(calendar, seller, colleague_who_may):
    """R-169, R-171, S-61"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(("2027-03-01", "250.00"), open_until="2027-02-28")

    colleague = colleague_who_may("accept", "list charges")
    with refused_access():
        colleague.buys(offer, "P-1")
    agreement = colleague.buys_without_any(offer)
    assert colleague.sees_number(agreement, payment=1) is None
