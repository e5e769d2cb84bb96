"""`invoicing`, called by boto3's own client as a script for AWS would."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config

from tests.support.deployed import a_purchase_order, an_export
from tests.support.eventually import eventually
from tests.support.invoicing import a_preference, a_unit, pages, tag_list, tags_of

pytestmark = pytest.mark.e2e


@pytest.fixture
def client(deployed) -> Any:
    """Nothing but the address and the keys is told."""
    info = deployed.info
    return boto3.client(
        "invoicing",
        endpoint_url=info.api_url,
        region_name=info.region,
        aws_access_key_id=info.access_key_id,
        aws_secret_access_key=info.secret_access_key,
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )


def test_units_are_created_tagged_listed_page_by_page_and_deleted(client):
    """R-046, R-047: pages go on by tokens that another function's instance may open"""
    arns = [a_unit(client, f"Client {n}", ResourceTags=tag_list(n=str(n))) for n in range(5)]
    names = [{"Names": [f"Client {n}" for n in range(5)]}]
    found = pages(client, "list_invoice_units", "InvoiceUnits", Filters=names[0])
    assert [unit["InvoiceUnitArn"] for unit in found] == arns
    client.tag_resource(ResourceArn=arns[0], ResourceTags=tag_list(team="finance"))
    assert tags_of(client, arns[0]) == {"n": "0", "team": "finance"}
    client.untag_resource(ResourceArn=arns[0], ResourceTagKeys=["n"])
    assert tags_of(client, arns[0]) == {"team": "finance"}
    for arn in arns:
        client.delete_invoice_unit(InvoiceUnitArn=arn)
    assert pages(client, "list_invoice_units", "InvoiceUnits", Filters=names[0]) == []


def test_a_token_that_somebody_changed_opens_nothing(client):
    """Issue 6: tamper-evident, also where the key is in a table"""
    arns = [a_unit(client, f"Token {n}") for n in range(2)]
    wanted = {"Names": ["Token 0", "Token 1"]}
    token = client.list_invoice_units(Filters=wanted, MaxResults=1)["NextToken"]
    assert client.list_invoice_units(Filters=wanted, NextToken=token)["InvoiceUnits"]
    forged = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.list_invoice_units(Filters=wanted, NextToken=forged)
    assert caught.value.response["reason"] == "invalidNextToken"
    for arn in arns:
        client.delete_invoice_unit(InvoiceUnitArn=arn)


def test_a_preference_lives_and_ends(client):
    """R-265, R-266"""
    arn = a_preference(client, ResourceTags=tag_list(team="finance"))
    named = {"ProcurementPortalPreferenceArn": arn}
    client.update_procurement_portal_preference_status(
        **named, EinvoiceDeliveryPreferenceStatus="VALIDATED"
    )
    found = client.get_procurement_portal_preference(**named)["ProcurementPortalPreference"]
    assert found["EinvoiceDeliveryPreferenceStatus"] == "VALIDATED"
    assert tags_of(client, arn) == {"team": "finance"}
    client.delete_procurement_portal_preference(**named)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_procurement_portal_preference(**named)


def test_an_invoice_is_listed_and_its_document_downloaded(client, deployed):
    """R-378, R-385: the address opens without any signature of ours"""
    account_id = "200000000095"
    deployed.drop("e2e/invoicing.csv", an_export(account_id, {"BilledCost": "600.004"}))
    deployed.api.acting_for(account_id).post("purchase-orders", **a_purchase_order("PO 7/b"))
    deployed.invoice_run("e2e-invoicing")
    now = datetime.now(UTC)
    (summary,) = pages(
        client,
        "list_invoice_summaries",
        "InvoiceSummaries",
        Selector={"ResourceType": "ACCOUNT_ID", "Value": account_id},
        Filter={
            "TimeInterval": {
                "StartDate": now - timedelta(days=1),
                "EndDate": now + timedelta(days=1),
            }
        },
    )
    assert summary["PurchaseOrderNumber"] == "PO 7/b"
    assert summary["BaseCurrencyAmount"]["TotalAmount"] == "600.00"

    def rendered() -> str:
        try:
            found = client.get_invoice_pdf(InvoiceId=summary["InvoiceId"])
        except client.exceptions.ThrottlingException as error:
            raise AssertionError("the document is being made") from error
        return str(found["InvoicePDF"]["DocumentUrl"])

    answer = requests.get(eventually(rendered, within=90), timeout=30)
    assert answer.content.startswith(b"%PDF")


def test_others_accounts_are_refused(client):
    """R-377"""
    for account_id in ("999999999999", "200000000999"):
        selector = {"ResourceType": "ACCOUNT_ID", "Value": account_id}
        with pytest.raises(client.exceptions.AccessDeniedException):
            client.list_invoice_summaries(Selector=selector)
