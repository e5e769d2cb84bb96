"""Documents of invoices: rendered for every edition, kept, and handed out (R-385, R-391)."""

import hashlib
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import time_machine as travel

from procurement import bootstrap
from procurement.adapters.documents.renderer import TypstDocumentRenderer
from procurement.service.documents.render_documents import Workshop, render_documents
from tests.support.api import BUYER, SELLER, call
from tests.support.application import a_line_body, add, check_refusal, events_of, set_status
from tests.support.billing_settings import put_payment_settings
from tests.support.corrections import an_invoice, credit, regenerate
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.e_invoice_rules import text, ubl_faults
from tests.support.einvoicing import buyer_known, sellers_known
from tests.support.purchase_orders import EMEA
from tests.support.rendering import (
    BUCKET,
    SHIPPED,
    asked_for,
    documents,
    download,
    keys,
    make_room,
    pages,
    pdf_of,
    reader,
    render,
    work_off,
)

pytestmark = pytest.mark.usefixtures("aws", "clock", "room")

KINDS = ("PDF", "UBL", "FACTUR_X")


@pytest.fixture
def room(aws: None) -> None:
    make_room()


@pytest.fixture
def known(clock: Callable[[str], None]) -> None:
    """Seller and buyer are told, and there is a purchase order."""
    sellers_known()
    buyer_known()
    add("PO 7/a", a_line_body("10", total="9000.00"), bill_from=(EMEA,), currencyCode="EUR")
    clock("2027-02-03T06:00")


def an_euro_invoice(amount: str = "1000.00", tax: str = "190.00", **more: Any) -> str:
    return an_invoice(amount, tax=tax, entity=EMEA, currency="EUR", **more)


def message(invoice_id: str, account: str = BUYER) -> dict[str, str]:
    return {"accountId": account, "invoiceId": invoice_id}


def announced_event(type_: str) -> dict[str, Any]:
    """The last event of that type in the ledger, as EventBridge delivers it."""
    event = events_of(type_=type_)[-1]
    told = {name: event[name] for name in ("eventId", "subject", "at", "actor")}
    return {
        "version": "0",
        "source": "ledgerline",
        "detail-type": type_,
        "detail": {**told, "accountId": BUYER, "data": event["detail"]},
    }


class TestRendering:
    def test_an_issued_invoice_gets_all_of_its_documents(self, known):
        number = an_euro_invoice()
        assert render(announced_event("InvoiceIssued")) == []
        found = documents(number)
        assert [found[kind]["status"] for kind in KINDS] == ["AVAILABLE"] * 3
        assert sorted(keys()) == sorted(
            f"{BUYER}/{number}/000001/{kind}/{found[kind]['sha256']}.{ending}"
            for kind, ending in zip(KINDS, ("pdf", "xml", "pdf"), strict=True)
        )

    def test_the_documents_say_what_the_invoice_says(self, known):
        number = an_euro_invoice()
        render(message(number))
        answer = pdf_of(number).body
        told = " ".join(pages(download(answer["documentUrl"]))[0].split())
        assert f"Invoice {number}" in told
        assert "Purchase order PO 7/a PO line 10" in told
        assert "Total 1,190.00 EUR" in told
        ubl, factur_x = (download(each["documentUrl"]) for each in answer["supplementalDocuments"])
        assert ubl_faults(ubl) == []
        assert text(ubl, "cac:OrderReference/cbc:ID") == "PO 7/a"
        assert list(reader(factur_x).attachments) == ["factur-x.xml"]

    def test_a_digest_in_the_list_is_that_of_the_bytes(self, known):
        number = an_euro_invoice()
        render(message(number))
        answer = pdf_of(number).body
        content = download(answer["documentUrl"])
        listed = documents(number)["PDF"]
        assert listed["sha256"] == answer["sha256"] == hashlib.sha256(content).hexdigest()
        assert listed["size"] == len(content)

    def test_a_message_that_comes_again_changes_nothing(self, known):
        number = an_euro_invoice()
        render(message(number))
        before, kept = documents(number), keys()
        with counted() as commits:
            assert render(message(number), message(number)) == []
        assert commits.count == 0
        assert (documents(number), keys()) == (before, kept)
        assert len(events_of(type_="InvoiceDocumentsRendered")) == 1

    def test_the_event_names_what_was_made(self, known):
        number = an_euro_invoice()
        render(message(number))
        (event,) = events_of(type_="InvoiceDocumentsRendered")
        found = documents(number)
        assert event["detail"] == {
            "invoiceId": number,
            "edition": 1,
            "documents": [{"kind": kind, "sha256": found[kind]["sha256"]} for kind in KINDS],
            "missing": [],
        }

    def test_a_bad_message_fails_alone(self, known):
        number = an_euro_invoice()
        assert render({"invoiceId": 7}, message(number), message("US-404")) == ["0", "2"]
        assert documents(number)["PDF"]["status"] == "AVAILABLE"

    def test_marketplace_ship_to_and_own_line_number_are_shown(self, known):
        """R-021, R-176"""
        add(
            "SHIP",
            a_line_body("1", total="500.00"),
            bill_from=(EMEA,),
            currencyCode="EUR",
            shipTo="Warehouse 3\nHamburg",
        )
        set_status("PO 7/a", "SUSPENDED")
        number = an_euro_invoice("100.00", "19.00", charge_id="ch-ship")
        render(message(number))
        told = " ".join(pages(download(pdf_of(number).body["documentUrl"]))[0].split())
        assert "SHIP TO Warehouse 3 Hamburg" in told


class TestWhatIsMissing:
    @pytest.fixture(autouse=True)
    def _february(self, clock):
        clock("2027-02-03T06:00")

    def test_without_settings_there_is_a_pdf_and_a_list_of_what_is_missing(self):
        number = an_invoice("10.00")
        render(message(number))
        found = documents(number)
        assert [found[kind]["status"] for kind in KINDS] == [
            "AVAILABLE",
            "INCOMPLETE",
            "INCOMPLETE",
        ]
        fields = {problem["field"] for problem in found["UBL"]["problems"]}
        assert "paymentSettings.buyer.countryCode" in fields
        assert "paymentSettings.buyer.buyerReference" in fields
        assert pdf_of(number).body["supplementalDocuments"] == []

    def test_the_e_invoices_come_when_the_settings_are_complete(self, clock):
        """Asked for by whoever looks"""
        number = an_euro_invoice()
        render(message(number))
        before = documents(number)["PDF"]
        clock("2027-02-03T06:05")
        sellers_known()
        buyer_known()
        documents(number)
        assert work_off() > 0
        found = documents(number)
        assert [found[kind]["status"] for kind in KINDS] == ["AVAILABLE"] * 3
        assert found["PDF"] == before, "what is kept stays"

    def test_as_long_as_nothing_changed_trying_again_writes_nothing(self):
        number = an_invoice("10.00")
        render(message(number))
        with counted() as commits:
            render(message(number))
        assert commits.count == 0


class TestEditions:
    def test_every_edition_keeps_its_documents(self, known, clock):
        """R-391: the same number, another document version"""
        number = an_euro_invoice()
        render(message(number))
        first = documents(number)
        clock("2027-02-10T06:00")
        assert regenerate(number).status == 200
        render(announced_event("InvoiceRegenerated"))
        assert documents(number) == first
        second = documents(number, edition=2)
        assert {each["status"] for each in second.values()} == {"AVAILABLE"}
        assert second["PDF"]["sha256"] != first["PDF"]["sha256"]
        old, new = (
            " ".join(pages(download(pdf_of(number, edition=str(n)).body["documentUrl"]))[0].split())
            for n in (1, 2)
        )
        assert "Purchase order PO 7/a" in old
        assert "Edition 2 of 2027-02-10, replaces edition 1" in new
        assert "Purchase order none" in new

    def test_an_edition_that_was_missed_is_rendered_as_it_was(self, known, clock):
        """Its message was lost, and the invoice has another edition by now"""
        number = an_euro_invoice()
        clock("2027-02-10T06:00")
        regenerate(number)
        render(message(number))
        answer = pdf_of(number, edition="1").body
        assert "Purchase order PO 7/a" in " ".join(
            pages(download(answer["documentUrl"]))[0].split()
        )

    def test_credit_memos_that_are_regenerated_along_get_theirs(self, known, clock):
        number = an_euro_invoice()
        memo = credit(number, "100.00").body["invoiceId"]
        render(announced_event("CreditMemoIssued"))
        assert documents(memo)["UBL"]["status"] == "AVAILABLE"
        clock("2027-02-10T06:00")
        regenerate(number)
        render(announced_event("InvoiceRegenerated"))
        assert documents(memo, edition=2)["UBL"]["status"] == "AVAILABLE"

    def test_a_credit_memo_names_its_invoice(self, known):
        """R-151; BT-25"""
        number = an_euro_invoice()
        memo = credit(number, "100.00").body["invoiceId"]
        render(message(memo))
        (ubl, _) = pdf_of(memo).body["supplementalDocuments"]
        xml = download(ubl["documentUrl"])
        assert ubl_faults(xml) == []
        reference = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
        assert text(xml, reference) == number
        assert text(xml, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "119.00"


class TestAsking:
    def test_what_is_not_there_yet_is_asked_for(self, known):
        """A lost message is made up for"""
        number = an_euro_invoice()
        answer = pdf_of(number)
        assert (answer.status, answer.body["code"]) == (503, "DOCUMENT_PENDING")
        assert answer.headers["retry-after"]
        assert asked_for() == [message(number)]
        assert documents(number)["PDF"]["status"] == "PENDING"
        work_off()
        assert pdf_of(number).status == 200

    def test_what_is_complete_is_not_asked_for_again(self, known):
        number = an_euro_invoice()
        render(message(number))
        documents(number)
        pdf_of(number)
        assert asked_for() == []

    def test_an_address_lasts_a_quarter_of_an_hour_and_names_the_file(self, known):
        """R-385"""
        number = an_euro_invoice()
        render(message(number))
        answer = pdf_of(number).body
        assert answer["documentUrlExpirationDate"] == "2027-02-03T06:15:00.000Z"
        assert "X-Amz-Expires=900" in answer["documentUrl"]
        assert "AWS4-HMAC-SHA256" in answer["documentUrl"]
        assert f"{number}.pdf" in answer["documentUrl"]
        assert [each["documentId"] for each in answer["supplementalDocuments"]] == [
            f"{number}.xml",
            f"{number}-factur-x.pdf",
        ]
        assert {each["documentType"] for each in answer["supplementalDocuments"]} == {
            "TAX_E_INVOICE"
        }

    @pytest.mark.parametrize("path", ["documents", "pdf"])
    def test_nobody_sees_the_documents_of_others(self, known, path):
        number = an_euro_invoice()
        render(message(number))
        check_refusal(
            call("GET", f"/invoices/{number}/{path}", account=SELLER),
            404,
            "ResourceNotFoundException",
            "INVOICE_NOT_FOUND",
        )
        assert asked_for() == []

    @pytest.mark.parametrize(
        "number", ["..%2F..%2F444455556666", "US%2F..%2FUS", "%00", "*", "a" * 255]
    )
    def test_a_number_that_tries_to_be_a_path_is_just_not_found(self, number):
        for path in ("documents", "pdf"):
            check_refusal(
                call("GET", f"/invoices/{number}/{path}"),
                404,
                "ResourceNotFoundException",
                "INVOICE_NOT_FOUND",
            )

    def test_an_edition_that_never_was_is_not_found(self, known):
        number = an_euro_invoice()
        render(message(number))
        check_refusal(
            pdf_of(number, edition="2"), 404, "ResourceNotFoundException", "EDITION_NOT_FOUND"
        )
        check_refusal(pdf_of(number, edition="0"), 400, "ValidationException", "INVALID_INPUT")


class TestCrashesAndRaces:
    @pytest.fixture
    def workshop(self) -> Workshop:
        return Workshop(
            unit_of_work=bootstrap.unit_of_work(),
            renderer=TypstDocumentRenderer(SHIPPED),
            store=bootstrap.document_store(),
            clock=bootstrap.clock(),
            entities=bootstrap.entities(),
        )

    @pytest.mark.parametrize("when", list(When))
    def test_a_crash_leaves_nothing_that_a_repeat_does_not_mend(self, known, workshop, when):
        number = an_euro_invoice()
        assert crashed(lambda: render_documents(BUYER, number, workshop), 1, when)
        render(message(number))
        assert {each["status"] for each in documents(number).values()} == {"AVAILABLE"}
        assert len(keys()) == 3
        assert len(events_of(type_="InvoiceDocumentsRendered")) == 1

    def test_of_two_that_render_at_once_the_first_to_save_is_kept(self, known, workshop):
        """They saw different addresses; one set of bytes stands, and the list names it"""
        number = an_euro_invoice()

        def meanwhile(commit: Callable[[], None]) -> None:
            other = Workshop(
                unit_of_work=bootstrap.unit_of_work(),
                renderer=workshop.renderer,
                store=workshop.store,
                clock=workshop.clock,
                entities=workshop.entities,
            )
            render_documents(BUYER, number, other)
            commit()

        with meeting(1, meanwhile):
            assert render_documents(BUYER, number, workshop) == 0
        assert len(events_of(type_="InvoiceDocumentsRendered")) == 1
        content = download(pdf_of(number).body["documentUrl"])
        assert hashlib.sha256(content).hexdigest() == documents(number)["PDF"]["sha256"]

    def test_bytes_that_are_kept_are_never_written_over(self, known, clock):
        """R-391"""
        number = an_euro_invoice()
        render(message(number))
        s3 = boto3.client("s3")
        before = [each["LastModified"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
        put_payment_settings(billTo="Somebody else")
        clock("2027-02-04T06:00")
        render(message(number))
        after = [each["LastModified"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
        assert after == before


def test_the_time_in_a_document_is_not_the_time_of_rendering(
    known: None, time_machine: travel.TimeMachineFixture
) -> None:
    """Rendered a month later, it is the same document"""
    number = an_euro_invoice()
    time_machine.move_to("2027-03-03T06:00Z")
    render(message(number))
    made = reader(download(pdf_of(number).body["documentUrl"])).metadata
    assert made is not None
    assert made.creation_date.isoformat() == "2027-02-03T06:00:00+00:00"
