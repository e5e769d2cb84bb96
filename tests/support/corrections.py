"""Corrections of issued invoices in few words, as support asks for them."""

from typing import Any

from procurement import bootstrap
from tests.support.api import BUYER, Answer, call
from tests.support.billing import a_usage_charge, charged, invoice_now


def an_invoice(amount: str = "3000.00", *, account: str = BUYER, **more: Any) -> str:
    """The number of an invoice of one charge that is due now."""
    name = more.pop("charge_id", f"ch-{amount}")
    charged(a_usage_charge(name, amount, account=account, **more))
    (number,) = invoice_now(account)
    return str(number)


def shown(invoice_id: str, *, account: str = BUYER) -> dict[str, Any]:
    """The invoice as the API shows it."""
    answer = call("GET", f"/invoices/{invoice_id}", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def credit(invoice_id: str, amount: str, token: str = "t-1", **more: Any) -> Answer:
    """Ask support for a credit memo."""
    body = {"amount": amount, "reason": "Outage", "clientToken": token}
    return _by_support(f"/invoices/{invoice_id}/credit-memos", body, **more)


def regenerate(invoice_id: str, purchase_order_id: str | None = None, **more: Any) -> Answer:
    """Ask support to put the invoice on a purchase order, or on none."""
    target = {"target": "NONE"}
    if purchase_order_id:
        target = {"target": "PURCHASE_ORDER", "purchaseOrderId": purchase_order_id}
    account = more.pop("account", BUYER)
    body = {**target, "reason": "Case 4711", **more}
    return _by_support(f"/invoices/{invoice_id}/regenerate", body, account=account)


def match_again(invoice_id: str, **more: Any) -> Answer:
    """Ask support to match the invoice as things stand."""
    return regenerate(invoice_id, target="MATCH_AGAIN", **more)


def _by_support(path: str, body: dict[str, Any], account: str = BUYER) -> Answer:
    support = bootstrap.settings().deployment_account
    return call("POST", path, body, account=support, billingAccountId=account)
