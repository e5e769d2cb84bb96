"""Bad input gets a clear, typed error and changes nothing; nobody sees another's things."""

import json
from typing import Any

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, SELLER, Answer, call, segment
from tests.support.application import (
    a_line_body,
    a_purchase_order_body,
    accepted,
    add,
    an_offer_body,
    check_refusal,
    draft,
    get,
    items,
    nothing_written,
    path_of,
    released,
)
from tests.support.billing import a_usage_charge, charged, invoice_now

OTHER = "999988887777"

NO_JSON = (
    "",
    "{",
    "not json",
    '{"purchaseOrderId": "PO-1",}',
    '{"purchaseOrderId": "PO-1"} x',
    '{"lineItems": [{"unitPrice": NaN}]}',
    '{"lineItems": [{"quantity": Infinity}]}',
    '{"lineItems": ' + "[" * 5000 + "]" * 5000 + "}",
    '{"description": "\\ud800"}',
    '{"tags": {"\\ud800": "x"}}',
    '{"lineItems": [{"quantity": ' + "9" * 6000 + "}]}",
    '{"lineItems": [{"quantity": 1e999999999}]}',
    "\x00",
)
NO_OBJECTS = (None, [], "text", 7, True, [{}])
WRONG_TYPES = (
    ("purchaseOrderId", 7),
    ("purchaseOrderId", ["PO-1"]),
    ("purchaseOrderId", {"S": "PO-1"}),
    ("description", False),
    ("billFrom", "Amazon Web Services, Inc."),
    ("billFrom", [7]),
    ("effectiveMonth", 202701),
    ("effectiveMonth", {}),
    ("contacts", {"email": "a@example.com"}),
    ("contacts", ["a@example.com"]),
    ("tags", [["a", "b"]]),
    ("tags", {"a": 1}),
    ("lineItems", {}),
    ("lineItems", [[]]),
    ("lineItems", [{"unitPrice": True}]),
    ("lineItems", [{"unitPrice": {}}]),
    ("lineItems", [{"isBalanceTracked": "perhaps"}]),
    ("lineItems", [{"tax": "19"}]),
    ("lineItems", [{"tax": {"type": "PERCENTAGE"}}]),
)
TOO_LONG = (
    ("purchaseOrderId", "x" * 101),
    ("description", "x" * 1001),
    ("description", "x" * 100_000),
    ("shipTo", "x" * 1001),
    ("billFrom", ["x" * 5000]),
    ("currencyCode", "USDOLLAR"),
    ("effectiveMonth", "2027-01" + "0" * 500),
    ("taxRegistrationNumbers", ["x" * 101]),
    ("invoiceUnits", ["x"] * 101),
    ("tags", {"x" * 129: "y"}),
    ("tags", {"x": "y" * 257}),
    ("contacts", [{"email": "a" * 300 + "@example.com", "name": "A"}]),
    ("contacts", [{"email": "a@example.com", "name": "A" * 256}]),
    ("contacts", [{"email": "a@example.com", "name": "A", "telephone": "1" * 41}]),
    ("lineItems", [a_line_body("x" * 51)]),
    ("lineItems", [a_line_body(description="x" * 256)]),
    ("lineItems", [a_line_body(total="1" * 16)]),
    ("lineItems", [a_line_body(total="1" * 200)]),
)
LEGAL_IDS = (
    "PO 7/a:b=c+d-e%f@g_h.i",
    "%2F",
    "%",
    "%25",
    "..",
    "a//b",
    "a+b",
    "a b",
    "=1+1",
    "QUOTA",
    "PO:1",
    "@",
    "null",
    "x" * 100,
)
UNKNOWN_IDS = (
    "#",
    "PO\x00",
    "'; --",
    "ü",
    "\U0001f600",
    "PO-1 ",
    " PO-1",
    "po-1",
    "x" * 255,
    "%FF",
)
BAD_SEGMENTS = ("%FF", "%", "%zz", "PO-1%00", "%2e%2e", "%23")
ENDLESS_IDS = ("x" * 2000, "\U0001f600" * 600)
STRANGE_ACCOUNTS = (OTHER, SELLER, "", " ", "QUOTA", "PO-1")
BAD_OFFERS = (
    ("name", ""),
    ("name", "x" * 151),
    ("name", "a<b"),
    ("productId", "a b"),
    ("productType", "SAAS_SUBSCRIPTION"),
    ("targetAccountIds", []),
    ("targetAccountIds", ["12"]),
    ("contractDuration", "12 months"),
    ("contractDuration", "P999999999999M"),
    ("availabilityEndDate", "2027-02-30"),
    ("availabilityEndDate", "2027-01-14"),
    ("currencyCode", "CHF"),
    ("intendedTotal", "1e3"),
    ("netPaymentTerm", "P31D"),
    ("schedule", {}),
    ("schedule", []),
    ("clientToken", "a b"),
    ("installmentPlan", {"total": "100.00"}),
    ("installmentPlan", {"numberOfPayments": "many"}),
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def post(body: Any) -> Answer:
    return call("POST", "/purchase-orders", body)


def fields(answer: Answer) -> set[str]:
    return {field for field, _ in answer.reasons}


class TestBodies:
    def test_what_is_no_json_is_a_validation_error(self, subtests):
        for text in NO_JSON:
            with subtests.test(text=ascii(text)[:40]):
                with nothing_written():
                    answer = call("POST", "/purchase-orders", raw_body=text)
                check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")

    def test_a_body_is_an_object(self, subtests):
        for body in NO_OBJECTS:
            with subtests.test(body=ascii(body)[:40]):
                with nothing_written():
                    answer = call("POST", "/purchase-orders", raw_body=json.dumps(body))
                check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")

    def test_a_wrong_type_is_named_by_its_member(self, subtests):
        for member, value in WRONG_TYPES:
            with subtests.test(member=ascii(member)[:40], value=ascii(value)[:40]):
                with nothing_written():
                    answer = post({**a_purchase_order_body("PO-1"), member: value})
                check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
                assert all(field.startswith(member) for field in fields(answer))

    def test_unknown_members_are_refused_wherever_they_are(self):
        body = a_purchase_order_body("PO-1", a_line_body(colour="red"), status="ACTIVE")
        body["contacts"] = [{"email": "a@example.com", "name": "A", "fax": "1"}]
        with nothing_written():
            answer = post(body)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {
            ("status", "EXTRA_FORBIDDEN"),
            ("contacts[0].fax", "EXTRA_FORBIDDEN"),
            ("lineItems[0].colour", "EXTRA_FORBIDDEN"),
        }

    def test_what_is_too_long_is_refused(self, subtests):
        """R-005, R-015, R-032, R-037, R-077, R-078"""
        for member, value in TOO_LONG:
            with subtests.test(member=ascii(member)[:40], value=ascii(value)[:40]):
                with nothing_written():
                    answer = post({**a_purchase_order_body("PO-1"), member: value})
                check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
                assert all(field.startswith(member) for field in fields(answer)), answer.reasons

    def test_every_problem_of_a_new_order_is_told_at_once(self):
        """R-005 to R-032: a typed error names the field and the rule"""
        with nothing_written():
            answer = post(
                {
                    "purchaseOrderId": " #" + "x" * 100,
                    "effectiveMonth": "2027-05",
                    "expirationMonth": "2026-12",
                    "lineItems": [{}, {}],
                }
            )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        rules = {(problem["field"], problem.get("rule")) for problem in answer.body["problems"]}
        assert rules >= {
            ("purchaseOrderId", "R-005"),
            ("purchaseOrderId", "R-007"),
            ("purchaseOrderId", "R-008"),
            ("billFrom", "R-016"),
            ("expirationMonth", "R-030"),
            ("expirationMonth", "R-029"),
            ("lineItems[0].type", "R-079"),
            ("lineItems[1].quantity", "R-085"),
        }

    def test_too_many_contacts_or_tags_are_a_quota(self):
        """R-044, R-045"""
        contacts = [{"email": f"a{n}@example.com", "name": "A"} for n in range(21)]
        with nothing_written():
            many = post({**a_purchase_order_body("PO-1"), "contacts": contacts})
            tags = post({**a_purchase_order_body("PO-1"), "tags": {str(n): "" for n in range(51)}})
        check_refusal(many, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        check_refusal(tags, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")

    def test_an_endless_list_of_faults_makes_no_endless_answer(self):
        """A function's answer has at most 6 MB; everything is counted, the first 500 are told."""
        contacts = [{"email": "nobody"}] * 20_000
        with nothing_written():
            answer = call("POST", "/purchase-orders", a_purchase_order_body(contacts=contacts))
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert len(answer.body["problems"]) == 500
        assert answer.body["problemCount"] == 2 * len(contacts) + 1


class TestPaths:
    def test_every_legal_id_works_in_every_path(self, subtests):
        """R-006 to R-008, R-367"""
        for purchase_order_id in LEGAL_IDS:
            with subtests.test(purchase_order_id=ascii(purchase_order_id)[:40]):
                added = add(purchase_order_id)
                assert added["purchaseOrderId"] == purchase_order_id
                assert get(purchase_order_id) == added
                changed = call("PATCH", path_of(purchase_order_id), {"description": "x"})
                assert changed.status == 200
                line = call(
                    "PATCH", path_of(purchase_order_id, "line-items", "1"), {"quantity": "2"}
                )
                assert line.body["totalValue"] == "2000.00"
                assert items(path_of(purchase_order_id, "invoices")) == []
                assert call("DELETE", path_of(purchase_order_id)).status == 204

    def test_an_id_that_nobody_has_is_not_found(self, subtests):
        add("PO-1")
        for purchase_order_id in UNKNOWN_IDS:
            with subtests.test(purchase_order_id=ascii(purchase_order_id)[:40]):
                answer = call("GET", path_of(purchase_order_id))
                check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")

    def test_a_badly_encoded_path_is_not_found(self, subtests):
        for raw in BAD_SEGMENTS:
            with subtests.test(raw=ascii(raw)[:40]):
                answer = call("GET", f"/purchase-orders/{raw}")
                check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")

    def test_an_id_without_measure_is_no_fault_of_ours(self, subtests):
        """No table takes keys of any length: the request is refused before they are asked"""
        for text in ENDLESS_IDS:
            with subtests.test(text=ascii(text)[:40]):
                for path in (
                    path_of(text),
                    f"/offers/{segment(text)}",
                    f"/agreements/{segment(text)}",
                    f"/agreements/{segment(text)}/charges",
                    f"/invoices/{segment(text)}",
                    f"/invoice-runs/{segment(text)}",
                ):
                    answer = call("GET", path)
                    assert answer.status == 400, path
                    assert {reason for _, reason in answer.reasons} == {"STRING_TOO_LONG"}
                assert call("GET", "/purchase-orders", billingAccountId=text).status == 403


class TestTenancy:
    def test_another_account_sees_nothing_and_changes_nothing(self):
        """R-001, R-376, R-377: what is not yours does not exist"""
        add("PO-1")
        line = path_of("PO-1", "line-items", "1")
        with nothing_written():
            for method, path, body in (
                ("GET", path_of("PO-1"), None),
                ("PATCH", path_of("PO-1"), {"description": "x"}),
                ("PUT", path_of("PO-1", "status"), {"status": "SUSPENDED"}),
                ("PUT", path_of("PO-1", "contacts"), {"contacts": []}),
                ("POST", path_of("PO-1", "line-items"), a_line_body("2")),
                ("PATCH", line, {"quantity": "2"}),
                ("DELETE", line, None),
                ("GET", path_of("PO-1", "invoices"), None),
                ("DELETE", path_of("PO-1"), None),
            ):
                answer = call(method, path, body, account=OTHER)
                check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
        assert items("/purchase-orders", account=OTHER) == []
        assert items("/events", account=OTHER) == []

    def test_an_accounts_invoices_are_its_own(self, clock):
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        (number,) = invoice_now()
        for path in (f"/invoices/{number}", f"/invoices/{number}/match"):
            assert call("GET", path).status == 200
            answer = call("GET", path, account=OTHER)
            check_refusal(answer, 404, "ResourceNotFoundException", "INVOICE_NOT_FOUND")
        assert items("/invoices", account=OTHER) == []

    def test_agreements_and_charges_are_the_parties_own(self):
        """R-221"""
        agreement = accepted()["agreement"]["agreementId"]
        path = f"/agreements/{agreement}"
        for account in (BUYER, SELLER):
            assert call("GET", path, account=account).status == 200
        stranger = call("GET", path, account=OTHER)
        check_refusal(stranger, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")
        for account in (SELLER, OTHER):
            answer = call("GET", f"{path}/charges", account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")
            assert items("/charges", account=account) == []
            assert items("/agreements", account=account) == []

    def test_an_account_that_is_not_administered_is_forbidden(self, subtests):
        """R-377: whether it exists or not"""
        add("PO-1", account=OTHER)
        for billing_account in STRANGE_ACCOUNTS:
            shown = ascii(billing_account)[:40]
            with subtests.test(billing_account=shown), nothing_written():
                for method, path, body in (
                    ("GET", "/purchase-orders", None),
                    ("GET", path_of("PO-1"), None),
                    ("POST", "/purchase-orders", a_purchase_order_body("PO-2")),
                    ("GET", "/invoices", None),
                    ("GET", "/events", None),
                    ("GET", "/charges", None),
                    ("GET", "/offers", None),
                    ("PUT", "/charges/purchase-orders", {"purchaseOrders": [an_entry()]}),
                ):
                    answer = call(method, path, body, billingAccountId=billing_account)
                    check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_ones_own_account_may_be_named(self):
        add("PO-1")
        assert get("PO-1", billingAccountId=BUYER)["purchaseOrderId"] == "PO-1"

    def test_an_administrator_acts_in_place_of_the_billing_account(self):
        with bootstrap.unit_of_work()() as unit:
            unit.accounts.administer("1234567890123", BUYER)
            unit.commit()
        body = a_purchase_order_body("PO-1")
        answer = call("POST", "/purchase-orders", body, billingAccountId="1234567890123")
        assert answer.status == 201
        assert get("PO-1", billingAccountId="1234567890123")["version"] == 1
        check_refusal(
            call("GET", path_of("PO-1")),
            404,
            "ResourceNotFoundException",
            "PURCHASE_ORDER_NOT_FOUND",
        )
        forbidden = call("GET", path_of("PO-1"), account=OTHER, billingAccountId="1234567890123")
        check_refusal(forbidden, 403, "AccessDeniedException", "NOT_ALLOWED")


def an_entry() -> dict[str, Any]:
    return {"chargeId": "ch-1", "chargeRevision": 1, "purchaseOrderReference": "P"}


class TestOfferRequests:
    def test_a_bad_offer_is_refused_by_its_member(self, subtests):
        """R-269 to R-304"""
        for member, value in BAD_OFFERS:
            with subtests.test(member=ascii(member)[:40], value=ascii(value)[:40]):
                with nothing_written():
                    answer = call(
                        "POST", "/offers", {**an_offer_body(), member: value}, account=SELLER
                    )
                check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
                assert all(field.startswith(member) for field in fields(answer)), answer.reasons

    def test_acceptance_tells_every_problem_at_once(self):
        """R-175, R-182, R-211, R-215, R-216, R-218"""
        offer = released()
        with nothing_written():
            answer = call(
                "POST",
                f"/offers/{offer['offerId']}/accept",
                {
                    "purchaseOrderReference": "P#",
                    "purchaseOrderLine": "1/2",
                    "purchaseOrders": [
                        {"installment": 3, "purchaseOrderReference": "P"},
                        {"purchaseOrderReference": "P"},
                        {"installment": 2},
                        {"installment": 1, "purchaseOrderReference": "Q"},
                        {"chargeDate": "2027-04-16", "purchaseOrderReference": "P"},
                        {"installment": 1, "chargeRevision": 2, "purchaseOrderReference": "P"},
                    ],
                },
            )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("purchaseOrderReference", "INVALID_PURCHASE_ORDER_REFERENCE"),
            ("purchaseOrderLine", "INVALID_PURCHASE_ORDERS"),
            ("purchaseOrders[0].installment", "INVALID_CHARGE_ID"),
            ("purchaseOrders[1]", "MISSING_CHARGE_ID"),
            ("purchaseOrders[2].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE"),
            ("purchaseOrders[4].chargeDate", "INVALID_CHARGE_ID"),
            ("purchaseOrders[5]", "DUPLICATE_CHARGES"),
            ("purchaseOrders[5].chargeRevision", "INVALID_CHARGE_REVISION"),
        }

    def test_a_stranger_and_a_draft_are_not_found(self):
        offer, open_offer = draft(("2027-04-15", "1.00")), released()
        with nothing_written():
            for account in (BUYER, OTHER):
                answer = call("POST", f"/offers/{offer['offerId']}/accept", {}, account=account)
                check_refusal(answer, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")
            for body in ({}, {"purchaseOrderReference": "#"}):
                answer = call(
                    "POST", f"/offers/{open_offer['offerId']}/accept", body, account=OTHER
                )
                check_refusal(answer, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")


def test_a_store_that_throttles_is_a_503_with_retry_after(monkeypatch):
    """Unavailable: the same request may be sent again"""
    from procurement.adapters.dynamodb.transaction import Transaction
    from procurement.domain.errors import Unavailable

    def busy(_: Transaction) -> None:
        raise Unavailable("the store is busy; try again")

    monkeypatch.setattr(Transaction, "commit", busy)
    answer = post(a_purchase_order_body("PO-1"))
    check_refusal(answer, 503, "ThrottlingException", "UNAVAILABLE")
    assert answer.headers["retry-after"] == "1"
    assert "store" not in json.dumps(answer.body)


def test_a_fault_of_ours_is_bland(monkeypatch):
    def broken(_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(bootstrap, "entities", broken)
    with nothing_written():
        answer = post(a_purchase_order_body("PO-1"))
    check_refusal(answer, 500, "InternalServerException", "INTERNAL")
    assert "secret" not in json.dumps(answer.body)


def test_a_route_that_does_not_exist_is_not_found(context):
    from functions.purchase_orders.app import lambda_handler

    event = {
        "resource": "/{proxy+}",
        "path": "/nothing",
        "httpMethod": "GET",
        "headers": {},
        "multiValueHeaders": {},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"requestId": "request-1", "identity": {"accountId": BUYER}},
        "body": None,
    }
    answer = lambda_handler(event, context)
    assert answer["statusCode"] == 404
    assert json.loads(answer["body"])["code"] == "NOT_FOUND"
