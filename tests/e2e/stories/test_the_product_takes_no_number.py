"""“I cannot give a purchase order number for this product.”

Most products take one. Free products and containers with annual pricing never do; machine learning
products do after the purchase, on the subscription page.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_machine_learning_takes_one_after_the_purchase_only(calendar, seller, buyer, billing):
    """R-228, R-230, S-65"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers_contract(
        monthly="60.00", open_until="2027-02-28", productType="MACHINE_LEARNING_CONTRACT"
    )
    with refused("INVALID_PURCHASE_ORDERS"):
        buyer.buys(offer, purchase_order="P-1")
    agreement = buyer.buys(offer)

    calendar.on("2027-02-20 10:00")
    buyer.names_for_months_to_come("P-1", agreement)
    calendar.on("2027-03-01")
    calendar.invoices_are_made()
    assert billing.sees_numbers_of_months("60.00") == {"2027-02": "P-1"}


def test_what_is_bought_in_another_console_takes_one_after_the_purchase_only(
    calendar, seller, buyer, billing
):
    """R-229, R-230, S-65"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers_contract(
        monthly="60.00", open_until="2027-02-28", productType="AMI_CONTRACT"
    )
    with refused("INVALID_PURCHASE_ORDERS"):
        buyer.buys(offer, purchase_order="P-1", isBoughtOutsideMarketplace=True)
    agreement = buyer.buys(offer, isBoughtOutsideMarketplace=True)

    calendar.on("2027-02-20 10:00")
    buyer.names_for_months_to_come("P-1", agreement)
    calendar.on("2027-03-01")
    calendar.invoices_are_made()
    assert billing.sees_numbers_of_months("60.00") == {"2027-02": "P-1"}


def test_a_free_product_takes_none(calendar, seller, buyer, billing):
    """R-228, R-231, S-65: there is nothing to invoice either"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers_contract(upfront="0", open_until="2027-02-28", productType="FREE")
    with refused("INVALID_PURCHASE_ORDERS"):
        buyer.buys(offer, purchase_order="P-1")
    buyer.buys(offer)
    calendar.on("2027-03-01")
    calendar.invoices_are_made()
    assert billing.sees_invoices() == []
    assert not billing.has("P-1")


def test_a_container_paid_by_the_year_takes_none_at_all(calendar, seller, buyer):
    """R-228, R-231, S-65"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-15", "250.00"),
        open_until="2027-02-28",
        productType="CONTAINER_HOURLY_WITH_LONG_TERM",
    )
    with refused("INVALID_PURCHASE_ORDERS"):
        buyer.buys(offer, purchase_order="P-1")
    agreement = buyer.buys(offer)
    with refused("INVALID_PURCHASE_ORDERS"):
        buyer.names("P-1", agreement, payment=1)


@pytest.mark.parametrize("product_type", ["SAAS_CONTRACT", "AMI_CONTRACT", "PROFESSIONAL_SERVICES"])
def test_most_products_take_one(calendar, seller, buyer, product_type):
    """R-227"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-15", "250.00"), open_until="2027-02-28", productType=product_type
    )
    assert buyer.sees_number(buyer.buys(offer, "P-1"), payment=1) == "P-1"
