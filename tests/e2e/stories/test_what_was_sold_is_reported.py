"""“Which contracts did we close in April, and when will each of their payments be invoiced?”

Section 4 of the billed revenue report answers that on the 15th of May, for April as UTC has it.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_a_contract_is_in_the_report_of_the_month_in_which_it_was_accepted(calendar, seller, buyer):
    """S-97, R-337, R-340, R-342"""
    calendar.on("2027-04-30 23:40")
    in_april = seller.offers(
        ("2027-04-30", "300.00"),
        ("2027-07-31", "300.00"),
        ("2027-10-31", "400.00"),
        open_until="2027-05-31",
    )
    buyer.buys(in_april)
    calendar.on("2027-05-01 00:00")
    in_may = seller.offers(
        ("2027-05-01", "50.00"), ("2027-06-01", "50.00"), open_until="2027-05-31"
    )
    buyer.buys(in_may)

    # The reports of a month come out on the 15th of the next.
    calendar.on("2027-05-14 23:00")
    calendar.reports_are_published()
    assert not seller.has_report("2027-04")

    calendar.on("2027-05-15 00:00")
    calendar.reports_are_published()
    april = seller.reads_report("2027-04")
    assert {payment.offer_id for payment in april} == {in_april.offer_id}
    assert [(payment.due_on, payment.dollars) for payment in april] == [
        ("2027-04-30", "300.00"),
        ("2027-07-31", "300.00"),
        ("2027-10-31", "400.00"),
    ]
    assert {payment.contract_dollars for payment in april} == {"1000.00"}
    assert {payment.payments for payment in april} == {"3"}
    assert {payment.agreed_on for payment in april} == {"2027-04-30"}
    assert not seller.has_report("2027-05")

    # A month later it is May's turn, and what was published stays as it was.
    calendar.on("2027-06-15 00:00")
    calendar.reports_are_published()
    may = seller.reads_report("2027-05")
    assert [(payment.due_on, payment.dollars) for payment in may] == [
        ("2027-05-01", "50.00"),
        ("2027-06-01", "50.00"),
    ]
    assert seller.reads_report("2027-04") == april
