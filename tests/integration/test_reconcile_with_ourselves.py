"""Ledgerline as the real AWS account: what it printed, read over AWS's own protocols and compared.

The SDK's clients are the real ones; their requests arrive at the function that speaks AWS.
"""

from collections.abc import Callable
from typing import Any

import pytest

from functions.reconcile.app import lambda_handler as work
from procurement import bootstrap
from procurement.adapters.aws_account import BotoAwsAccount
from tests.support.api import call, segment
from tests.support.application import a_line_body, accepted, add, items
from tests.support.aws_clients import PROTOCOLS, Protocol, client
from tests.support.corrections import an_invoice
from tests.support.lambda_context import LambdaContext

Clock = Callable[[str], Any]


@pytest.fixture(params=PROTOCOLS)
def ourselves(
    aws: None, clock: Clock, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The AWS account that is read is this application's own."""
    protocol: Protocol = request.param
    monkeypatch.setenv("RECONCILIATION_CHANGES", "references")
    bootstrap.settings.cache_clear()
    account = BotoAwsAccount(
        # AWS's model of this one has JSON alone.
        client("invoicing"),
        client("marketplace-agreement", protocol=protocol),
    )
    monkeypatch.setattr(bootstrap, "aws_account", lambda: account)
    clock("2027-01-05T09:00")


def compared() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A reconciliation with its findings."""
    name = work({}, LambdaContext())["reconciliationId"]
    found = call("GET", f"/reconciliations/{name}").body
    assert (found["state"], found["notes"]) == ("FINISHED", [])
    return found, items(f"/reconciliations/{name}/findings")


def deleted(purchase_order_id: str) -> None:
    assert call("DELETE", f"/purchase-orders/{segment(purchase_order_id)}").status == 204


@pytest.mark.usefixtures("ourselves")
class TestInvoices:
    def test_what_was_matched_is_found_right(self, clock: Clock) -> None:
        """R-111"""
        add("PO-CLOUD", a_line_body(total="9000.00"))
        clock("2027-02-03T06:00")
        an_invoice("3000.00")
        found, findings = compared()
        assert (found["invoices"], findings) == (1, [])

    def test_a_number_that_is_gone_is_a_typo_of_the_near_one(self, clock: Clock) -> None:
        """R-009: old invoices keep printing the old number"""
        add("PO-CLUOD", a_line_body(total="9000.00"))
        add("PO-EMEA", a_line_body(total="9000.00"), billFrom=["Amazon Web Services EMEA SARL"])
        clock("2027-02-03T06:00")
        number = an_invoice("3000.00")
        deleted("PO-CLUOD")
        add("PO-CLOUD", a_line_body(total="9000.00"))
        _, (finding,) = compared()
        assert (finding["invoiceId"], finding["kind"]) == (number, "TYPO")
        assert (finding["printed"], finding["expected"]) == ("PO-CLUOD", "PO-CLOUD")
        assert finding["total"] == {"amount": "3000.00", "currencyCode": "USD"}
        assert finding["billingPeriod"] == "2027-01"

    def test_a_suspension_after_the_issue_is_told_at_low_severity(self, clock: Clock) -> None:
        """R-113"""
        add("PO-CLOUD", a_line_body(total="9000.00"))
        clock("2027-02-03T06:00")
        an_invoice("3000.00")
        clock("2027-02-04T06:00")
        call("PUT", "/purchase-orders/PO-CLOUD/status", {"status": "SUSPENDED"})
        _, (finding,) = compared()
        assert (finding["kind"], finding["severity"]) == ("SUSPENDED", "LOW")


@pytest.mark.usefixtures("ourselves")
class TestCharges:
    def test_a_typo_on_future_charges_is_set_right(self, clock: Clock) -> None:
        """R-188, R-214"""
        agreement = accepted(
            ("2027-02-01", "50.00"),
            ("2027-05-01", "50.00"),
            references={"purchaseOrderReference": "P0-SAAS"},
        )["agreement"]
        deleted("P0-SAAS")
        add("PO-SAAS", a_line_body(total="9000.00"))
        found, findings = compared()
        assert {each["kind"] for each in findings} == {"TYPO"}
        assert {each["expected"] for each in findings} == {"PO-SAAS"}
        assert {each["agreementId"] for each in findings} == {agreement["agreementId"]}
        path = f"/reconciliations/{found['reconciliationId']}/references"
        answer = call("POST", path, {"planToken": found["planToken"]})
        assert answer.status == 202
        data = {"reconciliationId": found["reconciliationId"], "accountId": "111122223333"}
        event = {"detail-type": "ChargeReferencesRequested", "detail": {"data": data}}
        assert work(event, LambdaContext())["application"] == "SET"
        charges = items(f"/agreements/{agreement['agreementId']}/charges")
        assert {each["purchaseOrderReference"] for each in charges} == {"PO-SAAS"}
        clock("2027-01-05T09:10")
        assert compared()[1] == []
