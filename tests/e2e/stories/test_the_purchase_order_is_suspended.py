"""“The purchase order is suspended, and the invoice came without it.”

It still gets the line, but it is not printed. The billing administrator activates it, and has
support produce the invoice again; later invoices show it by themselves.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_the_invoice_goes_out_without_it_though_a_blanket_would_fit(
    calendar, seller, buyer, billing, support
):
    """R-192, R-193, R-194, R-207, S-51"""
    calendar.on("2027-01-05 09:00")
    billing.adds("S", "1000.00", "2027-01", "2027-12")
    billing.suspends("S")
    billing.adds_blanket("MARKET-2027", "90000.00", "2027-01", "2027-12")

    calendar.on("2027-04-01 10:00")
    offer = seller.offers(
        ("2027-04-01", "5000.00"), ("2027-10-01", "5000.00"), open_until="2027-04-30"
    )
    agreement = buyer.buys(offer, purchase_order="S")
    first = buyer.gets_invoice(agreement, payment=1)
    assert first.purchase_order is None
    assert first.notes == ["PO_SUSPENDED"]
    assert billing.sees("S").status == "SUSPENDED"
    assert "5000.00" in billing.sees("S").lines
    assert billing.sees("MARKET-2027").invoices == 0

    calendar.on("2027-04-02 09:00")
    billing.activates("S")
    assert billing.sees_invoice(first.number).purchase_order is None
    support.puts_on_invoice(first.number, "S", reason="It was suspended by mistake")
    assert billing.sees_invoice(first.number).purchase_order == "S"
    assert billing.sees("S").invoices == 1

    calendar.on("2027-10-01")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=2).purchase_order == "S"
