"""Who may be offered what, by how they pay (R-319 to R-321); when invoices are due (R-388)."""

from collections.abc import Callable
from typing import Any

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, SELLER, call
from tests.support.application import accepted, draft, release, released
from tests.support.billing import invoice_now, invoices
from tests.support.organizations import joined, managing

pytestmark = pytest.mark.usefixtures("aws", "clock")

PAYER = "555566667777"
PAYMENTS = (("2027-05-15", "10.00"),)


def pays(days: int | None, account: str = BUYER) -> None:
    """The account's terms with AWS: so many days, 0 for at once, None for nothing said."""
    answer = call("PUT", "/payment-settings", {"netPaymentDays": days}, account=account)
    assert answer.status == 200, answer.body


def warned(offer: dict[str, Any], account: str = BUYER) -> set[str]:
    answer = call("GET", f"/offers/{offer['offerId']}", account=account)
    return {warning["reason"] for warning in answer.body["warnings"]}


@pytest.fixture
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment with the parameter `InvoiceTerms` at `required`."""
    monkeypatch.setenv("INVOICE_TERMS", "required")
    bootstrap.settings.cache_clear()


class TestSchedules:
    def test_a_buyer_who_pays_at_once_is_advised_to_prepare(self) -> None:
        """R-320: nothing is refused, and nobody else learns of its settings."""
        pays(0)
        offer = released(*PAYMENTS)
        assert warned(offer) == {"INVOICE_TERMS_ADVISED"}
        assert warned(offer, SELLER) == set()

    @pytest.mark.parametrize("days", [30, None])
    def test_others_are_not(self, days: int | None) -> None:
        """R-320: who pays by invoice, and of whom nobody knows."""
        pays(days)
        assert warned(released(*PAYMENTS)) == set()

    def test_a_member_pays_as_its_payer_does(self) -> None:
        """R-002, R-320."""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        pays(0, PAYER)
        assert warned(released(*PAYMENTS)) == {"INVOICE_TERMS_ADVISED"}

    @pytest.mark.usefixtures("required")
    def test_where_the_deployment_demands_it_the_release_is_refused(self) -> None:
        """R-319, R-320: the older rule, by a parameter of the template."""
        pays(0)
        answer = release(draft(*PAYMENTS))
        assert answer.reasons == {("targetAccountIds[0]", "INCOMPATIBLE_BUYER")}
        pays(30)
        assert released(*PAYMENTS)["state"] == "RELEASED"


class TestNetPaymentTerm:
    def test_it_is_for_buyers_who_pay_by_invoice(self) -> None:
        """R-321."""
        pays(0)
        answer = release(draft(*PAYMENTS, netPaymentTerm="P45D"))
        assert answer.reasons == {("targetAccountIds[0]", "UNSUPPORTED_NET_PAYMENT_TERM")}

    @pytest.mark.parametrize(
        ("account", "agreement", "issued", "due"),
        [
            (None, "P45D", "2027-01-31", "2027-03-17"),
            (None, "P30D", "2028-01-31", "2028-03-01"),
            (60, "P30D", "2028-01-31", "2028-03-01"),
            (60, None, "2027-01-31", "2027-04-01"),
            (0, None, "2027-01-31", "2027-01-31"),
            (None, None, "2027-01-31", "2027-01-31"),
        ],
    )
    def test_an_invoice_is_due_by_the_agreements_term_else_the_accounts(
        self,
        account: int | None,
        agreement: str | None,
        issued: str,
        due: str,
        clock: Callable[[str], None],
    ) -> None:
        """R-321, R-388, S-93: on receipt without any; no weekday is shifted."""
        pays(account)
        clock(f"{issued}T08:00")
        more = {"netPaymentTerm": agreement} if agreement else {}
        year, month, _ = issued.split("-")
        accepted_ = accepted((issued, "10.00"), availabilityEndDate=f"{year}-{month}-31", **more)
        invoice_now(BUYER, accepted_["agreement"]["agreementId"])
        (invoice,) = invoices()
        assert (invoice["issuedAt"][:10], invoice["dueOn"]) == (issued, due)
