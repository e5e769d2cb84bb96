"""Invoices and whom they are addressed to, by boto3's `invoicing` client (R-378 to R-385)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement import bootstrap
from procurement.service.invoices import list_invoice_summaries
from tests.support.api import BUYER, SELLER
from tests.support.application import a_line_body, accepted, add, call
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.corrections import an_invoice, credit
from tests.support.einvoicing import BUYER_BODY, buyer_known, sellers_known
from tests.support.invoicing import invoicing, pages
from tests.support.organizations import joined, managing
from tests.support.portals import delivering
from tests.support.purchase_orders import EMEA, INC
from tests.support.rendering import make_room, work_off
from tests.support.taxes import put_rates

pytestmark = pytest.mark.usefixtures("aws", "clock")

OTHER = "777788889999"
OWN = {"ResourceType": "ACCOUNT_ID", "Value": BUYER}


@pytest.fixture
def asked(aws: None) -> Any:
    return invoicing()


@pytest.fixture
def invoices(clock: Callable[[str], None]) -> list[str]:
    """Three invoices: of January and February, and one more of January issued in March."""
    made = []
    for now, period, entity in (
        ("2027-02-03T06:00", "2027-01", INC),
        ("2027-03-03T06:00", "2027-02", EMEA),
        ("2027-03-10T06:00", "2027-01", INC),
    ):
        clock(now)
        made.append(an_invoice(f"{len(made) + 1}00.00", period=period, entity=entity))
    return made


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [summary["InvoiceId"] for summary in found]


def ask(asked: Any, **filters: Any) -> list[str]:
    return ids(
        pages(asked, "list_invoice_summaries", "InvoiceSummaries", Selector=OWN, Filter=filters)
    )


def interval(start: str, end: str) -> dict[str, datetime]:
    starts_at, ends_at = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end))
    return {"StartDate": starts_at, "EndDate": ends_at}


class TestSummaries:
    def test_an_invoice_has_all_members_that_there_are(self, asked, clock):
        """R-378, R-379, R-381"""
        add("PO-7", a_line_body(total="9000.00"), bill_from=(INC,))
        clock("2027-02-03T06:00")
        number = an_invoice("100.00", tax="19.00")
        (summary,) = pages(asked, "list_invoice_summaries", "InvoiceSummaries", Selector=OWN)
        amount = summary.pop("BaseCurrencyAmount")
        assert summary == {
            "AccountId": BUYER,
            "InvoiceId": number,
            "IssuedDate": datetime(2027, 2, 3, 6, tzinfo=UTC),
            "DueDate": datetime(2027, 2, 3, tzinfo=UTC),
            "BillSourceAccounts": [],
            "BillSourceAccountsTotalCount": 0,
            "ReceiverRole": "BUYER",
            "Entity": {"InvoicingEntity": INC, "BillingEntity": "AWS"},
            "BillingPeriod": {"Month": 1, "Year": 2027},
            "InvoiceFrequency": "RECURRING",
            "BillType": "ANNIVERSARY",
            "InvoiceType": "INVOICE",
            "PurchaseOrderNumber": "PO-7",
        }
        assert amount["TotalAmount"] == "119.00"
        assert amount["TotalAmountBeforeTax"] == "100.00"
        assert amount["CurrencyCode"] == "USD"
        assert amount["AmountBreakdown"]["SubTotalAmount"] == "100.00"
        assert amount["AmountBreakdown"]["Taxes"]["TotalAmount"] == "19.00"

    def test_amounts_in_the_payers_currency_come_with_their_rate(self, asked, clock):
        """R-381, R-382"""
        body = {"preferredCurrencyCode": "EUR"}
        assert call("PUT", "/payment-settings", body).status == 200
        put_rates("2027-02", d03={"EUR": "1.25"})
        clock("2027-02-03T06:00")
        an_invoice("100.00")
        (summary,) = asked.list_invoice_summaries(Selector=OWN)["InvoiceSummaries"]
        amount = summary["PaymentCurrencyAmount"]
        assert (amount["CurrencyCode"], amount["TotalAmount"]) == ("EUR", "80.00")
        exchange = amount["CurrencyExchangeDetails"]
        assert (exchange["SourceCurrencyCode"], exchange["TargetCurrencyCode"]) == ("USD", "EUR")

    def test_a_credit_memo_names_its_invoice(self, asked, clock):
        """R-153, R-379"""
        clock("2027-02-03T06:00")
        number = an_invoice("100.00")
        assert credit(number, "40.00").status == 201
        found = pages(asked, "list_invoice_summaries", "InvoiceSummaries", Selector=OWN)
        (memo,) = [each for each in found if each["InvoiceType"] == "CREDIT_MEMO"]
        assert (memo["OriginalInvoiceId"], memo["BillType"]) == (number, "REFUND")
        assert memo["BaseCurrencyAmount"]["TotalAmount"] == "-40.00"

    def test_a_marketplace_purchase_is_one_time(self, asked, clock):
        """R-380"""
        agreement = accepted(("2027-04-15", "500.00"))["agreement"]
        clock("2027-04-15T06:00")
        invoice_now(BUYER, agreement["agreementId"])
        (summary,) = asked.list_invoice_summaries(Selector=OWN)["InvoiceSummaries"]
        assert summary["Entity"]["BillingEntity"] == "AWS_MARKETPLACE"
        assert (summary["InvoiceFrequency"], summary["BillType"]) == ("ONE_TIME", "PURCHASE")

    def test_a_delivery_has_a_status_once_it_is_settled(self, asked, clock):
        """R-268: AWS has no word for what is still to be delivered"""
        delivering(
            einvoiceDeliveryPreference={
                "einvoiceDeliveryDocumentTypes": ["AWS_CLOUD_INVOICE"],
                "purchaseOrderDataSources": [
                    {
                        "einvoiceDeliveryDocumentType": "AWS_CLOUD_INVOICE",
                        "purchaseOrderDataSourceType": "ASSOCIATED_PURCHASE_ORDER_REQUIRED",
                    }
                ],
                "connectionTestingMethod": "PROD_ENV_DOLLAR_TEST",
                "einvoiceDeliveryActivationDate": "2027-01-01T00:00:00Z",
            }
        )
        clock("2027-02-03T06:00")
        stopped = an_invoice("100.00")
        add("PO-7", a_line_body(months=("2027-01", "2027-12")))
        scheduled = an_invoice("200.00")
        found = asked.list_invoice_summaries(Selector=OWN)["InvoiceSummaries"]
        told = {each["InvoiceId"]: each.get("EinvoiceDeliveryStatus") for each in found}
        assert told == {stopped: "NOT_DELIVERED", scheduled: None}


class TestSelector:
    def test_one_invoice_by_its_number(self, asked, invoices):
        """R-383"""
        selector = {"ResourceType": "INVOICE_ID", "Value": invoices[1]}
        found = asked.list_invoice_summaries(Selector=selector)
        assert ids(found["InvoiceSummaries"]) == [invoices[1]]
        other = {"InvoicingEntity": INC}
        assert not asked.list_invoice_summaries(Selector=selector, Filter=other)["InvoiceSummaries"]

    def test_nobody_sees_the_invoice_of_another_account(self, asked, invoices, subtests):
        """R-377"""
        stranger = invoicing(SELLER)
        for number in (invoices[0], "US-1"):
            selector = {"ResourceType": "INVOICE_ID", "Value": number}
            with (
                subtests.test(number=number),
                pytest.raises(stranger.exceptions.ResourceNotFoundException),
            ):
                stranger.list_invoice_summaries(Selector=selector)
        for account in (BUYER, OTHER):
            selector = {"ResourceType": "ACCOUNT_ID", "Value": account}
            with (
                subtests.test(account=account),
                pytest.raises(stranger.exceptions.AccessDeniedException),
            ):
                stranger.list_invoice_summaries(Selector=selector)

    def test_who_administers_an_account_sees_its_invoices(self, invoices):
        with bootstrap.unit_of_work()() as unit:
            unit.accounts.administer(BUYER, SELLER)
            unit.commit()
        administrator = invoicing(SELLER)
        found = administrator.list_invoice_summaries(Selector=OWN)
        assert set(ids(found["InvoiceSummaries"])) == set(invoices)
        selector = {"ResourceType": "INVOICE_ID", "Value": invoices[0]}
        one = administrator.list_invoice_summaries(Selector=selector)
        assert ids(one["InvoiceSummaries"]) == [invoices[0]]


class TestFilters:
    def test_the_interval_is_of_issue_and_its_end_is_outside(self, asked, invoices):
        """R-383: whatever period an invoice belongs to"""
        first, second, late = invoices
        assert ask(asked, TimeInterval=interval("2027-02-03T06:00", "2027-03-03T06:00")) == [first]
        assert ask(asked, TimeInterval=interval("2027-03-01", "2027-03-31")) == [second, late]

    def test_the_others_narrow_it_down(self, asked, invoices):
        """R-383"""
        first, second, late = invoices
        january = {"Year": 2027, "Month": 1}
        assert set(ask(asked, BillingPeriod=january)) == {first, late}
        assert ask(asked, InvoicingEntity=EMEA) == [second]
        assert ask(asked, InvoicingEntity=EMEA, BillingPeriod=january) == []
        assert set(ask(asked, ReceiverRole="BUYER")) == set(invoices)
        assert ask(asked, ReceiverRole="SELLER") == []
        march = interval("2027-03-01", "2027-03-31")
        assert ask(asked, BillingPeriod=january, TimeInterval=march) == [late]

    @pytest.mark.parametrize(
        ("length", "start", "role", "is_legal"),
        [
            (timedelta(days=31), "2027-01-01", None, True),
            (timedelta(days=31, seconds=1), "2027-01-01", None, False),
            (timedelta(days=365), "2027-01-01", "BUYER", True),
            (timedelta(days=5 * 366), "2025-06-01", "SELLER", True),
            (timedelta(days=5 * 366, seconds=1), "2025-06-01", "BUYER", False),
            (timedelta(days=1), "2025-05-31", "BUYER", False),
            (timedelta(days=1), "2025-05-31", None, True),
            (timedelta(0), "2027-01-01", None, False),
            (-timedelta(days=1), "2027-01-01", "BUYER", False),
        ],
    )
    def test_an_interval_has_bounds(self, asked, length, start, role, is_legal):
        """R-384"""
        starts_at = datetime.fromisoformat(start).replace(tzinfo=UTC)
        filters = {"TimeInterval": {"StartDate": starts_at, "EndDate": starts_at + length}}
        if role:
            filters["ReceiverRole"] = role
        if is_legal:
            assert ask(asked, **filters) == []
            return
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.list_invoice_summaries(Selector=OWN, Filter=filters)
        assert caught.value.response["reason"] == "fieldValidationFailed"
        assert caught.value.response["fieldList"][0]["name"].startswith("Filter.TimeInterval")

    def test_a_page_may_be_empty_and_the_list_goes_on(self, asked, clock, monkeypatch):
        """No request looks through more invoices than it may"""
        monkeypatch.setattr(list_invoice_summaries, "MOST_READ", 4)
        clock("2027-02-03T06:00")
        charged(a_usage_charge("ch-emea", "1.00", entity=EMEA, period="2026-01"))
        invoice_now()
        for number in range(8):
            an_invoice(f"{number + 1}.00")
        wanted = {"InvoicingEntity": EMEA}
        page = asked.list_invoice_summaries(Selector=OWN, Filter=wanted, MaxResults=2)
        assert page["InvoiceSummaries"] == []
        assert page["NextToken"]
        assert len(ask(asked, **wanted)) == 1

    def test_a_token_of_another_interval_is_refused(self, asked, invoices):
        token = asked.list_invoice_summaries(Selector=OWN, MaxResults=1)["NextToken"]
        january = {"BillingPeriod": {"Year": 2027, "Month": 1}}
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.list_invoice_summaries(Selector=OWN, Filter=january, NextToken=token)
        assert caught.value.response["reason"] == "invalidNextToken"


class TestDocuments:
    def test_they_are_downloaded_from_addresses_that_expire(self, asked, clock):
        """R-385"""
        make_room()
        sellers_known()
        buyer_known()
        add("PO 7/a", a_line_body(total="9000.00"), bill_from=(EMEA,), currencyCode="EUR")
        clock("2027-02-03T06:00")
        number = an_invoice("1000.00", tax="190.00", entity=EMEA, currency="EUR")
        with pytest.raises(asked.exceptions.ThrottlingException):
            asked.get_invoice_pdf(InvoiceId=number)
        work_off()
        found = asked.get_invoice_pdf(InvoiceId=number)["InvoicePDF"]
        assert found["InvoiceId"] == number
        assert found["DocumentUrl"].startswith("https://")
        assert found["DocumentUrlExpirationDate"] > datetime(2027, 2, 3, 6, tzinfo=UTC)
        beside = found["SupplementalDocuments"]
        assert {each["DocumentType"] for each in beside} == {"TAX_E_INVOICE"}
        assert {each["DocumentId"].rpartition(".")[2] for each in beside} == {"xml", "pdf"}

    def test_an_invoice_of_somebody_else_has_none(self, invoices):
        """R-377"""
        stranger = invoicing(SELLER)
        with pytest.raises(stranger.exceptions.ResourceNotFoundException):
            stranger.get_invoice_pdf(InvoiceId=invoices[0])


class TestProfiles:
    def test_a_payers_accounts_have_its_profile(self, asked, clock):
        """Their invoices go to it (R-001)"""
        managing(BUYER)
        joined(OTHER, to=BUYER)
        buyer_known()
        clock("2027-02-03T06:00")
        an_invoice("100.00", entity=EMEA)
        found = asked.batch_get_invoice_profile(AccountIds=[OTHER, BUYER, OTHER])["Profiles"]
        assert [profile["AccountId"] for profile in found] == [OTHER, BUYER]
        for profile in found:
            assert profile["ReceiverName"] == BUYER_BODY["companyName"]
            assert profile["ReceiverAddress"] == {
                "CompanyName": "Beispiel GmbH",
                "AddressLine1": "Musterstraße 1",
                "City": "Berlin",
                "PostalCode": "10115",
                "CountryCode": "DE",
            }
            assert profile["Issuer"] == EMEA
            assert profile["TaxRegistrationNumber"] == "DE123456788"

    def test_an_account_of_which_nothing_is_known_has_an_empty_one(self, asked):
        found = asked.batch_get_invoice_profile(AccountIds=[BUYER])["Profiles"]
        assert found == [{"AccountId": BUYER}]

    def test_accounts_of_others_are_refused_all_at_once(self, asked):
        """R-376, R-377: whether there are such accounts or not"""
        managing(OTHER)
        joined(SELLER, to=OTHER)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.batch_get_invoice_profile(AccountIds=[SELLER, BUYER, "999999999999"])
        told = caught.value.response
        assert told["reason"] == "accountMembershipError"
        assert [field["name"] for field in told["fieldList"]] == ["AccountIds[0]", "AccountIds[2]"]

    def test_a_member_asks_for_none_but_its_own(self):
        """R-376"""
        managing(BUYER)
        joined(OTHER, to=BUYER)
        member = invoicing(OTHER)
        with pytest.raises(member.exceptions.ValidationException):
            member.batch_get_invoice_profile(AccountIds=[BUYER])
