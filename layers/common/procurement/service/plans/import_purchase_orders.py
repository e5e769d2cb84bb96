"""Import a document of purchase orders: plan all of it, then apply it one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    LedgerlineError,
    Problem,
    StaleVersion,
    Unavailable,
)
from procurement.domain.plans.desired_state import (
    Action,
    Change,
    Ground,
    change_towards,
    deletion_of,
    state_of,
)
from procurement.domain.plans.document import PurchaseOrderDocument
from procurement.domain.plans.plan import Plan, plan_changes
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Source
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, SortBy
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.plans.reach_desired_state import (
    Deployment,
    expect_allowed,
    ground_of,
    is_possible_id,
    stage_change,
)

MAX_DELETIONS: Final = 1_000
"""Purchase orders that one import deletes; the next one goes on."""

_SUMMARIES_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOptions:
    """How to import: only look, delete what the document does not name, hold to that plan."""

    is_dry_run: bool = False
    prune: bool = False
    plan_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one change: `error` says why it failed; neither when nothing was tried."""

    change: Change
    is_applied: bool = False
    error: LedgerlineError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """The plan and what came of it. Not `is_complete`: the same document again does the rest."""

    plan_id: str
    is_applied: bool
    is_complete: bool
    outcomes: Sequence[Outcome]


def import_purchase_orders(
    document: PurchaseOrderDocument,
    options: ImportOptions,
    caller: Caller,
    deployment: Deployment,
    *,
    has_time: Callable[[], bool],
) -> Imported:
    """Bring the caller's purchase orders to what the document says.

    Those that the caller does not see are none of them: what names one is a creation, which fails.
    A change that the caller may not make fails too, and the plan says so.
    All of it is judged before any of it is written: `InvalidInput` with every problem and its
    place, `QuotaExceeded`, or `StaleVersion` when `options.plan_id` names another plan. Then each
    purchase order is a decision of its own over the version that was judged; what fails, or is not
    reached while it `has_time`, is told and the rest goes on.
    """
    with deployment.unit_of_work() as unit:
        ground = ground_of(unit, caller, deployment, deployment.clock.now())
        access = Access(caller, unit, ground.now)
        superfluous = _superfluous(access, document) if options.prune else []
        asked = [each.purchase_order_id for each in document.purchase_orders]
        stored = _by_id(access, asked)
        doomed = _by_id(access, superfluous[:MAX_DELETIONS])
        quota = unit.purchase_orders.quota(ground.account_id)
        plan = plan_changes(document, stored, doomed.values(), quota, ground)
        outcomes = {
            change.purchase_order_id: Outcome(change=change, error=_refusal(change, access))
            for change in plan.changes
        }
    _expect(plan, options.plan_id)
    if not options.is_dry_run:
        for change in plan.in_order(ground.now):
            outcomes[change.purchase_order_id] = (
                _applied(change, plan, ground, caller, deployment)
                if has_time()
                else Outcome(change=change, error=_out_of_time())
            )
    return Imported(
        plan_id=plan.plan_id,
        is_applied=not options.is_dry_run,
        is_complete=len(superfluous) <= MAX_DELETIONS
        and not any(isinstance(outcome.error, Unavailable) for outcome in outcomes.values()),
        outcomes=list(outcomes.values()),
    )


def _superfluous(access: Access, document: PurchaseOrderDocument) -> Sequence[str]:
    """IDs of users' purchase orders that the document does not name, one more than is deleted."""
    if not document.purchase_orders:
        message = "with prune, a document names at least one purchase order"
        problem = Problem(field="purchaseOrders", reason="MISSING_VALUE", message=message)
        raise InvalidInput([document.located(problem)])
    named = {each.purchase_order_id for each in document.purchase_orders}
    # Never Marketplace's: it would create them again.
    query = PurchaseOrderQuery(source=Source.USER, sort_by=SortBy.PURCHASE_ORDER_ID)
    found: list[str] = []
    token = None
    while len(found) <= MAX_DELETIONS:
        page = access.page(query, limit=_SUMMARIES_AT_ONCE, token=token)
        listed = (summary.purchase_order_id for summary in page.items)
        found += [each for each in listed if each not in named]
        token = page.next_token
        if token is None:
            break
    return found


def _by_id(access: Access, ids: Sequence[str]) -> Mapping[str, PurchaseOrder]:
    found = access.find_many(filter(is_possible_id, ids))
    return {each.purchase_order_id: each for each in found}


def _expect(plan: Plan, plan_id: str | None) -> None:
    if plan_id is not None and plan_id != plan.plan_id:
        raise StaleVersion(
            "document or purchase orders have changed since that plan: make a new one",
            resource_type="Plan",
            resource_id=plan_id,
        )


def _applied(
    change: Change, plan: Plan, ground: Ground, caller: Caller, deployment: Deployment
) -> Outcome:
    def attempt() -> None:
        with deployment.unit_of_work() as unit:
            access = Access(caller, unit, ground.now)
            before = access.find(change.purchase_order_id)
            renewed = _renewed(change, before, plan, ground)
            expect_allowed(renewed, access)
            stage_change(unit, renewed, at=ground.now, actor=caller.arn)
            try:
                unit.commit()
            except AlreadyExists as taken:
                raise access.refusal_of(taken) from taken

    try:
        decide(attempt)
    except LedgerlineError as error:
        return Outcome(change=change, error=error)
    return Outcome(change=change, is_applied=True)


def _refusal(change: Change, access: Access) -> LedgerlineError | None:
    try:
        expect_allowed(change, access)
    except LedgerlineError as refused:
        return refused
    return None


def _renewed(change: Change, before: PurchaseOrder | None, plan: Plan, ground: Ground) -> Change:
    """The same change on the newest state: a booking may have come between, but no version."""
    if before == change.before:
        return change
    if state_of(before) != state_of(change.before):
        moved = AlreadyExists if change.action is Action.CREATE else StaleVersion
        raise moved(
            f"purchase order {change.purchase_order_id!r} has changed since it was judged",
            resource_type="PurchaseOrder",
            resource_id=change.purchase_order_id,
        )
    if before and change.action is Action.DELETE:
        return deletion_of(before, ground.now)
    return change_towards(plan.desired[change.purchase_order_id], before, ground)


def _out_of_time() -> Unavailable:
    return Unavailable("not reached in the time of one request: send the same document again")
