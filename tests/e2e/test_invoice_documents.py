"""Documents of invoices on the deployed stack: rendered behind the bus, downloaded by anybody who
was given an address, and by nobody else."""

import hashlib
from typing import Any

import pytest
import requests

from tests.support.deployed import a_purchase_order, an_export
from tests.support.e_invoice_rules import text, ubl_faults
from tests.support.einvoicing import BUYER_BODY, SELLER_BODY
from tests.support.eventually import eventually
from tests.support.rendering import pages, reader

pytestmark = pytest.mark.e2e

INC = "Amazon Web Services, Inc."
TABLE = ("invoicePrefixes", "allowedEntitiesByType", "taxRegistrationEntities")


@pytest.fixture
def sellers(deployed: Any) -> None:
    """The table as it stands, and who AWS Inc. is; no tax is charged here."""
    present = deployed.api.get("invoicing-entities")
    seller = {**SELLER_BODY, "untaxedCategory": "O", "untaxedReason": "Not subject to VAT"}
    table = {name: present[name] for name in TABLE}
    deployed.api.put("invoicing-entities", **table, sellers={INC: seller})


def rendered(buyer: Any, invoice_id: str) -> dict[str, Any]:
    """The documents of the present edition by kind, once all of them are there."""

    def found() -> dict[str, Any]:
        newest = buyer.get("invoices", invoice_id, "documents")["items"][0]
        kinds = {each["kind"]: each for each in newest["documents"]}
        assert {each["status"] for each in kinds.values()} == {"AVAILABLE"}, kinds
        return kinds

    return eventually(found, within=90)


def test_an_invoice_gets_its_documents_and_they_can_be_downloaded(deployed, sellers):
    """R-385: PDF, UBL and Factur-X, under addresses that expire"""
    account_id = "200000000091"
    buyer = deployed.api.acting_for(account_id)
    deployed.drop("e2e/documents.csv", an_export(account_id, {"BilledCost": "600.004"}))
    buyer.post("purchase-orders", **a_purchase_order("PO 7/a", shipTo="Warehouse 3\nHamburg"))
    buyer.put("payment-settings", billTo="Beispiel GmbH\n10115 Berlin", buyer=BUYER_BODY)
    deployed.invoice_run("e2e-documents")
    (invoice,) = buyer.items("invoices")
    kinds = rendered(buyer, invoice["invoiceId"])

    answer = buyer.get("invoices", invoice["invoiceId"], "pdf")
    addresses = {each["kind"]: each for each in answer["supplementalDocuments"]}
    addresses["PDF"] = answer
    contents = {}
    for kind, told in addresses.items():
        found = requests.get(told["documentUrl"], timeout=30)
        assert found.status_code == 200, found.text
        assert hashlib.sha256(found.content).hexdigest() == kinds[kind]["sha256"]
        assert invoice["invoiceId"] in found.headers["content-disposition"]
        contents[kind] = found.content

    told = " ".join(pages(contents["PDF"])[0].split())
    assert "Purchase order PO 7/a" in told
    assert "SHIP TO Warehouse 3 Hamburg" in told
    assert "Total 600.00 USD" in told
    assert ubl_faults(contents["UBL"]) == []
    assert text(contents["UBL"], "cac:OrderReference/cbc:ID") == "PO 7/a"
    assert list(reader(contents["FACTUR_X"]).attachments) == ["factur-x.xml"]


def test_without_its_signature_an_address_hands_out_nothing(deployed):
    """The bucket is private"""
    account_id = "200000000092"
    buyer = deployed.api.acting_for(account_id)
    deployed.drop("e2e/private.csv", an_export(account_id, {"BilledCost": "5"}))
    deployed.invoice_run("e2e-private")
    (invoice,) = buyer.items("invoices")

    def address() -> str:
        newest = buyer.get("invoices", invoice["invoiceId"], "documents")["items"][0]
        assert newest["documents"][0]["status"] == "AVAILABLE"
        return str(buyer.get("invoices", invoice["invoiceId"], "pdf")["documentUrl"])

    signed = eventually(address, within=90)
    assert requests.get(signed, timeout=30).status_code == 200
    unsigned = signed.partition("?")[0]
    assert requests.get(unsigned, timeout=30).status_code == 403
    other = signed.replace("/PDF/", "/UBL/", 1)
    assert requests.get(other, timeout=30).status_code in (403, 404)
