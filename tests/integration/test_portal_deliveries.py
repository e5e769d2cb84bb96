"""Issued invoices on their way to procurement portals, as cXML."""

import json
import logging
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, ClassVar
from xml.etree.ElementTree import Element

import pytest

from procurement.domain.errors import NotAllowed
from tests.support.api import SELLER, call
from tests.support.application import (
    add,
    check_refusal,
    events_of,
    everything_stored,
    nothing_written,
)
from tests.support.corrections import an_invoice, credit, regenerate, shown
from tests.support.crashes import When, crashed
from tests.support.cxml import SELECTOR, orders
from tests.support.cxml_structure import structural_faults
from tests.support.portal_deliveries import (
    UNREACHED,
    FakePortal,
    an_answer,
    deliver,
    keep_secret,
    reached,
    with_secret,
)
from tests.support.portals import (
    SECRET,
    a_delivery_body,
    a_put_body,
    delivering,
    path_of,
    set_status,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

CLOUD, MEMO = "AWS_CLOUD_INVOICE", "AWS_CLOUD_CREDIT_MEMO"
BOTH = {"einvoiceDeliveryPreference": a_delivery_body(CLOUD, MEMO)}


@pytest.fixture
def portal(aws: None, clock: Callable[[str], None]) -> Iterator[FakePortal]:
    """The day on which January is invoiced."""
    clock("2027-02-03T06:00")
    fake = FakePortal()
    with reached(fake):
        yield fake


def delivery_of(invoice_id: str) -> dict[str, Any]:
    return dict(shown(invoice_id)["einvoiceDelivery"])


def text(document: Element, path: str) -> str:
    return document.findtext(f"Request/InvoiceDetailRequest/{path}") or ""


class TestDelivered:
    def test_the_portal_takes_it_and_the_invoice_says_so(self, portal):
        """R-268"""
        with_secret()
        number = an_invoice("3000.00")
        assert delivery_of(number)["status"] == "SCHEDULED"
        portal.answer = an_answer("201", "Accepted", "queued")
        assert deliver(number) == []
        assert delivery_of(number)["status"] == "DELIVERED"
        assert delivery_of(number)["explanation"] == "201 Accepted queued"
        assert delivery_of(number)["settledDate"] == "2027-02-03T06:00:00.000Z"
        (event,) = events_of(type_="InvoiceDelivered")
        assert event["detail"]["einvoiceDelivery"]["einvoiceDeliveryStatus"] == "DELIVERED"

    def test_the_document_tells_the_invoice_exactly(self, portal):
        """R-385, R-391: numbers, order, period, lines and sums"""
        with_secret()
        add("PO-1")
        number = an_invoice("900.00")
        deliver(number)
        ((address, content),) = portal.received
        assert address == "https://portal.example.com/cxml"
        assert structural_faults(content) == []
        (document,) = portal.documents
        head = document.find("Request/InvoiceDetailRequest/InvoiceDetailRequestHeader")
        assert head is not None
        assert (head.attrib["invoiceID"], head.attrib["purpose"]) == (number, "standard")
        order = "InvoiceDetailOrder/InvoiceDetailOrderInfo/OrderIDInfo"
        found = document.find(f"Request/InvoiceDetailRequest/{order}")
        assert found is not None
        assert found.attrib["orderID"] == "PO-1"
        line = document.find("Request/InvoiceDetailRequest/InvoiceDetailOrder/InvoiceDetailItem")
        assert line is not None
        reference = line.find("InvoiceDetailItemReference")
        assert reference is not None
        assert reference.attrib["lineNumber"] == "1"
        price = Decimal(line.findtext("UnitPrice/Money") or "")
        assert price * Decimal(line.attrib["quantity"]) == Decimal("900.00")
        for name in ("SubtotalAmount", "NetAmount", "DueAmount"):
            assert text(document, f"InvoiceDetailSummary/{name}/Money") == "900.00"
        assert document.findtext("Header/From/Credential/Identity") == "AN01000000002"
        assert document.findtext("Header/To/Credential/Identity") == "AN01000000001"
        assert document.findtext("Header/Sender/Credential/SharedSecret") == SECRET

    def test_it_names_the_order_that_the_portal_sent(self, portal):
        """R-262: an order that came in goes out as its reference"""
        preference = with_secret(purchaseOrderRetrievalEnabled=True, selector=SELECTOR)
        for status in ("VALIDATED", "ACTIVE"):
            body = {"purchaseOrderRetrievalPreferenceStatus": status}
            call("PUT", f"{path_of(preference)}/status", body)
        assert orders(preference, payload_id="17@portal.example.com").code == 200
        deliver(an_invoice("900.00"))
        (document,) = portal.documents
        path = "Request/InvoiceDetailRequest/InvoiceDetailOrder/InvoiceDetailOrderInfo"
        order = document.find(f"{path}/OrderReference")
        reference = document.find(f"{path}/OrderReference/DocumentReference")
        assert order is not None
        assert reference is not None
        assert order.attrib["orderID"] == "PO-1"
        assert reference.attrib["payloadID"] == "17@portal.example.com"

    def test_a_credit_memo_names_its_invoice(self, portal):
        """R-153: what it gives back is below zero"""
        with_secret(**BOTH)
        number = an_invoice("900.00")
        memo = credit(number, "100.00").body["invoiceId"]
        assert deliver(memo) == []
        assert delivery_of(memo)["status"] == "DELIVERED"
        ((_, content),) = portal.received
        assert structural_faults(content) == []
        (document,) = portal.documents
        head = document.find("Request/InvoiceDetailRequest/InvoiceDetailRequestHeader")
        original = document.find(
            "Request/InvoiceDetailRequest/InvoiceDetailRequestHeader/InvoiceIDInfo"
        )
        assert head is not None
        assert original is not None
        assert head.attrib["purpose"] == "creditMemo"
        assert original.attrib["invoiceID"] == number
        assert text(document, "InvoiceDetailSummary/DueAmount/Money") == "-100.00"

    def test_another_edition_is_another_document(self, portal):
        """R-391"""
        with_secret()
        number = an_invoice("900.00")
        deliver(number)
        add("PO-2")
        assert regenerate(number, "PO-2").status == 200
        assert delivery_of(number)["status"] == "SCHEDULED"
        deliver(number)
        assert len(set(portal.payload_ids)) == 2


class TestOnceOnly:
    def test_a_message_that_comes_again_sends_nothing(self, portal):
        """R-268"""
        with_secret()
        number = an_invoice()
        deliver(number)
        with nothing_written():
            assert deliver(number) == []
            assert deliver(number, again=True) == []
        assert len(portal.received) == 1

    @pytest.mark.parametrize("when", list(When))
    def test_after_a_crash_the_same_document_goes_again(self, portal, when):
        """R-268: the portal knows it by its payload ID"""
        with_secret()
        number = an_invoice()
        assert crashed(lambda: deliver(number), 1, when)
        assert deliver(number) == []
        assert len(set(portal.payload_ids)) == 1
        assert delivery_of(number)["status"] == "DELIVERED"
        assert len(events_of(type_="InvoiceDelivered")) == 1

    def test_what_no_portal_is_to_get_stays(self, portal):
        """R-268"""
        number = an_invoice()
        with nothing_written():
            assert deliver(number) == []
        assert portal.received == []


class TestFailed:
    def test_a_refusal_is_recorded_with_its_reason(self, portal):
        """R-268"""
        with_secret()
        number = an_invoice()
        portal.answer = an_answer("400", "Bad Request", "no such order")
        assert deliver(number) == []
        delivery = delivery_of(number)
        assert (delivery["status"], delivery["reason"]) == ("NOT_DELIVERED", "REFUSED_BY_PORTAL")
        assert delivery["explanation"] == "400 Bad Request no such order"
        (event,) = events_of(type_="InvoiceDeliveryFailed")
        assert event["detail"]["explanation"] == delivery["explanation"]

    @pytest.mark.parametrize(
        "answer",
        [
            an_answer("500"),
            an_answer("560"),
            b"",
            b"<html/>",
            an_answer("ok"),
            b'<!DOCTYPE a [<!ENTITY b "c">]><cXML/>',
        ],
    )
    def test_what_may_pass_is_tried_again_and_recorded_at_the_last(self, portal, answer):
        """R-268"""
        with_secret()
        number = an_invoice()
        portal.answer = answer
        with nothing_written():
            assert deliver(number, tries=4) == ["1"]
        assert deliver(number, tries=5) == []
        assert delivery_of(number)["reason"] == "PORTAL_NOT_REACHED"

    def test_what_failed_is_delivered_when_somebody_asks_again(self, portal):
        """R-268"""
        with_secret()
        number = an_invoice()
        portal.fault = UNREACHED
        deliver(number, tries=5)
        portal.fault = None
        assert deliver(number) == []
        assert delivery_of(number)["reason"] == "PORTAL_NOT_REACHED"
        assert deliver(number, again=True) == []
        assert delivery_of(number)["status"] == "DELIVERED"

    def test_an_address_inside_is_never_posted_to(self, portal):
        """R-268"""
        with_secret()
        number = an_invoice()
        portal.fault = NotAllowed("documents go to public HTTPS addresses only")
        assert deliver(number) == []
        assert delivery_of(number)["reason"] == "ADDRESS_REFUSED"

    def test_without_the_secret_nothing_is_sent(self, portal):
        """R-265"""
        preference = delivering()
        number = an_invoice()
        deliver(number)
        assert delivery_of(number)["reason"] == "CREDENTIAL_MISSING"
        assert portal.received == []
        assert keep_secret(preference).status == 204
        deliver(number, again=True)
        assert delivery_of(number)["status"] == "DELIVERED"

    def test_a_secret_that_was_changed_meanwhile_is_not_sent(self, portal):
        """R-265: what the vault holds is the preference's own, or nothing goes out"""
        preference = with_secret()
        number = an_invoice()
        changed = a_put_body(procurementPortalSharedSecret="another-secret")
        assert call("PUT", path_of(preference), changed).status == 200
        set_status(preference, "VALIDATED", "TEST_INITIALIZED", "ACTIVE")
        deliver(number)
        assert delivery_of(number)["reason"] == "CREDENTIAL_MISSING"
        assert portal.received == []

    def test_a_preference_that_was_suspended_meanwhile_sends_nothing(self, portal):
        """R-266"""
        preference = with_secret()
        number = an_invoice()
        set_status(preference, "SUSPENDED")
        deliver(number)
        assert delivery_of(number)["reason"] == "PREFERENCE_SUSPENDED"
        assert portal.received == []

    @pytest.mark.parametrize("message", [{"again": 1}, {"replayTo": 1}])
    def test_a_message_that_says_something_else_fails(self, portal, message):
        """R-268"""
        assert deliver("US-1", **message) == ["1"]


class TestTestEnvironment:
    TEST: ClassVar[dict[str, str]] = {
        "buyerIdentifier": "AN01-T",
        "supplierIdentifier": "AN02-T",
        "procurementPortalInstanceEndpoint": "https://test.portal.example.com/cxml",
        "procurementPortalSharedSecret": "test-secret",
    }

    def test_a_replay_goes_there_alone_and_changes_nothing(self, portal):
        """R-263"""
        preference = with_secret(testEnvPreference=self.TEST)
        kept = keep_secret(preference, "test-secret", environment="TEST")
        assert kept.status == 204
        number = an_invoice()
        with nothing_written():
            replay = preference["procurementPortalPreferenceId"]
            assert deliver(number, replayTo=replay) == []
        ((address, _),) = portal.received
        assert address == "https://test.portal.example.com/cxml"
        (document,) = portal.documents
        request = document.find("Request")
        assert request is not None
        assert request.attrib["deploymentMode"] == "test"
        assert document.findtext("Header/Sender/Credential/SharedSecret") == "test-secret"
        deliver(number)
        assert len(set(portal.payload_ids)) == 2

    def test_without_a_test_environment_nothing_is_sent(self, portal):
        """R-263"""
        preference = with_secret()
        deliver(an_invoice(), replayTo=preference["procurementPortalPreferenceId"])
        assert portal.received == []


class TestSecret:
    def test_only_the_secret_of_the_preference_is_kept(self, portal):
        """R-265"""
        preference = delivering()
        wrong = keep_secret(preference, "another")
        check_refusal(wrong, 400, "ValidationException", "INVALID_INPUT")
        check_refusal(
            keep_secret(preference, environment="TEST"), 400, "ValidationException", "INVALID_INPUT"
        )
        theirs = keep_secret(preference, account=SELLER)
        check_refusal(theirs, 404, "ResourceNotFoundException")

    def test_it_goes_with_the_preference(self, portal):
        """R-265"""
        preference = with_secret()
        assert call("DELETE", path_of(preference)).status == 204
        again = call("DELETE", path_of(preference))
        check_refusal(again, 404, "ResourceNotFoundException")

    def test_it_is_nowhere_but_in_the_vault_and_the_document(self, portal, caplog, capsys):
        """R-265: not stored, not logged, not even when the portal sends it back"""
        with caplog.at_level(logging.INFO):
            with_secret()
            number = an_invoice()
            portal.answer = an_answer("401", "Unauthorized", f"wrong secret {SECRET}")
            deliver(number)
        printed = capsys.readouterr()
        assert "***" in delivery_of(number)["explanation"]
        for told in (caplog.text, printed.out, printed.err, json.dumps(everything_stored())):
            assert SECRET not in told
