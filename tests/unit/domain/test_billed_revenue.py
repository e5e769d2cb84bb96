from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.trading_party import TradingParty
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.domain.reports.billed_revenue import (
    CANCELLED,
    COLUMNS,
    Contract,
    Customer,
    customer_of,
    latest_published,
    publication,
    reference_id,
    rows_of,
)
from tests.support.offers import (
    BUYER,
    OFFER_ID,
    PAYER,
    a_released_offer,
    a_schedule,
    an_agreement,
    offer_terms,
)

NAMES = [name for name, _ in COLUMNS]


def sold(
    *payments: tuple[str, str], currency: str = "USD", at: datetime | None = None
) -> Agreement:
    offer = a_released_offer(
        terms=offer_terms(currency=currency), schedule=a_schedule(*payments, currency=currency)
    )
    agreement, _ = an_agreement(offer, **({"now": at} if at else {}))
    return agreement


def rows(
    agreement: Agreement, rate: str = "1", cancelled: frozenset[int] = frozenset(), **customer: str
) -> list[dict[str, object]]:
    contract = Contract(
        agreement=agreement,
        title="Widget analytics",
        customer=Customer(**customer),
        rate=Decimal(rate),
        cancelled=cancelled,
    )
    return [dict(zip(NAMES, row, strict=True)) for row in rows_of(contract)]


class TestColumns:
    def test_they_are_those_of_aws_in_their_order(self) -> None:
        """R-339"""
        assert NAMES[:19] == [
            "Customer AWS Account Number",
            "Customer Country",
            "Customer State",
            "Customer City",
            "Customer ZIP Code",
            "Customer Email Domain",
            "User Reference ID",
            "User AWS Account Number",
            "Product ID",
            "Product Title",
            "Product Type",
            "AWS Marketplace Offer ID",
            "Contract Create Date",
            "Contract Expiration Date",
            "Total Contract Value (USD)",
            "# of Payments",
            "Invoice Date",
            "Invoice Amount (USD)",
            "Payer Reference ID",
        ]

    def test_what_is_added_stands_behind_them(self) -> None:
        """R-341, R-343"""
        assert NAMES[19:] == [
            "Currency",
            "Exchange Rate to USD",
            "Total Contract Value (Currency)",
            "Invoice Amount (Currency)",
            "Payment Status",
        ]


class TestRows:
    def test_each_payment_has_one_and_only_date_and_amount_differ(self) -> None:
        """R-340: future payments are there as well"""
        first, second = rows(sold(("2027-04-15", "400.00"), ("2027-09-15", "600.00")))
        assert {name for name in NAMES if first[name] != second[name]} == {
            "Invoice Date",
            "Invoice Amount (USD)",
            "Invoice Amount (Currency)",
        }
        assert first["Invoice Date"] == date(2027, 4, 15)
        assert second["Invoice Amount (USD)"] == Decimal("600.00")
        assert first["Total Contract Value (USD)"] == Decimal("1000.00")
        assert first["# of Payments"] == 2

    def test_payer_and_user_are_told_apart(self) -> None:
        """R-339: the customer is the payer, the user the subscriber"""
        row = rows(sold())[0]
        assert row["Customer AWS Account Number"] == PAYER
        assert row["User AWS Account Number"] == BUYER
        assert row["User Reference ID"] == reference_id(BUYER)
        assert row["Payer Reference ID"] == reference_id(PAYER) != reference_id(BUYER)

    def test_the_contract_is_described(self) -> None:
        """R-339"""
        row = rows(sold())[0]
        assert row["Product ID"] == "prod-widgets"
        assert row["Product Title"] == "Widget analytics"
        assert row["Product Type"] == "SAAS_CONTRACT"
        assert row["AWS Marketplace Offer ID"] == OFFER_ID
        assert row["Contract Create Date"] == date(2027, 3, 1)
        assert row["Contract Expiration Date"] == date(2028, 2, 29)

    def test_the_create_date_is_that_of_utc(self) -> None:
        """R-342"""
        late = datetime.fromisoformat("2027-03-31T20:30:00-05:00")
        assert rows(sold(at=late))[0]["Contract Create Date"] == date(2027, 4, 1)

    def test_cancelled_payments_are_marked(self) -> None:
        """R-343"""
        found = rows(sold(), cancelled=frozenset({2}))
        assert [row["Payment Status"] for row in found] == ["", CANCELLED]

    def test_dollars_are_as_they_are(self) -> None:
        """R-341"""
        row = rows(sold())[0]
        assert (row["Currency"], row["Exchange Rate to USD"]) == ("USD", Decimal(1))
        assert row["Invoice Amount (Currency)"] == row["Invoice Amount (USD)"]


class TestConversion:
    def test_other_currencies_stand_beside_their_dollars(self) -> None:
        """R-341"""
        found = rows(sold(("2027-04-15", "100.00"), ("2027-05-15", "50.00"), currency="EUR"), "1.1")
        assert [row["Invoice Amount (USD)"] for row in found] == [
            Decimal("110.00"),
            Decimal("55.00"),
        ]
        assert found[0]["Total Contract Value (USD)"] == Decimal("165.00")
        assert found[0]["Total Contract Value (Currency)"] == Decimal("150.00")
        assert found[0]["Invoice Amount (Currency)"] == Decimal("100.00")
        assert found[0]["Currency"] == "EUR"

    def test_payments_sum_up_to_the_total_though_each_is_rounded(self) -> None:
        """R-340, R-341: three times 33.33 at 1.005 would be 100.50, and the total is 100.49"""
        payments = [(f"2027-0{month}-15", "33.33") for month in (4, 5, 6)]
        found = rows(sold(*payments, currency="EUR"), "1.005")
        dollars = [row["Invoice Amount (USD)"] for row in found]
        assert dollars == [Decimal("33.50"), Decimal("33.49"), Decimal("33.50")]
        assert found[0]["Total Contract Value (USD)"] == Decimal("100.49")

    def test_yen_without_places_become_dollars_with_two(self) -> None:
        """R-089, R-341"""
        (row,) = rows(sold(("2027-04-15", "10000"), currency="JPY"), "0.0067")
        assert row["Invoice Amount (USD)"] == Decimal("67.00")


class TestCustomer:
    def test_nothing_is_known_of_somebody_who_told_nothing(self) -> None:
        """R-339: blank, never made up"""
        assert customer_of(TradingParty()) == Customer()

    def test_what_is_told_is_taken(self) -> None:
        """R-339"""
        told = TradingParty(
            country_code="US",
            state_or_region="WA",
            city="Seattle",
            postal_code="98101",
            endpoint_scheme="EM",
            endpoint_id="invoices@example.com",
        )
        assert customer_of(told) == Customer(
            country="US",
            state="WA",
            city="Seattle",
            postal_code="98101",
            email_domain="example.com",
        )

    def test_an_endpoint_that_is_no_address_has_no_domain(self) -> None:
        """R-339"""
        told = TradingParty(endpoint_scheme="0088", endpoint_id="5790000435975")
        assert customer_of(told).email_domain == ""


class TestPublication:
    def test_it_is_midnight_of_the_fifteenth_of_the_next_month(self) -> None:
        """R-337"""
        assert publication(Month(2027, 4)) == datetime(2027, 5, 15, tzinfo=UTC)
        assert publication(Month(2027, 12)) == datetime(2028, 1, 15, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("now", "month"),
        [
            ("2027-05-14T23:59:59Z", "2027-03"),
            ("2027-05-15T00:00:00Z", "2027-04"),
            ("2027-06-14T23:59:59Z", "2027-04"),
            ("2028-01-15T00:00:00Z", "2027-12"),
        ],
    )
    def test_the_latest_is_the_one_whose_day_has_come(self, now: str, month: str) -> None:
        """R-337"""
        assert str(latest_published(datetime.fromisoformat(now))) == month
