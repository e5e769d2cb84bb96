"""“I want one purchase order for everything that we buy in Marketplace.”

Add one with a line of blanket usage in Billing. It is used for whatever names no other.
"""

import pytest

from tests.support.people.paperwork import EMEA, INC

pytestmark = pytest.mark.e2e


def test_what_names_no_purchase_order_takes_the_blanket_one(calendar, seller, buyer, billing):
    """R-181, R-183"""
    calendar.on("2027-01-05 09:00")
    billing.adds_blanket("MARKET-2027", "10000.00", "2027-01", "2027-12")

    calendar.on("2027-03-01 11:00")
    logs = buyer.buys(seller.offers(("2027-03-01", "1200.00"), open_until="2027-03-31"))
    alarms = buyer.buys(seller.offers(("2027-03-01", "800.00"), open_until="2027-03-31"))

    assert buyer.gets_invoice(logs, payment=1).purchase_order == "MARKET-2027"
    assert buyer.gets_invoice(alarms, payment=1).purchase_order == "MARKET-2027"
    assert billing.sees("MARKET-2027").invoices == 2


def test_a_number_of_its_own_keeps_a_purchase_off_the_blanket_one(calendar, seller, buyer, billing):
    """R-185"""
    calendar.on("2027-01-05 09:00")
    billing.adds_blanket("MARKET-2027", "10000.00", "2027-01", "2027-12")

    calendar.on("2027-03-01 11:00")
    offer = seller.offers(("2027-03-01", "1200.00"), open_until="2027-03-31")
    agreement = buyer.buys(offer, purchase_order="PROJECT-X")

    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "PROJECT-X"
    assert billing.sees("MARKET-2027").invoices == 0


def test_a_blanket_of_another_issuer_is_of_no_use(calendar, seller, buyer, billing):
    """R-184, S-55"""
    calendar.on("2027-01-05 09:00")
    billing.adds_blanket("MARKET-INC", "10000.00", "2027-01", "2027-12", bill_from=INC)

    calendar.on("2027-03-01 11:00")
    offer = seller.offers(("2027-03-01", "700.00"), open_until="2027-03-31", invoicingEntity=EMEA)
    invoice = buyer.gets_invoice(buyer.buys(offer), payment=1)
    assert invoice.issued_by == EMEA
    assert invoice.purchase_order is None

    billing.adds_blanket("MARKET-EMEA", "10000.00", "2027-01", "2027-12", bill_from=EMEA)
    offer = seller.offers(("2027-03-01", "700.00"), open_until="2027-03-31", invoicingEntity=EMEA)
    invoice = buyer.gets_invoice(buyer.buys(offer), payment=1)
    assert invoice.purchase_order == "MARKET-EMEA"
