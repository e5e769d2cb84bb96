"""Orders of procurement portals: sent as cXML, they are purchase orders of the account."""

import json
import logging
from collections.abc import Callable

import pytest

from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    accepted,
    add,
    events_of,
    everything_stored,
    get,
    items,
    nothing_written,
)
from tests.support.application import path_of as path_of_purchase_order
from tests.support.crashes import When, crashed, meeting
from tests.support.cxml import (
    DOCTYPE,
    a_message,
    an_extrinsic,
    an_item,
    an_order,
    orders,
    posted,
    retrieving,
    told,
)
from tests.support.portals import SECRET, created
from tests.support.purchase_orders import EMEA, INC

pytestmark = pytest.mark.usefixtures("aws", "clock")

Body = dict[str, object]

LATER = "2027-01-16T12:00:00+00:00"


@pytest.fixture
def portal(aws: None, clock: Callable[[str], None]) -> Body:
    return retrieving()


class TestNew:
    def test_it_becomes_a_purchase_order(self, portal):
        """R-262"""
        answer = orders(portal, payload_id="17@portal.example.com")
        assert (answer.code, answer.text) == (200, "OK"), answer.explanation
        assert answer.payload_id == "17@portal.example.com"
        assert answer.explanation == "purchase order PO-1 was created"
        made = get("PO-1")
        assert made["billFrom"] == [INC]
        assert made["currencyCode"] == "USD"
        assert (made["effectiveMonth"], made["expirationMonth"]) == ("2027-01", "2027-12")
        (line,) = made["lineItems"]
        assert (line["lineItemNumber"], line["type"]) == ("1", "ALL")
        assert (line["unitPrice"], line["quantity"]) == ("500.00", "6")
        assert (line["startMonth"], line["endMonth"]) == ("2027-01", "2027-12")
        assert line["isBalanceTracked"] is True
        assert line["description"] == "Cloud usage"

    def test_everything_it_says_is_taken_over(self, portal):
        """R-262: addresses, contacts, comments, periods, taxes, what Extrinsics tell"""
        head = f"""
          <ShipTo><Address><Name xml:lang="en">Example Corp</Name><PostalAddress>
            <DeliverTo>Desk 7</DeliverTo><Street>1 Main Street</Street><City>Springfield</City>
            <State>IL</State><PostalCode>62701</PostalCode>
            <Country isoCountryCode="US">United States</Country></PostalAddress></Address></ShipTo>
          <BillTo><Address><Name xml:lang="en">Accounts</Name><Email>ap@example.com</Email>
          </Address></BillTo>
          <Contact role="buyer"><Name xml:lang="en">Pat Example</Name>
            <Email>pat@example.com</Email><Phone><TelephoneNumber>
            <CountryCode isoCountryCode="US">1</CountryCode><AreaOrCityCode>555</AreaOrCityCode>
            <Number>0100</Number></TelephoneNumber></Phone></Contact>
          <Comments xml:lang="en">For the
             data platform</Comments>
          {an_extrinsic("BillFrom", f"{EMEA}; {INC}")}"""
        period = '<SpendDetail><Extrinsic name="x">y</Extrinsic></SpendDetail>'
        line = an_item(
            "7",
            "100.00",
            "3",
            extra=f"""<Tax><Money currency="USD">24.00</Money></Tax>{period}
            <Period startDate="2027-03-01" endDate="2027-05-31T23:59:59Z"/>
            {an_extrinsic("lineItemType", "AWS_MONTHLY_USAGE")}
            {an_extrinsic("isBalanceTracked", "no")}""",
        )
        said = 'effectiveDate="2027-02-01" expirationDate="2027-06-30T00:00:00-08:00"'
        answer = orders(portal, line, total="300.00", head=head, attributes=said)
        assert answer.code == 200, answer.explanation
        made = get("PO-1")
        assert made["billFrom"] == [EMEA, INC]
        assert (made["effectiveMonth"], made["expirationMonth"]) == ("2027-02", "2027-06")
        assert made["shipTo"] == (
            "Example Corp\nDesk 7\n1 Main Street\n62701 Springfield IL\nUnited States"
        )
        assert made["description"] == "For the data platform"
        assert [(each["email"], each["name"]) for each in made["contacts"]] == [
            ("pat@example.com", "Pat Example"),
            ("ap@example.com", "Accounts"),
        ]
        assert made["contacts"][0]["telephone"] == "+1 555 0100"
        (taken,) = made["lineItems"]
        assert (taken["startMonth"], taken["endMonth"]) == ("2027-03", "2027-05")
        assert taken["type"] == "AWS_MONTHLY_USAGE"
        assert taken["isBalanceTracked"] is False
        assert taken["tax"] == {"type": "AMOUNT", "value": "24.00"}

    def test_a_blanket_order_has_its_limit_as_price(self, portal):
        """R-262"""
        line = """<ItemOut quantity="1" lineNumber="1" requestedDeliveryDate="2027-04-02">
          <ItemID><SupplierPartID>AWS</SupplierPartID></ItemID>
          <BlanketItemDetail><Description xml:lang="en"><ShortName>Cloud</ShortName></Description>
          <MaxAmount><Money currency="USD">9,000.00</Money></MaxAmount></BlanketItemDetail>
          </ItemOut>"""
        assert orders(portal, line, total="9000").code == 200
        (taken,) = get("PO-1")["lineItems"]
        assert (taken["unitPrice"], taken["description"]) == ("9000.00", "Cloud")
        assert (taken["startMonth"], taken["endMonth"]) == ("2027-04", "2027-12")

    def test_the_ledger_names_the_portal(self, portal):
        """R-262"""
        orders(portal)
        (event,) = [each for each in events_of() if each["type"] == "PurchaseOrderAdded"]
        assert event["actor"] == portal["procurementPortalPreferenceArn"]

    def test_all_problems_are_told_in_the_words_of_the_document(self, portal):
        """R-262: nothing is stored, and everything is told at once"""
        lines = (
            an_item("1", "1.005"),
            an_item("1", currency="EUR", requestedDeliveryDate="soon"),
            an_item("3", extra=an_extrinsic("lineItemType", "BOOKS")),
        )
        with nothing_written():
            answer = orders(portal, *lines, attributes='expirationDate="2026-06-30"')
        assert (answer.code, answer.text) == (400, "Bad Request")
        for part in (
            "ItemOut[1]/UnitPrice/Money must be a decimal",
            "ItemOut[2]/UnitPrice/Money is in EUR, the order in USD",
            "ItemOut[2]/@requestedDeliveryDate is not a date of ISO 8601",
            "ItemOut[3]/Extrinsic[@name='lineItemType'] 'BOOKS' is none of",
            "OrderRequestHeader/@expirationDate",
            "Total/Money is 3000.00, but the lines come to 6006.030",
        ):
            assert part in answer.explanation, answer.explanation

    def test_an_order_without_a_seller_of_record_says_how_to_name_one(self, aws):
        """R-016"""
        answer = orders(retrieving(selector={"invoiceUnits": [], "sellerOfRecords": []}))
        assert answer.code == 400
        assert "Extrinsic[@name='billFrom'] names at least one" in answer.explanation

    @pytest.mark.parametrize("number", ["", " ", "x" * 500, "PO#1", "a\nb"])
    def test_a_number_that_no_purchase_order_has_is_refused(self, portal, number):
        """R-005, R-007"""
        with nothing_written():
            answer = orders(portal, order_id=number)
        assert answer.code == 400
        assert "OrderRequestHeader/@orderID" in answer.explanation


class TestRepeats:
    def test_the_same_document_twice_is_one_purchase_order(self, portal):
        """R-262"""
        document = a_message(an_order())
        assert posted(portal, document).code == 200
        with nothing_written():
            again = posted(portal, document)
        assert (again.code, again.explanation) == (
            200,
            "order PO-1 was taken before; nothing changed",
        )

    def test_the_same_order_in_another_document_is_one_purchase_order(self, portal):
        """R-262"""
        orders(portal, payload_id="1@x")
        with nothing_written():
            assert orders(portal, payload_id="2@x", at=LATER).code == 200

    def test_another_content_under_the_same_version_is_refused(self, portal):
        """R-262"""
        orders(portal)
        with nothing_written():
            answer = orders(portal, an_item(quantity="7"), total="3500", at=LATER)
        assert (answer.code, answer.text) == (409, "Conflict")
        assert "at version 1 with another content" in answer.explanation

    def test_an_older_version_that_arrives_late_is_ignored(self, portal):
        """R-262"""
        orders(portal, version=3)
        with nothing_written():
            answer = orders(portal, an_item(quantity="7"), total="3500", version=2, type_="update")
        assert answer.code == 200
        assert answer.explanation == (
            "ignored: version 3 of order PO-1 is newer and was taken before"
        )

    def test_without_versions_the_older_document_is_ignored(self, portal):
        """R-262"""
        orders(portal, version=None)
        update = {"version": None, "type_": "update", "total": "3500"}
        assert orders(portal, an_item(quantity="7"), at=LATER, **update).code == 200
        with nothing_written():
            late = orders(portal, an_item(quantity="9"), at="2027-01-15T13:00:00Z", **update)
        assert "ignored" in late.explanation
        assert get("PO-1")["lineItems"][0]["quantity"] == "7"

    @pytest.mark.parametrize("when", list(When))
    def test_after_a_crash_the_same_document_makes_one_purchase_order(self, portal, when):
        """R-262: the order's record and the purchase order are one transaction"""
        document = a_message(an_order())
        assert crashed(lambda: posted(portal, document), 1, when)
        assert posted(portal, document).code == 200
        assert get("PO-1")["version"] == 1
        added = [each for each in events_of() if each["type"] == "PurchaseOrderAdded"]
        assert len(added) == 1
        assert not crashed(lambda: posted(portal, document), 1, when)

    def test_sent_twice_at_once_it_is_one_purchase_order(self, portal):
        """R-147, R-262: the later of the two looks again and finds it done"""
        document = a_message(an_order())

        def overtaken(commit: Callable[[], None]) -> None:
            assert posted(portal, document).explanation.endswith("was created")
            commit()

        with meeting(1, overtaken):
            assert "taken before" in posted(portal, document).explanation
        assert get("PO-1")["version"] == 1


class TestUpdate:
    def test_it_changes_what_may_be_changed_as_one_version(self, portal):
        """R-067, R-076"""
        orders(portal, an_item("1"), an_item("2"), total="6000")
        answer = orders(
            portal, an_item("1", quantity="8"), version=2, total="4000", type_="update", at=LATER
        )
        assert answer.explanation == "purchase order PO-1 was changed"
        changed = get("PO-1")
        assert changed["version"] == 2
        assert [each["lineItemNumber"] for each in changed["lineItems"]] == ["1"]
        assert changed["lineItems"][0]["quantity"] == "8"

    def test_what_it_does_not_say_stays_as_people_set_it(self, portal):
        """R-067"""
        orders(portal)
        edit = {"billFrom": [EMEA], "expirationMonth": "2028-03"}
        assert call("PATCH", path_of_purchase_order("PO-1"), edit).status == 200
        answer = orders(
            portal, an_item(quantity="7"), total="3500", version=2, type_="update", at=LATER
        )
        assert answer.code == 200, answer.explanation
        changed = get("PO-1")
        assert (changed["billFrom"], changed["expirationMonth"]) == ([EMEA], "2028-03")
        assert changed["lineItems"][0]["endMonth"] == "2027-12"

    def test_the_currency_is_fixed(self, portal):
        """R-026"""
        orders(portal)
        with nothing_written():
            answer = orders(
                portal, an_item(currency="EUR"), currency="EUR", version=2, type_="update"
            )
        assert answer.code == 400
        assert "Total/Money/@currency is fixed at creation" in answer.explanation

    def test_of_an_order_that_never_arrived_it_is_the_first(self, portal):
        """R-262"""
        assert orders(portal, type_="update", version=4).explanation.endswith("was created")

    def test_a_purchase_order_of_a_user_is_left_alone(self, portal):
        """R-262"""
        add("PO-1")
        with nothing_written():
            answer = orders(portal)
        assert answer.code == 409
        assert "no order of the portal made it" in answer.explanation

    def test_one_that_marketplace_made_is_taken_over(self, portal):
        """R-189, R-203: its lines stay"""
        accepted(references={"purchaseOrderReference": "PO-1"})
        before = {each["lineItemNumber"] for each in get("PO-1")["lineItems"]}
        answer = orders(portal, an_item("77"))
        assert answer.explanation == "purchase order PO-1 was changed"
        after = {each["lineItemNumber"] for each in get("PO-1")["lineItems"]}
        assert after == before | {"77"}


class TestDelete:
    def test_it_deletes_the_purchase_order(self, portal):
        """R-070"""
        orders(portal)
        answer = orders(portal, type_="delete", at=LATER)
        assert answer.explanation == "purchase order PO-1 was deleted"
        assert call("GET", path_of_purchase_order("PO-1")).status == 404
        with nothing_written():
            again = orders(portal, type_="delete", at="2027-01-17T12:00:00Z")
        assert "taken before" in again.explanation

    def test_the_number_may_be_ordered_again(self, portal, clock):
        """R-009"""
        orders(portal)
        orders(portal, type_="delete", at=LATER)
        clock("2027-01-17T12:01")
        with nothing_written():
            assert "ignored" in orders(portal, version=2, at="2027-01-15T13:00:00Z").explanation
        assert orders(portal, at="2027-01-17T12:00:00Z").explanation.endswith("was created")

    def test_one_with_marketplace_lines_says_why_it_stays(self, portal):
        """R-072"""
        accepted(references={"purchaseOrderReference": "PO-1"})
        orders(portal, an_item("77"))
        with nothing_written():
            answer = orders(portal, type_="delete", at=LATER)
        assert answer.code == 409
        assert "AWS Marketplace agreements" in answer.explanation

    def test_what_is_not_there_needs_no_deletion(self, portal):
        """R-262"""
        answer = orders(portal, type_="delete")
        assert answer.explanation == "order PO-1 has no purchase order; nothing to delete"
        assert "ignored" in orders(portal, at="2027-01-14T12:00:00Z").explanation


class TestCredentials:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"secret": SECRET + "x"},
            {"secret": ""},
            {"buyer": "AN-OTHER"},
            {"supplier": "AN-OTHER"},
            {"sender": ("NetworkID", "AN-OTHER")},
            {"sender": ("AribaNetworkUserId", "sysadmin@ariba.com")},
        ],
    )
    def test_what_does_not_fit_is_refused_in_the_same_words(self, portal, wrong):
        """R-262: neither the preference nor what was wrong is told"""
        with nothing_written():
            answer = orders(portal, **wrong)
        assert (answer.code, answer.text) == (401, "Unauthorized")
        assert answer.explanation == "the credentials were not recognized"

    @pytest.mark.parametrize("account", [BUYER, SELLER, "nobody", "0" * 12])
    def test_another_address_opens_nothing(self, portal, account):
        """R-262: the secret is good for its own preference only"""
        other = portal | {"awsAccountId": account, "procurementPortalPreferenceId": "portal-x"}
        assert orders(other).code == 401

    def test_the_network_hands_on_what_buyers_send(self, aws):
        """R-262: SAP Business Network is the sender"""
        network = retrieving(procurementPortalName="SAP_BUSINESS_NETWORK")
        sender = ("AribaNetworkUserId", "sysadmin@ariba.com")
        assert orders(network, sender=sender).code == 200
        assert orders(network, sender=sender, secret="guessed").code == 401

    def test_nothing_is_taken_before_it_is_activated(self, aws):
        """R-266"""
        answer = orders(created(purchaseOrderRetrievalEnabled=True))
        assert (answer.code, answer.text) == (403, "Forbidden")

    def test_what_is_in_the_document_chooses_no_account(self, portal):
        """R-262"""
        theirs = retrieving(account=SELLER, procurementPortalSharedSecret="another-secret")
        assert orders(theirs).code == 401
        assert orders(theirs, secret="another-secret").code == 200
        assert items("/purchase-orders") == []
        assert [each["purchaseOrderId"] for each in items("/purchase-orders", account=SELLER)] == [
            "PO-1"
        ]

    def test_the_secret_is_nowhere(self, portal, caplog, capsys):
        """R-265: neither stored nor logged, whether it is right or wrong"""
        with caplog.at_level(logging.INFO):
            orders(portal)
            orders(portal, secret="not-the-secret-at-all")
        printed = capsys.readouterr()
        for told_anywhere in (
            caplog.text,
            printed.out,
            printed.err,
            json.dumps(everything_stored()),
        ):
            assert SECRET not in told_anywhere
            assert "not-the-secret-at-all" not in told_anywhere


class TestTestMode:
    def test_a_test_is_judged_and_nothing_comes_of_it(self, portal):
        """R-263"""
        with nothing_written():
            answer = orders(portal, mode="test")
            assert answer.explanation == "test: purchase order PO-1 would be created"
            assert orders(portal, an_item(quantity="-1"), mode="test").code == 400

    def test_the_test_environment_makes_tests_only(self, aws):
        """R-263, R-265"""
        test = {
            "buyerIdentifier": "AN01-T",
            "supplierIdentifier": "AN02-T",
            "procurementPortalSharedSecret": "test-secret",
        }
        tried = retrieving(testEnvPreference=test, active=False)
        said = {"buyer": "AN01-T", "supplier": "AN02-T", "secret": "test-secret"}
        with nothing_written():
            assert orders(tried, **said).explanation.startswith("test:")
            assert orders(tried, **said | {"secret": SECRET}).code == 401
            assert orders(tried).code == 403


class TestOtherRequests:
    def test_a_profile_tells_what_is_understood(self, portal):
        """R-262: portals ask it first"""
        answer = posted(portal, a_message("<ProfileRequest/>"))
        assert answer.code == 200
        transactions = answer.root.findall("Response/ProfileResponse/Transaction")
        assert [each.attrib["requestName"] for each in transactions] == [
            "OrderRequest",
            "ProfileRequest",
        ]
        assert all(
            (each.findtext("URL") or "").startswith("https://api.example.com/v1/cxml/")
            for each in transactions
        )
        assert posted(portal, a_message("<ProfileRequest/>", secret="x")).code == 401

    def test_punchout_is_not_offered(self, portal):
        """R-262"""
        answer = posted(portal, a_message("<PunchOutSetupRequest/>"))
        assert (answer.code, answer.text) == (450, "Not Implemented")

    @pytest.mark.parametrize(
        "content",
        [
            "<OrderRequest/>",
            '<OrderRequest><OrderRequestHeader orderID="1" type="make"/></OrderRequest>',
        ],
    )
    def test_an_order_of_which_nothing_can_be_told_is_refused(self, portal, content):
        """R-262"""
        assert posted(portal, a_message(content)).code == 400


BOMB = """<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
FILE = """<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>"""
PARAMETER = """<!DOCTYPE cXML [<!ENTITY % x SYSTEM "https://example.com/x.dtd"> %x;]>"""
SUBSET = """<!DOCTYPE cXML SYSTEM "cXML.dtd" [<!ATTLIST cXML payloadID CDATA "1">]>"""


class TestHostileDocuments:
    @pytest.mark.parametrize("doctype", [BOMB, FILE, PARAMETER, SUBSET])
    def test_declarations_of_their_own_are_refused(self, portal, doctype):
        """R-262: entities and internal subsets, before anything is expanded or fetched"""
        with nothing_written():
            answer = orders(portal, doctype=doctype)
        assert (answer.code, answer.text) == (406, "Not Acceptable")

    def test_an_entity_that_nobody_declared_is_refused(self, portal):
        """R-262"""
        document = a_message(an_order()).replace("Cloud usage", "&secret;")
        assert posted(portal, document).code == 406

    @pytest.mark.parametrize(
        "document",
        [
            b"",
            b"\x00" * 100,
            b"not xml",
            b"<cXML>",
            b"<html/>",
            b"<cXML/>",
            a_message(an_order()).replace("Cloud", "Cl\x00ud").encode(),
            a_message(an_order()).encode("utf-16"),
            a_message(an_order()).replace("UTF-8", "UTF-16").encode("utf-16"),
            a_message(an_order()).replace("UTF-8", "ISO-8859-1").encode(),
            a_message(an_order()).replace("Cloud", "Clöud").encode("latin-1"),
            a_message("<a>" * 200 + "</a>" * 200).encode(),
            a_message("<a/>" * 60_000).encode(),
            a_message("<a " + " ".join(f'a{n}="1"' for n in range(100)) + "/>").encode(),
            a_message("x" * 1_000_001).encode(),
            a_message(an_order()).replace("payloadID", "payload").encode(),
            a_message(an_order()).replace("<Header>", "<Head>").encode(),
            a_message(an_order()).replace("2027-01-15T12", "yesterday").encode(),
        ],
    )
    def test_what_cannot_be_read_is_told_so(self, portal, document):
        """R-262: bounded in bytes, depth, elements and attributes; UTF-8 only"""
        with nothing_written():
            assert posted(portal, document).code == 406

    def test_other_media_types_are_refused(self, portal):
        """R-262: attachments are not taken"""
        document = a_message(an_order())
        assert posted(portal, document, "multipart/related; boundary=x").code == 406
        assert posted(portal, document, "application/xml; charset=utf-8").code == 200

    def test_a_document_type_is_only_named(self, portal):
        """R-262: real documents have one; it is never fetched, as no socket is open here"""
        assert orders(portal, doctype=DOCTYPE).code == 200

    def test_markup_in_texts_comes_back_as_text(self, portal):
        """R-262"""
        payload_id = '"><Status code="200"/>&amp;'
        answer = orders(portal, payload_id=payload_id, order_id="<b>&")
        assert (answer.code, answer.payload_id) == (400, payload_id)

    def test_of_a_fault_nothing_is_told(self, portal, monkeypatch, caplog):
        """R-262"""
        monkeypatch.setattr(
            "procurement.entrypoints.cxml.answer.read_order", lambda _: {}["inner detail"]
        )
        answer = orders(portal)
        assert (answer.code, answer.explanation) == (500, "the request could not be completed")


def test_an_answer_reads_as_cxml(portal):
    """R-262"""
    text = call("POST", "/cxml/1/2", raw_body=b"", content_type="text/xml").body
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE cXML SYSTEM')
    assert told(text).code == 406
