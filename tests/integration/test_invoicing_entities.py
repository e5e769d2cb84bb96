"""The table of invoicing entities over the API: data that changes while everything runs."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    a_line_body,
    a_purchase_order_body,
    add,
    check_refusal,
    events_of,
    nothing_written,
    path_of,
)
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.billing_settings import an_entities_body, put_payment_settings
from tests.support.crashes import meeting
from tests.support.purchase_orders import AUSTRALIA, EMEA, ENTITIES, INC

pytestmark = pytest.mark.usefixtures("aws", "clock")

FRANCE = "Amazon Web Services France SAS"
SOVEREIGN = Path(__file__).parents[2] / "samples/invoicing-entities-sovereign-cloud.json"
BLANKET = "AWS_MARKETPLACE_BLANKET_USAGE"
PROFESSIONAL = "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE"

with_france = an_entities_body(
    invoicePrefixes={**ENTITIES.invoice_prefixes, FRANCE: "FR"},
)


def put(body: object, **more: str) -> object:
    answer = call("PUT", "/invoicing-entities", body, **more)
    assert answer.status == 200, answer.body
    return answer.body


def post_order(number: str, entity: str, type_: str = "ALL") -> int:
    body = a_purchase_order_body(number, a_line_body(type_=type_), bill_from=(entity,))
    return call("POST", "/purchase-orders", body).status


class TestTheTable:
    def test_everybody_may_read_it(self):
        """R-019, R-106: the one as shipped until it is replaced"""
        answer = call("GET", "/invoicing-entities", account=SELLER)
        assert answer.status == 200
        assert list(answer.body["invoicePrefixes"].items()) == list(
            ENTITIES.invoice_prefixes.items()
        )
        assert answer.body["allowedEntitiesByType"][PROFESSIONAL] == [INC]
        assert answer.body["taxRegistrationEntities"] == [EMEA]
        assert answer.body["preferScopedPurchaseOrders"] is True
        assert (answer.body["version"], answer.body["updatedAt"]) == (0, None)

    def test_only_the_deployments_own_account_replaces_it(self):
        """R-106"""
        with nothing_written():
            answer = call("PUT", "/invoicing-entities", with_france, account=SELLER)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_it_is_replaced_with_an_event(self):
        """R-019, R-106, R-076"""
        body = put({**with_france, "expectedVersion": 0})
        assert body["version"] == 1
        assert body["updatedAt"] == "2027-01-15T12:00:00.000Z"
        assert call("GET", "/invoicing-entities").body == body
        with nothing_written():
            assert put(with_france) == body
        late = call("PUT", "/invoicing-entities", {**with_france, "expectedVersion": 0})
        check_refusal(late, 409, "ConflictException", "STALE_VERSION")
        (event,) = events_of(BUYER, "InvoicingEntitiesChanged")
        assert event["detail"] == {"version": 1, "added": [FRANCE], "removed": []}

    def test_all_problems_are_told_at_once(self):
        """R-106, R-391"""
        prefixes = {**ENTITIES.invoice_prefixes, INC: "USA", FRANCE: "EMEA"}
        with nothing_written():
            answer = call(
                "PUT",
                "/invoicing-entities",
                {"invoicePrefixes": prefixes, "allowedEntitiesByType": {"X": ["Y"]}},
            )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            (f"invoicePrefixes[{INC}]", "IMMUTABLE"),
            (f"invoicePrefixes[{EMEA}]", "DUPLICATE_VALUE"),
            (f"invoicePrefixes[{FRANCE}]", "DUPLICATE_VALUE"),
            ("allowedEntitiesByType.X", "INVALID_VALUE"),
            ("allowedEntitiesByType.X[0]", "INVALID_VALUE"),
        }

    def test_two_that_replace_it_at_once_do_not_lose_a_prefix(self):
        """R-391: the later one is judged on what the earlier one left"""
        rival = an_entities_body(invoicePrefixes={**ENTITIES.invoice_prefixes, "Rival": "FR"})

        def meet(write: Callable[[], None]) -> None:
            put(rival)
            write()

        with meeting(1, meet):
            answer = call("PUT", "/invoicing-entities", with_france)
        assert answer.reasons == {(f"invoicePrefixes[{FRANCE}]", "DUPLICATE_VALUE")}


class TestInForce:
    def test_a_new_entity_works_without_code_and_without_a_deployment(
        self, clock: Callable[[str], None]
    ):
        """R-019, R-106: within a minute, where the former table is still remembered"""
        assert post_order("A", FRANCE) == 400
        put(with_france)
        clock("2027-01-15T12:00:59")
        assert post_order("A", FRANCE) == 400
        clock("2027-01-15T12:01:00")
        assert post_order("A", FRANCE) == 201

    def test_the_types_that_an_entity_carries_are_data(self, clock: Callable[[str], None]):
        """R-104 to R-109"""
        assert post_order("A", AUSTRALIA, PROFESSIONAL) == 400
        put(an_entities_body(allowedEntitiesByType={PROFESSIONAL: [AUSTRALIA]}))
        clock("2027-01-15T12:01")
        assert post_order("A", AUSTRALIA, PROFESSIONAL) == 201
        assert post_order("B", INC, PROFESSIONAL) == 400

    def test_the_sovereign_clouds_table_knows_three_types(self, clock: Callable[[str], None]):
        """R-110"""
        put(json.loads(SOVEREIGN.read_text("utf-8")))
        clock("2027-01-15T12:01")
        for type_ in ("ALL", "AWS_MONTHLY_USAGE", "AWS_SUBSCRIPTION_PURCHASE"):
            assert post_order(type_, EMEA, type_) == 201
        for type_ in (BLANKET, PROFESSIONAL, "AWS_MARKETPLACE_TRANSACTION"):
            assert post_order(type_, EMEA, type_) == 400

    def test_an_entity_that_was_taken_out_stays_on_old_purchase_orders(
        self, clock: Callable[[str], None]
    ):
        """R-019: and goes on with its invoice numbers (R-391)"""
        add("A", bill_from=(EMEA,))
        charged(a_usage_charge("ch-1", entity=EMEA))
        clock("2027-02-03T06:00")
        assert invoice_now() == [f"EMEA-{BUYER}-000001"]
        put({"invoicePrefixes": {INC: "US"}})
        clock("2027-02-03T07:00")
        charged(a_usage_charge("ch-2", entity=EMEA))
        assert invoice_now() == [f"EMEA-{BUYER}-000002"]
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["A", "A"]
        assert call("PATCH", path_of("A"), {"description": "x"}).status == 200
        assert post_order("B", EMEA) == 400

    def test_a_process_reads_the_table_once_a_minute(self, clock: Callable[[str], None]):
        """R-106, R-392: one request for it, one for the tax rules"""
        counted: Counter[str] = Counter()
        events = bootstrap.connection().client.meta.events
        events.register("before-call.dynamodb", lambda model, **_: counted.update([model.name]))
        for second in (0, 1, 59, 60, 119):
            clock(f"2027-01-15T12:{second // 60:02d}:{second % 60:02d}")
            assert bootstrap.entities() == ENTITIES
        assert counted == {"GetItem": 2 * 2}


class TestPreference:
    @pytest.mark.parametrize(("prefers", "taken"), [(True, "PO-KEPT"), (False, "PO-ANY")])
    def test_whether_kept_purchase_orders_go_first_is_data_too(
        self, clock: Callable[[str], None], prefers: bool, taken: str
    ):
        """R-123: else the one updated last is taken, as the page of AWS has it"""
        put(an_entities_body(preferScopedPurchaseOrders=prefers))
        put_payment_settings(taxRegistrationNumbers={EMEA: "LU-1"})
        add("PO-KEPT", bill_from=(EMEA,), taxRegistrationNumbers=["LU-1"])
        clock("2027-01-16T12:00")
        add("PO-ANY", bill_from=(EMEA,))
        charged(a_usage_charge(entity=EMEA))
        clock("2027-02-03T06:00")
        invoice_now()
        assert invoices()[0]["purchaseOrderId"] == taken
