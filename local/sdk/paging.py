"""Paginators and waiters of the service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.sdk import Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiter:
    """Repeat an operation until one of the values is there; others among them mean failure.

    `expression` is a JMESPath of the answer. Without one the waiter is about the thing itself:
    `success` and `failure` are names of errors.
    """

    operation: str
    seconds: int
    attempts: int
    success: tuple[Any, ...]
    failure: tuple[Any, ...] = ()
    retry: tuple[str, ...] = ()
    matcher: str = "path"
    expression: str | None = None


_MISSING: Final = "ResourceNotFoundException"

WAITERS: Final[Mapping[str, Waiter]] = {
    "PurchaseOrderActive": Waiter(
        operation="GetPurchaseOrder",
        expression="status",
        success=("ACTIVE",),
        failure=("EXPIRED", "SUSPENDED_EXPIRED"),
        retry=(_MISSING,),
        seconds=5,
        attempts=60,
    ),
    "PurchaseOrderSuspended": Waiter(
        operation="GetPurchaseOrder",
        expression="status",
        success=("SUSPENDED", "SUSPENDED_EXPIRED"),
        seconds=5,
        attempts=60,
    ),
    "PurchaseOrderDeleted": Waiter(
        operation="GetPurchaseOrder", matcher="error", success=(_MISSING,), seconds=5, attempts=60
    ),
    "InvoiceRunFinished": Waiter(
        operation="GetInvoiceRun",
        expression="state",
        success=("FINISHED",),
        seconds=5,
        attempts=720,
    ),
    "InvoiceRegenerationFinished": Waiter(
        operation="GetInvoiceRegeneration",
        expression="pending",
        success=(0,),
        seconds=5,
        attempts=360,
    ),
    "InvoiceDocumentsRendered": Waiter(
        operation="ListInvoiceDocuments",
        # True once there are documents and each is there or refused for good.
        expression="length(items[].documents[]) > `0` && "
        "!contains(items[].documents[].status, 'PENDING')",
        success=(True,),
        seconds=2,
        attempts=150,
    ),
    "BilledRevenueReportPublished": Waiter(
        operation="GetBilledRevenueReport",
        expression="status",
        success=("PUBLISHED",),
        failure=("PARKED",),
        retry=(_MISSING,),
        seconds=30,
        attempts=60,
    ),
}


def paginators(model: Json) -> Json:
    """One for every operation that takes a token and answers with the next one and a list."""
    found = {}
    for name, operation in model["operations"].items():
        asked = model["shapes"][operation["input"]["shape"]]["members"]
        answer = model["shapes"].get(operation.get("output", {}).get("shape"), {})
        listed = [
            member
            for member, each in answer.get("members", {}).items()
            if model["shapes"][each["shape"]]["type"] == "list"
        ]
        if "nextToken" in asked and "nextToken" in answer.get("members", {}) and listed:
            found[name] = {
                "input_token": "nextToken",
                "output_token": "nextToken",
                "limit_key": "maxResults",
                "result_key": "items" if "items" in listed else listed[0],
            }
    return {"pagination": found}


def waiters() -> Json:
    """All of them as botocore's file has them."""
    return {"version": 2, "waiters": {name: _waiter(each) for name, each in WAITERS.items()}}


def _waiter(waiter: Waiter) -> Json:
    acceptors = [
        *_acceptors(waiter, waiter.success, "success"),
        *_acceptors(waiter, waiter.failure, "failure"),
        *({"matcher": "error", "expected": each, "state": "retry"} for each in waiter.retry),
    ]
    return {
        "operation": waiter.operation,
        "delay": waiter.seconds,
        "maxAttempts": waiter.attempts,
        "acceptors": acceptors,
    }


def _acceptors(waiter: Waiter, values: Iterable[Any], state: str) -> list[Json]:
    argument = {"argument": waiter.expression} if waiter.expression else {}
    return [
        {"matcher": waiter.matcher, **argument, "expected": value, "state": state}
        for value in values
    ]
