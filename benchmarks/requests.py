"""What every operation costs in DynamoDB: requests, and capacity units read and written.

Calls the functions in process, on moto, in an account of 20 purchase orders with ten line items
each. Units are those of AWS's published rules (`benchmarks.capacity`), indexes included. A process
that has run for a while is shown: what is remembered between requests is not asked for again.

Run with ``python -m benchmarks.requests``.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final

import boto3
import time_machine

from benchmarks.capacity import metered
from benchmarks.places import on_moto
from procurement import bootstrap
from tests.support.api import call
from tests.support.application import a_line_body, accept, add, released
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.purchase_orders import INC

NOW: Final = datetime(2027, 1, 15, 12, tzinfo=UTC)
LINES: Final = 10
ORDERS: Final = 20


def main() -> None:
    with _an_account_of_its_own():
        looks = boto3.client("dynamodb")
        print(f"{'operation':44s} {'req.':>4s} {'read':>7s} {'written':>7s}  requests")
        for name, operation in _operations():
            client = bootstrap.connection().client
            # The functions print their metrics.
            with metered(client, looks) as meter, redirect_stdout(StringIO()):
                operation()
            names = ", ".join(f"{count} {each}" for each, count in sorted(meter.requests.items()))
            print(
                f"{name:44s} {meter.requests.total():4d} {meter.read_units:7.1f}"
                f" {meter.write_units:7.1f}  {names}"
            )


def _operations() -> Iterator[tuple[str, Callable[[], object]]]:
    """Every operation in an order in which each finds what it needs."""
    lines = [a_line_body(str(number)) for number in range(1, LINES + 1)]
    hundred = [a_line_body(str(number)) for number in range(1, 101)]
    yield "AddPurchaseOrder, 10 lines", lambda: add("PO-01", *lines)
    yield "AddPurchaseOrder, 100 lines", lambda: add("PO-HUNDRED", *hundred)
    for number in range(2, ORDERS + 1):
        add(f"PO-{number:02d}", *lines)
    yield "GetPurchaseOrder", _call("GET", "/purchase-orders/PO-01")
    yield "GetPurchaseOrder, 100 lines", _call("GET", "/purchase-orders/PO-HUNDRED")
    yield "ListPurchaseOrders, 20", _call("GET", "/purchase-orders")
    yield (
        "UpdatePurchaseOrder",
        _call("PATCH", "/purchase-orders/PO-01", {"description": "another"}),
    )
    yield (
        "UpdatePurchaseOrder, 100 lines",
        _call("PATCH", "/purchase-orders/PO-HUNDRED", {"description": "another"}),
    )
    yield "UpdatePurchaseOrderStatus", _status("PO-02", "SUSPENDED")
    yield "DeletePurchaseOrder", _call("DELETE", "/purchase-orders/PO-03")
    deleted = [{"purchaseOrderId": f"PO-{number:02d}"} for number in range(4, 14)]
    yield (
        "BatchDeletePurchaseOrders, 10",
        _call("POST", "/purchase-order-deletions", {"purchaseOrders": deleted}),
    )
    months = ["2027-02-01", *(f"2027-{month:02d}-01" for month in range(5, 13))]
    offer = released(*((day, "100.00") for day in months))
    yield (
        "AcceptOffer, 9 installments, named",
        lambda: accept(offer, purchaseOrderReference="PO-NAMED"),
    )
    charged(*(a_usage_charge(f"ch-{n:02d}", due_at=NOW) for n in range(30)))
    charged(a_usage_charge("ch-other", period="2026-12", due_at=NOW))
    hypothetical = {
        "kind": "MONTHLY_USAGE",
        "invoicingEntity": INC,
        "billingPeriod": "2027-01",
        "currencyCode": "USD",
        "amount": "1.00",
    }
    yield (
        "PreviewMatches, one hypothetical invoice",
        _call("POST", "/match-previews", {"invoices": [hypothetical]}),
    )
    yield (
        "PreviewMatches, 40 charges",
        _call("POST", "/match-previews", {"dueBy": "2027-12-31"}),
    )
    yield "generate_invoice, 31 charges on 2 invoices", invoice_now
    charged(a_usage_charge("ch-single", period="2027-02", due_at=NOW))
    yield "generate_invoice, 1 charge on 1 invoice", invoice_now
    yield "ListInvoices, 3", _call("GET", "/invoices")
    number = call("GET", "/invoices").body["items"][0]["invoiceId"]
    yield "GetInvoice", _call("GET", f"/invoices/{number}")
    yield "GetInvoiceMatch", _call("GET", f"/invoices/{number}/match")
    yield "ListPurchaseOrderMatches, 3", _call("GET", "/purchase-orders/PO-01/matches")
    yield "ListPurchaseOrderInvoices", _call("GET", "/purchase-orders/PO-01/invoices")
    yield "ListAgreementCharges, 9", _call("GET", "/charges")
    charge = call("GET", "/charges").body["items"][0]
    entry = {
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "agreementId": charge["agreementId"],
        "purchaseOrderReference": "PO-02",
    }
    yield (
        "UpdatePurchaseOrders, 1 charge",
        _call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]}),
    )


def _call(method: str, path: str, body: Any = None) -> Callable[[], None]:
    def operation() -> None:
        answer = call(method, path, body)
        if answer.status >= 300:
            sys.exit(f"{method} {path} answered {answer.status}: {answer.body}")

    return operation


def _status(purchase_order_id: str, status: str) -> Callable[[], None]:
    return _call("PUT", f"/purchase-orders/{purchase_order_id}/status", {"status": status})


@contextmanager
def _an_account_of_its_own() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with on_moto(), time_machine.travel(NOW, tick=False):
        yield


if __name__ == "__main__":
    main()
