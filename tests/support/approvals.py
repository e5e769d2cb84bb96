"""Approvals in few words: who has to approve, and what they say."""

from typing import Any

from tests.support.api import BUYER, Answer, call

Body = dict[str, Any]


def an_email(address: str) -> Body:
    """An approver with an address."""
    return {"approverType": "EMAIL", "emailAddress": address}


ADMIN: Body = {"approverType": "AWS_ORGANIZATION_ADMIN"}


def a_level(*approvers: Body, required: int = 1) -> Body:
    """A level of which so many have to approve."""
    return {"approvers": list(approvers), "requiredApprovalCount": required}


def planned(*levels: Body, name: str = "Research", account: str = BUYER) -> None:
    """The account's one plan, in these levels."""
    body = {"plans": [{"name": name, "levels": list(levels)}]}
    answer = call("PUT", "/agreement-approval-plans", body, account=account)
    assert answer.status == 200, answer.body


def system(name: str | None = "COUPA", *, account: str = BUYER, **more: Any) -> Body:
    """The account's procurement system, out of test mode if `isTestMode` is False."""
    settings = {"procurementSystem": name, **more}
    if not settings.get("isTestMode", True):
        put_system({**settings, "isTestMode": True}, account=account)
    answer = put_system(settings, account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def put_system(body: Body, *, account: str = BUYER) -> Answer:
    """Ask for this setup."""
    return call("PUT", "/procurement-system-configuration", body, account=account)


def plans_of(request: Body, *, account: str = BUYER) -> list[Body]:
    """The plans that the request has to pass."""
    path = f"/agreement-requests/{request['agreementRequestId']}/approval-plans"
    answer = call("GET", path, account=account)
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def start(
    request: Body, *, account: str = BUYER, purchase_orders: Body | None = None, **more: Any
) -> Answer:
    """Ask everybody, with purchase orders by charge ID."""
    references = [plan["planReference"] for plan in plans_of(request, account=account)]
    body = {
        "planInputs": [{"planReference": reference} for reference in references],
        "purchaseOrders": orders(purchase_orders),
        **more,
    }
    path = f"/agreement-requests/{request['agreementRequestId']}/approvals"
    return call("POST", path, body, account=account)


def started(request: Body, **more: Any) -> list[str]:
    """The IDs of all approvals of the request, which must be started."""
    answer = start(request, **more)
    assert answer.status == 200, answer.body
    return [each["agreementApprovalId"] for each in answer.body["approvalSummaries"]]


def approve(
    approval_id: str, *, account: str = BUYER, purchase_orders: Body | None = None, **more: Any
) -> Answer:
    """Approve, with purchase orders by charge ID."""
    body = {"purchaseOrders": orders(purchase_orders), **more}
    return call("POST", f"/agreement-approvals/{approval_id}/accept", body, account=account)


def reject(approval_id: str, *, account: str = BUYER, **more: Any) -> Answer:
    """Reject."""
    body = {"note": "No budget", **more}
    return call("POST", f"/agreement-approvals/{approval_id}/reject", body, account=account)


def outcome_of(approval_id: str, *, level: int = 0, index: int = 0, account: str = BUYER) -> Body:
    """One approver's decision."""
    answer = call("GET", f"/agreement-approvals/{approval_id}", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body["levels"][level]["approvers"][index])


def orders(by_charge: Body | None) -> list[Body]:
    """Entries of purchase orders."""
    return [
        {"chargeId": charge, "purchaseOrderReference": number}
        for charge, number in (by_charge or {}).items()
    ]


def request_status(request: Body, *, account: str = BUYER) -> str:
    """The status that the request has now."""
    path = f"/agreement-requests/{request['agreementRequestId']}"
    return str(call("GET", path, account=account).body["status"])
