"""Requests of CloudFormation to a custom resource, and what it gets to hear.

CloudFormation waits for an hour unless it is answered. So every refusal is an answer as well.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from procurement.domain.errors import InvalidInput, LedgerlineError, Unavailable
from procurement.domain.ids import MAX_PURCHASE_ORDER_ID
from procurement.domain.money import format_amount
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.entrypoints.files.properties import as_property
from procurement.entrypoints.observability import logger, note
from procurement.service.plans.stack_resource import Owned, RequestType, Settled, StackRequest
from procurement.service.ports.stack_responses import StackAnswer

MAX_REASON: Final = 1_000
"""Bytes of a reason; a whole answer may have 4,096."""


def read_request(event: Mapping[str, Any]) -> StackRequest:
    """The request in an event of CloudFormation; `KeyError` or `ValueError` for anything else."""
    return StackRequest(
        type=RequestType(event["RequestType"]),
        request_id=event["RequestId"],
        stack_id=event["StackId"],
        logical_id=event["LogicalResourceId"],
        physical_id=event.get("PhysicalResourceId") or "",
    )


def answer_to(
    event: Mapping[str, Any],
    provide: Callable[[StackRequest], Settled],
    release: Callable[[StackRequest], Settled],
) -> StackAnswer:
    """What CloudFormation hears of the request: attributes, or why it was refused.

    `Unavailable` passes on, so that Lambda calls again.
    """
    request = read_request(event)
    note(requestType=request.type.value, stackId=request.stack_id, logicalId=request.logical_id)
    try:
        settled = (release if request.type is RequestType.DELETE else provide)(request)
    except Unavailable:
        raise
    except LedgerlineError as error:
        note(answered="FAILED", errorCode=error.code)
        return _answer(event, request, _unchanged(event, request), reason=_reason(error))
    except Exception:
        logger().exception("stack request failed")
        reason = f"a fault of ours; the function's log has it under {request.request_id}"
        return _answer(event, request, _unchanged(event, request), reason=reason)
    note(answered="SUCCESS")
    return _answer(event, request, settled.physical_id, attributes=_attributes(settled))


def _unchanged(event: Mapping[str, Any], request: StackRequest) -> str:
    """The physical ID after a failure: as it was, or one under which a deletion finds nothing."""
    named = event.get("ResourceProperties", {}).get("PurchaseOrderId")
    refused = named[:MAX_PURCHASE_ORDER_ID] if isinstance(named, str) else ""
    return request.physical_id or Owned(request.fresh_key, refused).physical_id


def _answer(
    event: Mapping[str, Any],
    request: StackRequest,
    physical_id: str,
    *,
    reason: str = "",
    attributes: Mapping[str, str] | None = None,
) -> StackAnswer:
    return StackAnswer(
        url=event["ResponseURL"],
        content={
            "Status": "FAILED" if reason else "SUCCESS",
            "Reason": reason or "done",
            "PhysicalResourceId": physical_id or request.fresh_key,
            "StackId": request.stack_id,
            "RequestId": request.request_id,
            "LogicalResourceId": request.logical_id,
            "Data": dict(attributes or {}),
        },
    )


def _attributes(settled: Settled) -> dict[str, str]:
    """What ``Fn::GetAtt`` gives."""
    match settled.purchase_order:
        case None:
            return {}
        case PurchaseOrder() as found:
            return {
                "PurchaseOrderId": found.purchase_order_id,
                "Version": str(found.version),
                "TotalValue": format_amount(found.total_value, found.currency),
                "CurrencyCode": found.currency,
            }


def _reason(error: LedgerlineError) -> str:
    """Every problem in the words of the template, as far as there is room."""
    if not isinstance(error, InvalidInput):
        return _cut(f"{error.code}: {error.message}")
    told = [
        f"{as_property(problem.field)}: {problem.message}"
        + (f" ({problem.rule})" if problem.rule else "")
        for problem in error.problems
    ]
    text, shown = _cut(told[0]), 1
    for each in told[1:]:
        longer = f"{text}; {each}"
        if _cut(longer) != longer:
            break
        text, shown = longer, shown + 1
    return text if shown == len(told) else f"{text}; and {len(told) - shown} more"


def _cut(text: str) -> str:
    return text.encode()[:MAX_REASON].decode(errors="ignore")
