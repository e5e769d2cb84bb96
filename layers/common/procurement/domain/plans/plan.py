"""A plan: what a whole document changes in an account, judged before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import InvalidInput, Problem, QuotaExceeded, path
from procurement.domain.ids import derived_id
from procurement.domain.plans.desired_state import (
    Action,
    Change,
    DesiredPurchaseOrder,
    Ground,
    change_towards,
    deletion_of,
    state_of,
)
from procurement.domain.plans.document import PurchaseOrderDocument
from procurement.domain.purchase_orders.purchase_order import MAX_ACTIVE, PurchaseOrder, Status
from procurement.domain.purchase_orders.quota import ActiveQuota

# Where the file has what passes a quota of one purchase order, and the rule that sets it.
_QUOTAS: Final = {
    "LineItemsPerPurchaseOrder": ("lineItems", "R-043"),
    "ContactsPerPurchaseOrder": ("contacts", "R-044"),
    "TagsPerPurchaseOrder": ("tags", "R-045"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The changes in the order of the document, deletions last.

    `plan_id` stands for what the document means and the versions it was judged on: the same plan
    again has the same ID. `desired` holds what was asked for, by purchase order ID.
    """

    plan_id: str
    changes: tuple[Change, ...]
    desired: Mapping[str, DesiredPurchaseOrder]

    def in_order(self, now: datetime) -> Sequence[Change]:
        """What is to be done; first whatever makes room in the quota of active ones."""
        return sorted(
            (change for change in self.changes if change.action is not Action.NONE),
            key=lambda change: _is_active(change.after, now) - _is_active(change.before, now),
        )


def plan_changes(
    document: PurchaseOrderDocument,
    stored: Mapping[str, PurchaseOrder],
    superfluous: Iterable[PurchaseOrder],
    quota: ActiveQuota,
    ground: Ground,
) -> Plan:
    """What turns the `stored` purchase orders into what the document says.

    `superfluous` ones are to be deleted. `InvalidInput` with every problem of every purchase order
    and its place in the file; `QuotaExceeded` when all of it together is one active too many
    (R-041).
    """
    problems = [*document.problems, *_repeated(document)]
    unreadable = {problem.field for problem in document.problems}
    changes: list[Change] = []
    for index, desired in enumerate(document.purchase_orders):
        try:
            changes.append(change_towards(desired, stored.get(desired.purchase_order_id), ground))
        except (InvalidInput, QuotaExceeded) as refused:
            found = _below(document.path_of(index), refused)
            # What could not be read is not missing as well.
            problems += [problem for problem in found if problem.field not in unreadable]
    changes += [deletion_of(each, ground.now) for each in superfluous]
    passed = _passed_quota(changes, quota, ground)
    if passed and problems:
        problems += _below("", passed)
    if problems:
        found_at = [p if p.row else document.located(p) for p in problems]
        raise InvalidInput(sorted(found_at, key=lambda problem: problem.row or 0))
    if passed:
        raise passed
    return Plan(
        plan_id=_plan_id(document, changes, ground),
        changes=tuple(changes),
        desired={each.purchase_order_id: each for each in document.purchase_orders},
    )


def _repeated(document: PurchaseOrderDocument) -> Iterator[Problem]:
    count: Counter[str] = Counter()
    for index, desired in enumerate(document.purchase_orders):
        count[desired.purchase_order_id] += 1
        if desired.purchase_order_id and count[desired.purchase_order_id] > 1:
            yield Problem(
                field=path(document.path_of(index), "purchaseOrderId"),
                reason="DUPLICATE_VALUE",
                message="is given twice",
                rule="R-003",
            )


def _below(at: str, refused: InvalidInput | QuotaExceeded) -> Iterator[Problem]:
    match refused:
        case InvalidInput(problems=problems):
            for problem in problems:
                yield replace(problem, field=path(at, problem.field))
        case QuotaExceeded():
            field, rule = _QUOTAS.get(refused.quota, ("purchaseOrders", "R-041"))
            yield Problem(
                field=path(at, field), reason=refused.code, message=refused.message, rule=rule
            )


def _passed_quota(
    changes: Iterable[Change], quota: ActiveQuota, ground: Ground
) -> QuotaExceeded | None:
    after = quota
    for change in changes:
        after = after.moved(change.before, change.after, ground.now, enforced=False)
    active = after.active(ground.now)
    if active <= max(MAX_ACTIVE, quota.active(ground.now)):
        return None
    return QuotaExceeded(
        f"an account has at most {MAX_ACTIVE} active purchase orders, "
        f"and with this document it would have {active} (R-041)",
        quota="ActivePurchaseOrders",
        limit=MAX_ACTIVE,
    )


def _plan_id(document: PurchaseOrderDocument, changes: Iterable[Change], ground: Ground) -> str:
    meanings = sorted(repr(desired) for desired in document.purchase_orders)
    judged = sorted(f"{c.purchase_order_id}\n{c.action}\n{state_of(c.before)}" for c in changes)
    return derived_id("plan", ground.account_id, *meanings, "judged", *judged)


def _is_active(purchase_order: PurchaseOrder | None, now: datetime) -> bool:
    return purchase_order is not None and purchase_order.status(now) is Status.ACTIVE
