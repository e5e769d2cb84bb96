"""Grounds of agreements, and of purchase orders in templates."""

from typing import Any

from tests.crash.ground import Clock, Trigger, calling
from tests.support import approvals, catalog
from tests.support.api import call
from tests.support.application import accepted, add, released
from tests.support.events import sqs_batch
from tests.support.renewals import a_plan
from tests.support.requests import (
    agreed_on_payments,
    automatic,
    cancellation_asked,
    payment_asked,
)
from tests.support.stack_requests import RESPONSE_URL, STACK, properties
from tests.support.terms import fixed, offered, quoted, validity


def a_change_set(clock: Clock) -> Trigger:
    """Two offers at once."""
    offer = catalog.made(*catalog.an_offer(catalog.create("prod-one")))
    waiting = catalog.start(
        catalog.information("Renamed", identifier=offer), catalog.create("prod-two")
    )
    return calling("apply_change_sets", sqs_batch({"changeSetId": waiting}))


def renewals(clock: Clock) -> Trigger:
    """An agreement renews itself, with a purchase order for all payments."""
    a_plan(references={"purchaseOrderReference": "P1"})
    clock("2028-02-01T00:00")
    return calling("renew_agreements", {"scheduledTime": "2028-02-01T00:00:00Z"})


def silence(clock: Clock) -> Trigger:
    """A cancellation and a payment that nobody answered."""
    other = agreed_on_payments("1000.00", automatic(), references={"purchaseOrderReference": "P2"})
    cancellation_asked(_to_be_cancelled(clock))
    payment_asked(other)
    clock("2027-06-12T10:00")
    return calling("finish_requests", {"scheduledTime": "2027-06-12T10:00:00Z"})


def _stack(kind: str, physical: str | None = None, **more: Any) -> Trigger:
    event = {
        "RequestType": kind,
        "ResponseURL": RESPONSE_URL,
        "StackId": STACK,
        "RequestId": f"request-{kind}",
        "LogicalResourceId": "Order",
        "ResourceType": "Custom::PurchaseOrder",
        "ResourceProperties": properties(**more),
    }
    if physical:
        event |= {"PhysicalResourceId": physical, "OldResourceProperties": properties()}
    return calling("purchase_order_resource", event)


def stack_create(clock: Clock) -> Trigger:
    """A purchase order of a template."""
    return _stack("Create")


def stack_update(clock: Clock) -> Trigger:
    """Its description changes."""
    answer = _stack("Create")()
    return _stack("Update", answer["PhysicalResourceId"], Description="Research")


def stack_delete(clock: Clock) -> Trigger:
    """It goes."""
    answer = _stack("Create")()
    return _stack("Delete", answer["PhysicalResourceId"])


def rejected_approval(clock: Clock) -> Trigger:
    """The only approver says no."""
    approvals.planned(approvals.a_level(approvals.ADMIN))
    request = quoted(offered(fixed("1200.00"), validity("P12M")))
    (approval,) = approvals.started(request)
    return lambda: approvals.reject(approval)


def accepted_without_orders(clock: Clock) -> Trigger:
    """The route of those who may name none."""
    path = f"/offers/{released()['offerId']}/accept-without-purchase-orders"
    return lambda: call("POST", path, {})


def quote_without_orders(clock: Clock) -> Trigger:
    """The same for quotes."""
    request = quoted(offered(fixed("10.00"), validity("P12M")))
    path = f"/agreement-requests/{request['agreementRequestId']}/accept-without-purchase-orders"
    return lambda: call("POST", path, {})


def accepted_cancellation(clock: Clock) -> Trigger:
    """The buyer agrees that the agreement ends."""
    agreement = _to_be_cancelled(clock)
    path = f"/agreements/{agreement}/cancellation-requests/{cancellation_asked(agreement)}/accept"
    return lambda: call("POST", path, {})


def accepted_twice_named(clock: Clock) -> Trigger:
    """Three payments for two purchase orders, one of which is there."""
    add("P1")
    offer = released(("2027-04-15", "100.00"), ("2027-05-15", "200.00"), ("2027-06-15", "300.00"))
    body = {
        "purchaseOrders": [
            {"installment": 1, "purchaseOrderReference": "P1"},
            {"installment": 2, "purchaseOrderReference": "P2"},
        ]
    }
    return lambda: call("POST", f"/offers/{offer['offerId']}/accept", body)


def _to_be_cancelled(clock: Clock) -> str:
    days = ("2027-06-05", "2027-06-08", "2027-06-20", "2027-07-05")
    found = accepted(
        *((day, "100.00") for day in days), references={"purchaseOrderReference": "P1"}
    )
    clock("2027-06-01T10:00")
    return str(found["agreement"]["agreementId"])
