"""Approval plans: who has to approve what an organization's accounts want to buy (R-223)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.errors import Problems, StaleVersion
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.procurement_system import ProcurementSystem
from procurement.domain.money import Money
from procurement.domain.text import has_control_characters

MAX_PLANS: Final = 8
"""Plans of an organization: with two of its procurement system they are ten, as AWS allows."""
MAX_LEVELS: Final = 6
MAX_APPROVERS: Final = 10
"""Approvers of one level."""
MAX_APPROVERS_IN_ALL: Final = 30
"""Approvers of all plans: all of their decisions are kept with the request."""
MAX_NAME: Final = 255

_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_RULE: Final = "R-223"


class ApproverKind(StrEnum):
    """The members of the union agreement:Approver."""

    EMAIL = "EMAIL"
    PROCUREMENT_TOOL = "PROCUREMENT_TOOL"
    AWS_ORGANIZATION_ADMIN = "AWS_ORGANIZATION_ADMIN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Approver:
    """agreement:Approver; an e-mail approver has an address, a procurement tool a name."""

    kind: ApproverKind
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanLevel:
    """One level: so many of its approvers must approve before the next level is asked."""

    approvers: tuple[Approver, ...]
    required_count: int = 1
    name: str | None = None


class OrderPart(StrEnum):
    """What an order in a procurement system is for (R-264)."""

    ONE_TIME = "ONE_TIME"
    PAY_AS_YOU_GO = "PAY_AS_YOU_GO"
    FREE = "FREE"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcurementOrder:
    """The order that a procurement system makes of it; its amount is unknown for usage (R-264)."""

    part: OrderPart
    amount: Money | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalPlan:
    """agreement:BuyerAgreementApprovalPlan; `order` is there for a procurement system alone."""

    plan_reference: str
    name: str
    levels: tuple[PlanLevel, ...]
    order: ProcurementOrder | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalPlans:
    """The plans of the payer `account_id`, which hold for its whole organization."""

    account_id: str
    plans: tuple[ApprovalPlan, ...] = ()
    version: int = 0
    updated_at: datetime | None = None

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the approval plans are at version {self.version}, not {expected}",
                resource_type="AgreementApprovalPlans",
                resource_id=self.account_id,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanInput:
    """A plan as its writer gave it, unchecked."""

    name: str
    levels: Sequence[PlanLevel]


def replaced_plans(
    before: ApprovalPlans, given: Sequence[PlanInput], now: datetime
) -> ApprovalPlans:
    """These plans instead of the former; the very same object when nothing would change.

    `InvalidInput` with all problems.
    """
    _check(given)
    plans = tuple(
        ApprovalPlan(
            plan_reference=derived_id("aplan", before.account_id, plan.name),
            name=plan.name,
            levels=tuple(plan.levels),
        )
        for plan in given
    )
    if plans == before.plans:
        return before
    return replace(before, plans=plans, version=before.version + 1, updated_at=now)


def plans_for(
    charges: Sequence[Charge], currency: str, plans: ApprovalPlans, system: ProcurementSystem
) -> tuple[ApprovalPlan, ...]:
    """The plans for a request with these expected charges; none when no approval is needed.

    A procurement system approves what is paid once and what is paid as it is used apart; what costs
    nothing is an order of 0.00, or no order at all with pre-approval (R-264).
    """
    if system.name is None:
        return plans.plans
    once, orders = Money.zero(currency), []
    for charge in charges:
        if charge.timing is not Timing.BILLING_PERIOD:
            once += Money(charge.amount, currency)
    if once.amount > 0:
        orders.append(ProcurementOrder(part=OrderPart.ONE_TIME, amount=once.rounded()))
    if any(charge.timing is Timing.BILLING_PERIOD for charge in charges):
        orders.append(ProcurementOrder(part=OrderPart.PAY_AS_YOU_GO))
    if not orders and not system.is_free_pre_approved:
        orders.append(ProcurementOrder(part=OrderPart.FREE, amount=Money.zero(currency)))
    return (*plans.plans, *(_plan_of(system, order) for order in orders))


def _plan_of(system: ProcurementSystem, order: ProcurementOrder) -> ApprovalPlan:
    name = str(system.name)
    tool = Approver(kind=ApproverKind.PROCUREMENT_TOOL, name=name)
    return ApprovalPlan(
        plan_reference=derived_id("aplan", system.account_id, "procurement-system", order.part),
        name=f"{name} {order.part}",
        levels=(PlanLevel(approvers=(tool,)),),
        order=order,
    )


def _check(given: Sequence[PlanInput]) -> None:
    problems = Problems()
    if len(given) > MAX_PLANS:
        problems.add("plans", "INVALID_VALUE", f"holds at most {MAX_PLANS} plans", _RULE)
    names = [plan.name for plan in given]
    in_all = sum(len(level.approvers) for plan in given for level in plan.levels)
    if in_all > MAX_APPROVERS_IN_ALL:
        message = f"name {in_all} approvers, at most {MAX_APPROVERS_IN_ALL} are allowed"
        problems.add("plans", "INVALID_VALUE", message, _RULE)
    for index, plan in enumerate(given[:MAX_PLANS]):
        at = f"plans[{index}]"
        if not _is_name(plan.name):
            problems.add(f"{at}.name", "INVALID_VALUE", f"has 1 to {MAX_NAME} characters", _RULE)
        elif names.count(plan.name) > 1:
            problems.add(f"{at}.name", "DUPLICATE_VALUE", "is given more than once", _RULE)
        if not 1 <= len(plan.levels) <= MAX_LEVELS:
            message = f"holds 1 to {MAX_LEVELS} levels"
            problems.add(f"{at}.levels", "INVALID_VALUE", message, _RULE)
            continue
        for place, level in enumerate(plan.levels):
            _check_level(level, f"{at}.levels[{place}]", problems)
    problems.raise_if_any()


def _check_level(level: PlanLevel, at: str, problems: Problems) -> None:
    if level.name is not None and not _is_name(level.name):
        problems.add(f"{at}.name", "INVALID_VALUE", f"has 1 to {MAX_NAME} characters", _RULE)
    if not 1 <= len(level.approvers) <= MAX_APPROVERS:
        message = f"holds 1 to {MAX_APPROVERS} approvers"
        problems.add(f"{at}.approvers", "INVALID_VALUE", message, _RULE)
    elif not 1 <= level.required_count <= len(level.approvers):
        message = "is from 1 to the number of approvers"
        problems.add(f"{at}.requiredApprovalCount", "INVALID_VALUE", message, _RULE)
    for index, approver in enumerate(level.approvers[:MAX_APPROVERS]):
        if level.approvers.count(approver) > 1:
            message = "is given more than once"
            problems.add(f"{at}.approvers[{index}]", "DUPLICATE_VALUE", message, _RULE)
        if message := _wrong_with(approver):
            problems.add(f"{at}.approvers[{index}]", "INVALID_VALUE", message, _RULE)


def _wrong_with(approver: Approver) -> str:
    email, name = approver.email or "", approver.name
    is_named = _is_name(name or "")
    match approver.kind:
        case ApproverKind.EMAIL:
            is_address = len(email) <= MAX_NAME and _EMAIL.fullmatch(email) is not None
            is_right = is_address and (name is None or is_named)
            return "" if is_right else "has an e-mail address, and a name of 1 to 255 characters"
        case ApproverKind.PROCUREMENT_TOOL:
            is_right = is_named and approver.email is None
            return "" if is_right else "has a name of 1 to 255 characters, and no address"
        case ApproverKind.AWS_ORGANIZATION_ADMIN:
            is_right = approver.email is None and name is None
            return "" if is_right else "has no name and no address"


def _is_name(text: str) -> bool:
    return bool(text.strip()) and len(text) <= MAX_NAME and not has_control_characters(text)
