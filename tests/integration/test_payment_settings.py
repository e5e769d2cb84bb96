"""Payment settings over the API, and what purchase orders and invoices take from them."""

from collections.abc import Callable

import pytest

from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    a_purchase_order_body,
    accept,
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    nothing_written,
    path_of,
    released,
)
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.billing_settings import put_payment_settings
from tests.support.purchase_orders import EMEA, INC

pytestmark = pytest.mark.usefixtures("aws", "clock")

ADDRESS = "Example Corp\n1 Main Street"


class TestSettings:
    def test_an_account_begins_with_none(self):
        """R-020, R-024, R-025"""
        assert call("GET", "/payment-settings").body == {
            "billTo": "",
            "paymentTerms": "",
            "netPaymentDays": None,
            "preferredCurrencyCode": None,
            "taxRegistrationNumbers": {},
            "buyer": None,
            "consolidatesDaily": False,
            "version": 0,
            "updatedAt": None,
        }

    def test_they_are_replaced_as_a_whole(self):
        """R-020, R-024, R-025, R-076"""
        first = put_payment_settings(
            billTo=ADDRESS,
            paymentTerms="Net 30",
            netPaymentDays=30,
            preferredCurrencyCode="EUR",
            taxRegistrationNumbers={EMEA: "LU-1"},
            expectedVersion=0,
        )
        assert first == {
            "billTo": ADDRESS,
            "paymentTerms": "Net 30",
            "netPaymentDays": 30,
            "preferredCurrencyCode": "EUR",
            "taxRegistrationNumbers": {EMEA: "LU-1"},
            "buyer": None,
            "consolidatesDaily": False,
            "version": 1,
            "updatedAt": "2027-01-15T12:00:00.000Z",
        }
        assert call("GET", "/payment-settings").body == first
        assert call("GET", "/payment-settings", account=SELLER).body["version"] == 0
        late = call("PUT", "/payment-settings", {"billTo": "x", "expectedVersion": 0})
        check_refusal(late, 409, "ConflictException", "STALE_VERSION")
        second = put_payment_settings(billTo=ADDRESS)
        assert (second["netPaymentDays"], second["version"]) == (None, 2)
        with nothing_written():
            assert put_payment_settings(billTo=ADDRESS) == second
        assert [e["detail"]["version"] for e in events_of(type_="PaymentSettingsChanged")] == [1, 2]

    def test_all_problems_are_told_at_once(self):
        """R-020, R-024, R-025, R-388"""
        body = {
            "billTo": "x" * 1001,
            "paymentTerms": "x" * 101,
            "netPaymentDays": 366,
            "preferredCurrencyCode": "EURO",
        }
        with nothing_written():
            answer = call("PUT", "/payment-settings", body)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert {field for field, _ in answer.reasons} == body.keys()


class TestPurchaseOrders:
    def test_bill_to_and_payment_terms_are_shown_as_they_stand(self):
        """R-020, R-024: for reference only, so also on old purchase orders"""
        add("A")
        assert (get("A")["billTo"], get("A")["paymentTerms"]) == ("", "")
        put_payment_settings(billTo=ADDRESS, paymentTerms="Net 30")
        assert (get("A")["billTo"], get("A")["paymentTerms"]) == (ADDRESS, "Net 30")
        assert get("A")["version"] == 1

    @pytest.mark.parametrize("member", ["billTo", "paymentTerms"])
    def test_neither_can_be_given(self, member: str):
        """R-020, R-024: they are read-only on a purchase order"""
        add("A")
        for answer in (
            call("POST", "/purchase-orders", a_purchase_order_body("B", **{member: "x"})),
            call("PATCH", path_of("A"), {member: "x"}),
        ):
            check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
            assert answer.reasons == {(member, "EXTRA_FORBIDDEN")}

    def test_ship_to_begins_as_bill_to_and_is_then_its_own(self):
        """R-021"""
        put_payment_settings(billTo=ADDRESS)
        add("A")
        add("B", shipTo="Dock 3")
        put_payment_settings(billTo="Elsewhere")
        assert [get(n)["shipTo"] for n in "AB"] == [ADDRESS, "Dock 3"]
        call("PATCH", path_of("A"), {"shipTo": "Dock 4"})
        assert (get("A")["shipTo"], get("A")["billTo"]) == ("Dock 4", "Elsewhere")

    def test_the_currency_is_the_preferred_one_at_creation(self):
        """R-025, R-026: later changes of the preference leave it alone"""
        add("A")
        put_payment_settings(preferredCurrencyCode="EUR")
        add("B")
        add("C", currencyCode="GBP")
        put_payment_settings(preferredCurrencyCode="JPY")
        assert [get(n)["currencyCode"] for n in "ABC"] == ["USD", "EUR", "GBP"]

    def test_one_that_marketplace_creates_takes_the_payers_defaults(self):
        """R-021, R-189"""
        put_payment_settings(billTo=ADDRESS, preferredCurrencyCode="EUR")
        accepted(references={"purchaseOrderReference": "MP-1"})
        made = get("MP-1")
        assert (made["shipTo"], made["currencyCode"]) == (ADDRESS, "EUR")
        assert made["source"] == "MARKETPLACE"


class TestInvoices:
    def test_usage_is_due_by_the_accounts_terms(self, clock: Callable[[str], None]):
        """R-388"""
        put_payment_settings(netPaymentDays=30)
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        invoice_now()
        assert invoices()[0]["dueOn"] == "2027-03-05"

    def test_an_entity_issues_for_the_accounts_tax_registration_number(
        self, clock: Callable[[str], None]
    ):
        """R-022, R-116, R-117: only a purchase order for that number, or for any, is taken"""
        put_payment_settings(taxRegistrationNumbers={EMEA: "LU-1"})
        add("PO-LU-1", bill_from=(EMEA,), taxRegistrationNumbers=["LU-1"])
        add("PO-LU-2", bill_from=(EMEA,), taxRegistrationNumbers=["LU-2"])
        charged(a_usage_charge("emea", entity=EMEA), a_usage_charge("inc"))
        clock("2027-02-03T06:00")
        invoice_now()
        found = {
            (invoice["invoicingEntity"], invoice["taxRegistrationNumber"]): invoice
            for invoice in invoices()
        }
        assert set(found) == {(EMEA, "LU-1"), (INC, None)}
        assert found[EMEA, "LU-1"]["purchaseOrderId"] == "PO-LU-1"
        (lost,) = call("GET", path_of("PO-LU-2", "matches"), billingPeriod="2027-01").body["items"][
            :1
        ]
        assert lost["fate"] == "REMOVED"

    def test_an_agreements_own_terms_come_first(self, clock: Callable[[str], None]):
        """R-388: the account's days are for charges without a term"""
        put_payment_settings(netPaymentDays=30)
        offer = released(("2027-01-20", "100.00"), netPaymentTerm="P45D")
        agreement_id = accept(offer).body["agreement"]["agreementId"]
        clock("2027-01-20T06:00")
        invoice_now(BUYER, agreement_id)
        assert invoices()[0]["dueOn"] == "2027-03-06"

    def test_a_purchase_order_that_the_run_creates_takes_the_payers_defaults(
        self, clock: Callable[[str], None]
    ):
        """R-072, R-189: it was deleted after the acceptance, and the invoice creates it again"""
        accepted(("2027-01-20", "100.00"), references={"purchaseOrderReference": "MP-1"})
        call("DELETE", path_of("MP-1"))
        put_payment_settings(billTo=ADDRESS, preferredCurrencyCode="EUR")
        clock("2027-01-20T06:00")
        agreement_id = call("GET", "/agreements").body["items"][0]["agreementId"]
        invoice_now(BUYER, agreement_id)
        assert invoices()[0]["purchaseOrderId"] == "MP-1"
        assert (get("MP-1")["shipTo"], get("MP-1")["currencyCode"]) == (ADDRESS, "EUR")
