"""Cost exports: dropped into the bucket, invoiced by a run, each exactly once."""

import pytest

from tests.support.deployed import a_purchase_order, an_export, billed_month
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

CANADA = "Amazon Web Services Canada, Inc."


def test_an_export_becomes_invoices_on_the_purchase_orders_that_fit(deployed):
    account_id = "200000000001"
    export = an_export(
        account_id,
        {"BilledCost": "600.004"},
        {"BilledCost": "-50", "ChargeCategory": "Credit"},
        {"BilledCost": "10.25", "InvoiceIssuerName": CANADA, "PublisherName": CANADA},
    )
    imported = deployed.drop("e2e/whole.csv", export)
    assert imported["type"] == "CostExportImported"
    assert (imported["detail"]["rowsRead"], imported["detail"]["accounts"]) == (3, [account_id])
    buyer = deployed.api.acting_for(account_id)
    contacts = [{"email": "whole@example.com", "name": "Whole"}]
    buyer.post("purchase-orders", **a_purchase_order("PO-USAGE", contacts=contacts))
    buyer.post("purchase-orders", **a_purchase_order("PO-SUSPENDED"))
    buyer.put("purchase-orders", "PO-SUSPENDED", "status", status="SUSPENDED")

    run = deployed.invoice_run("e2e-whole")
    assert (run["done"], run["failed"]) == (run["planned"], 0)
    assert run["planned"] >= 1

    invoices = {each["invoicingEntity"]: each for each in buyer.items("invoices")}
    by_inc, by_canada = invoices["Amazon Web Services, Inc."], invoices[CANADA]
    assert (by_inc["total"], by_inc["purchaseOrderId"]) == ("550.00", "PO-USAGE")
    assert (by_canada["total"], by_canada["purchaseOrderId"]) == ("10.25", None)
    assert by_inc["billingPeriod"] == by_canada["billingPeriod"] == billed_month()

    match = buyer.get("invoices", by_inc["invoiceId"], "match")
    removed = {
        (step["criterion"], gone["purchaseOrderId"])
        for step in match["funnel"]
        for gone in step["removed"]
    }
    assert (match["outcome"], match["lineItemNumber"]) == ("MATCHED", "1")
    assert ("NOT_SUSPENDED", "PO-SUSPENDED") in removed

    assert buyer.get("purchase-orders", "PO-USAGE")["balance"] == "150.00"
    mails = eventually(lambda: _some(deployed.mails_to("whole@example.com")))
    assert [mail.subject for mail in mails] == [
        "Purchase order PO-USAGE: line 1 is below 75 % of its value"
    ]


def test_the_same_run_twice_and_another_run_after_it_change_nothing(deployed):
    account_id = "200000000002"
    deployed.drop("e2e/repeated.csv", an_export(account_id, {"BilledCost": "12.30"}))
    first = deployed.invoice_run("e2e-repeated")
    buyer = deployed.api.acting_for(account_id)
    invoices = list(buyer.items("invoices"))
    assert [invoice["total"] for invoice in invoices] == ["12.30"]

    assert deployed.invoice_run("e2e-repeated") == first
    assert deployed.invoice_run("e2e-after-it")["failed"] == 0
    assert list(buyer.items("invoices")) == invoices


def test_a_run_counts_parts_and_invoices(deployed):
    accounts = ["200000000003", "200000000004"]
    for account_id in accounts:
        rows = ({"BilledCost": "1"}, {"BilledCost": "2", "InvoiceIssuerName": CANADA})
        deployed.drop(f"e2e/counted-{account_id}.csv", an_export(account_id, *rows))
    before = [run["runId"] for run in deployed.api.items("invoice-runs")]
    run = deployed.invoice_run("e2e-counted")
    assert run["done"] == run["planned"]
    assert run["finishedAt"] >= run["startedAt"]
    # The hourly schedule may have begun a run of its own beside this one.
    runs = [each for each in deployed.api.items("invoice-runs") if each["runId"] not in before]
    assert sum(each["invoices"] for each in runs) == 4


def test_the_same_content_again_is_imported_once(deployed):
    account_id = "200000000005"
    export = an_export(account_id, {"BilledCost": "7"})
    deployed.drop("e2e/once.csv", export)
    deployed.invoice_run("e2e-once")
    answer = deployed.call("import_charges", _dropped(deployed, "e2e/once.csv"))
    assert answer["e2e/once.csv"]["added"] == 0
    deployed.invoice_run("e2e-once-more")
    invoices = deployed.api.acting_for(account_id).items("invoices")
    assert [invoice["total"] for invoice in invoices] == ["7.00"]


def test_a_file_with_an_unreadable_row_is_refused_whole(deployed):
    account_id = "200000000006"
    export = an_export(account_id, {"BilledCost": "7"}, {"BilledCost": "seven"})
    refused = deployed.drop("e2e/broken.csv", export)
    assert refused["type"] == "CostExportRefused"
    problem = refused["detail"]["problems"][0]
    assert "BilledCost" in problem["field"]
    assert "3" in problem["field"] + problem["message"]
    assert deployed.api.acting_for(account_id).send("GET", "invoices").status == 403


def _dropped(deployed, key):
    bucket = deployed.info.buckets["ExportsBucket"]
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket}, "object": {"key": key}},
    }
    return {"Records": [record]}


def _some(mails):
    assert mails
    return mails
