"""Take an order of a procurement portal: it becomes, changes or deletes a purchase order."""

from dataclasses import dataclass
from enum import StrEnum

from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    LostRace,
    NotAllowed,
    Problem,
    QuotaExceeded,
    WrongStatus,
)
from procurement.domain.orders.desired_order import desired_order, order_problems
from procurement.domain.orders.order import OrderType, PortalOrder
from procurement.domain.orders.order_record import OrderRecord, Verdict
from procurement.domain.plans.desired_state import (
    Action,
    Change,
    Ground,
    change_towards,
    deletion_of,
)
from procurement.domain.portals.credentials import Admission, may_send_orders
from procurement.domain.portals.preference import PortalPreference
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Source
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.plans.reach_desired_state import (
    Deployment,
    ground_of,
    is_possible_id,
    stage_change,
)


class Result(StrEnum):
    """What came of an order."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    DELETED = "DELETED"
    UNCHANGED = "UNCHANGED"
    REPEATED = "REPEATED"
    OUTDATED = "OUTDATED"


_RESULTS = {
    Action.CREATE: Result.CREATED,
    Action.CHANGE: Result.CHANGED,
    Action.DELETE: Result.DELETED,
    Action.NONE: Result.UNCHANGED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOrder:
    """`known` is what was known of the order before; of a test nothing was kept."""

    result: Result
    known: OrderRecord
    purchase_order: PurchaseOrder | None = None
    is_test: bool = False


def take_order(order: PortalOrder, admission: Admission, deployment: Deployment) -> TakenOrder:
    """Bring the purchase order of that number to what the order says.

    The same document again, the same content again and an older one change nothing. The ledger
    names the preference as the actor. Raises `NotAllowed` while orders are not retrieved,
    `InvalidInput` with all problems, `AlreadyExists` for a number that is not the portal's or a
    version that was sent with another content, `WrongStatus` when it cannot be deleted,
    `QuotaExceeded`.
    """
    if not may_send_orders(admission):
        raise NotAllowed("purchase orders are not retrieved: activate that for the preference")
    preference = admission.preference
    caller = Caller(account_id=preference.account_id, arn=preference.arn)
    now = deployment.clock.now()

    def attempt() -> TakenOrder:
        with deployment.unit_of_work() as unit:
            account, number = caller.account_id, order.order_id
            is_possible = is_possible_id(number)
            known = (
                unit.portal_orders.get(account, number)
                if is_possible
                else OrderRecord(account_id=account, order_id=number)
            )
            verdict = known.verdict(order)
            if verdict in (Verdict.REPEATED, Verdict.OUTDATED):
                return TakenOrder(
                    result=Result[verdict.name], known=known, is_test=admission.is_test
                )
            if verdict is Verdict.CONTRADICTORY:
                raise _contradiction(order, known)
            present = unit.purchase_orders.find(account, number) if is_possible else None
            ground = ground_of(unit, caller, deployment, now)
            change = _change(order, known, present, preference, ground)
            made = change.after if change else None
            taken = TakenOrder(
                result=_RESULTS[change.action] if change else Result.UNCHANGED,
                known=known,
                purchase_order=made,
                is_test=admission.is_test,
            )
            if not admission.is_test:
                key = made.key if made else None
                unit.portal_orders.save(known.after(order, preference.preference_id, key))
                if change:
                    stage_change(unit, change, at=now, actor=caller.arn)
                try:
                    unit.commit()
                except AlreadyExists as taken_by_other:
                    # Perhaps by this very order, sent twice at once: look again whose it is.
                    raise LostRace(
                        taken_by_other.message, resource_type="PurchaseOrder", resource_id=number
                    ) from taken_by_other
        return taken

    return decide(attempt)


def _change(
    order: PortalOrder,
    known: OrderRecord,
    present: PurchaseOrder | None,
    preference: PortalPreference,
    ground: Ground,
) -> Change | None:
    """What the order makes of the purchase order; None when there is none to delete."""
    if order.type is OrderType.DELETE:
        _raise_if_any(order.problems)
        if present is None:
            return None
        _expect_own(present, known)
        _expect_no_charges(present)
        return deletion_of(present, ground.now)
    if present is not None and present.source is not Source.MARKETPLACE:
        _expect_own(present, known)
    problems = [*order.problems, *order_problems(order)]
    unreadable = {problem.field for problem in order.problems}
    try:
        change = change_towards(desired_order(order, preference.selector, present), present, ground)
    except InvalidInput as refused:
        problems += [each for each in refused.problems if each.field not in unreadable]
    except QuotaExceeded as refused:
        if not problems:
            raise
        problems.append(Problem(field="order", reason=refused.code, message=refused.message))
    _raise_if_any(tuple(problems))
    return change


def _raise_if_any(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InvalidInput(problems)


def _expect_own(present: PurchaseOrder, known: OrderRecord) -> None:
    if present.key != known.purchase_order_key:
        raise AlreadyExists(
            f"purchase order {present.purchase_order_id!r} exists already, and no order of the "
            "portal made it",
            resource_type="PurchaseOrder",
            resource_id=present.purchase_order_id,
        )


def _expect_no_charges(present: PurchaseOrder) -> None:
    if any(line.agreement_id for line in present.line_items):
        raise WrongStatus(
            f"purchase order {present.purchase_order_id!r} holds lines of AWS Marketplace "
            "agreements, which would create it again; suspend it instead",
            resource_type="PurchaseOrder",
            resource_id=present.purchase_order_id,
        )


def _contradiction(order: PortalOrder, known: OrderRecord) -> AlreadyExists:
    told = "" if known.version is None else f" at version {known.version}"
    return AlreadyExists(
        f"order {order.order_id!r} is there{told} with another content; send an update of a "
        "higher version",
        resource_type="PortalOrder",
        resource_id=order.order_id,
    )
