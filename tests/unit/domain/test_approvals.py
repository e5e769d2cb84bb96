"""Approvals: levels, decisions, expiry; plans and what a procurement system adds to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.errors import InvalidInput, StaleVersion
from procurement.domain.marketplace.approval import (
    LASTS,
    AgreementApproval,
    ApprovalStatus,
    Decision,
    OutcomeStatus,
    start_approval,
)
from procurement.domain.marketplace.approval_plan import (
    ApprovalPlan,
    ApprovalPlans,
    Approver,
    ApproverKind,
    OrderPart,
    PlanInput,
    PlanLevel,
    plans_for,
    replaced_plans,
)
from procurement.domain.marketplace.procurement_system import (
    ProcurementSystem,
    SystemName,
    configured,
)
from procurement.domain.money import Money
from tests.support.billing import a_usage_charge

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PAYER = "111122223333"
ADMIN = Approver(kind=ApproverKind.AWS_ORGANIZATION_ADMIN)
NO_SYSTEM = ProcurementSystem(account_id=PAYER)
COUPA = replace(NO_SYSTEM, name=SystemName.COUPA, is_test=False)
O = OutcomeStatus  # noqa: E741 - it abbreviates one enumeration in tables of it


def an_approver(name: str) -> Approver:
    return Approver(kind=ApproverKind.EMAIL, email=f"{name}@example.com")


def a_level(*names: str, required: int = 1) -> PlanLevel:
    return PlanLevel(approvers=tuple(map(an_approver, names)), required_count=required)


def started(*levels: PlanLevel) -> AgreementApproval:
    plan = ApprovalPlan(plan_reference="aplan-1", name="Research", levels=levels)
    return start_approval(plan, approval_id="apr-1", note=None, now=NOW)


def statuses(approval: AgreementApproval) -> list[list[OutcomeStatus]]:
    return [[outcome.status for outcome in level.outcomes] for level in approval.levels]


def say(
    approval: AgreementApproval, level: int, index: int, *, yes: bool = True, at: datetime = LATER
) -> AgreementApproval:
    decision = Decision(
        outcome_id=approval.levels[level].outcomes[index].outcome_id,
        is_approved=yes,
        note=None,
        references=(),
        actor="arn:aws:iam::111122223333:user/admin",
        is_override=False,
    )
    return approval.decided(decision, at)


def reasons(act: Any, *arguments: Any, **more: Any) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        act(*arguments, **more)
    return {problem.reason for problem in refused.value.problems}


class TestLevels:
    def test_the_first_level_is_asked_and_the_others_wait(self):
        """R-223"""
        approval = started(a_level("a", "b"), a_level("c"))
        assert statuses(approval) == [[O.PENDING_APPROVAL, O.PENDING_APPROVAL], [O.QUEUED]]
        assert approval.status is ApprovalStatus.PENDING_APPROVAL

    def test_an_approved_level_lets_the_next_one_be_asked(self):
        """R-223"""
        approval = say(started(a_level("a"), a_level("b"), a_level("c")), 0, 0)
        assert statuses(approval) == [[O.APPROVED], [O.PENDING_APPROVAL], [O.QUEUED]]
        approval = say(say(approval, 1, 0), 2, 0)
        assert approval.status is ApprovalStatus.APPROVED

    def test_so_many_have_to_approve_and_the_others_are_skipped(self):
        """R-223"""
        approval = say(started(a_level("a", "b", "c", required=2)), 0, 2)
        assert approval.status is ApprovalStatus.PENDING_APPROVAL
        approval = say(approval, 0, 0)
        assert statuses(approval) == [[O.APPROVED, O.SKIPPED, O.APPROVED]]
        assert approval.status is ApprovalStatus.APPROVED

    def test_one_rejection_ends_it(self):
        """R-223"""
        approval = say(started(a_level("a", "b"), a_level("c")), 0, 1, yes=False)
        assert statuses(approval) == [[O.SKIPPED, O.REJECTED], [O.SKIPPED]]
        assert approval.status is ApprovalStatus.REJECTED

    def test_nobody_decides_before_being_asked(self):
        """R-223: AWS's reason"""
        approval = started(a_level("a"), a_level("b"))
        assert reasons(say, approval, 1, 0) == {"QUEUED_AGREEMENT_APPROVAL"}

    def test_nobody_decides_twice_or_when_it_is_over(self):
        """R-223: AWS's reason"""
        half = say(started(a_level("a", "b", required=2)), 0, 0)
        assert reasons(say, half, 0, 0) == {"CLOSED_AGREEMENT_APPROVAL"}
        over = say(half, 0, 1)
        assert reasons(say, over, 0, 1) == {"CLOSED_AGREEMENT_APPROVAL"}

    def test_it_expires_when_nobody_decides(self):
        """R-223"""
        approval = say(started(a_level("a"), a_level("b")), 0, 0)
        end = NOW + LASTS
        assert approval.as_of(end - timedelta(microseconds=1)) is approval
        assert say(approval, 1, 0, at=end - timedelta(microseconds=1)).status == "APPROVED"
        assert approval.as_of(end).status is ApprovalStatus.EXPIRED
        assert statuses(approval.as_of(end)) == [[O.APPROVED], [O.EXPIRED]]
        assert reasons(say, approval, 1, 0, at=end) == {"CLOSED_AGREEMENT_APPROVAL"}

    def test_what_was_decided_never_expires(self):
        """R-223"""
        approval = say(started(a_level("a")), 0, 0)
        assert approval.as_of(NOW + LASTS) is approval


class TestPlans:
    def put(self, *plans: PlanInput) -> ApprovalPlans:
        return replaced_plans(ApprovalPlans(account_id=PAYER), plans, NOW)

    def test_plans_are_kept_and_the_same_again_is_the_very_same_object(self):
        """R-223"""
        given = PlanInput(name="Research", levels=[a_level("a")])
        plans = self.put(given)
        assert plans.version == 1
        assert plans.plans[0].plan_reference.startswith("aplan-")
        assert replaced_plans(plans, [given], LATER) is plans
        with pytest.raises(StaleVersion):
            plans.expect_version(0)

    @pytest.mark.parametrize(
        ("plans", "fields"),
        [
            ([PlanInput(name="", levels=[a_level("a")])], {"plans[0].name"}),
            (
                [PlanInput(name="a", levels=[a_level("a")])] * 2,
                {"plans[0].name", "plans[1].name"},
            ),
            ([PlanInput(name="a", levels=[])], {"plans[0].levels"}),
            ([PlanInput(name="a", levels=[a_level("a")] * 7)], {"plans[0].levels"}),
            ([PlanInput(name="a", levels=[a_level()])], {"plans[0].levels[0].approvers"}),
            (
                [PlanInput(name="a", levels=[a_level(*map(str, range(11)))])],
                {"plans[0].levels[0].approvers"},
            ),
            (
                [PlanInput(name="a", levels=[a_level("a", required=2)])],
                {"plans[0].levels[0].requiredApprovalCount"},
            ),
            (
                [PlanInput(name="a", levels=[a_level("a", "a")])],
                {f"plans[0].levels[0].approvers[{index}]" for index in (0, 1)},
            ),
            ([PlanInput(name=str(n), levels=[a_level("a")]) for n in range(9)], {"plans"}),
            (
                [PlanInput(name=str(n), levels=[a_level(*map(str, range(8)))]) for n in range(4)],
                {"plans"},
            ),
        ],
    )
    def test_what_is_wrong_is_told(self, plans: Sequence[PlanInput], fields: set[str]):
        """R-223: the bounds of the model, and ours"""
        with pytest.raises(InvalidInput) as refused:
            self.put(*plans)
        assert {problem.field for problem in refused.value.problems} == fields

    @pytest.mark.parametrize(
        "approver",
        [
            Approver(kind=ApproverKind.EMAIL, email="nobody"),
            Approver(kind=ApproverKind.EMAIL),
            Approver(kind=ApproverKind.PROCUREMENT_TOOL),
            Approver(kind=ApproverKind.PROCUREMENT_TOOL, name="a", email="a@example.com"),
            Approver(kind=ApproverKind.AWS_ORGANIZATION_ADMIN, name="a"),
        ],
    )
    def test_each_kind_of_approver_is_named_in_its_own_way(self, approver):
        """R-223: agreement:Approver"""
        level = PlanLevel(approvers=(approver,))
        assert reasons(self.put, PlanInput(name="a", levels=[level])) == {"INVALID_VALUE"}


class TestProcurementSystem:
    def plans(self, *charges: Charge, system: ProcurementSystem = COUPA) -> list[Any]:
        own = ApprovalPlan(plan_reference="aplan-own", name="Own", levels=(a_level("a"),))
        plans = ApprovalPlans(account_id=PAYER, plans=(own,))
        found = plans_for(charges, "USD", plans, system)
        assert found[0] is own
        return [plan.order for plan in found[1:]]

    ONCE = replace(a_usage_charge("ch-1", "100.00"), timing=Timing.ON_ACCEPTANCE)
    LATER = replace(a_usage_charge("ch-2", "20.00"), timing=Timing.SCHEDULED)
    USED = a_usage_charge("ch-3", "0")
    FREE = replace(a_usage_charge("ch-4", "0"), timing=Timing.ON_ACCEPTANCE)

    def test_without_a_system_only_the_own_plans_count(self):
        """R-264"""
        assert self.plans(self.ONCE, self.USED, system=NO_SYSTEM) == []

    def test_a_one_time_part_is_one_order_of_all_that_is_known(self):
        """R-264"""
        (order,) = self.plans(self.ONCE, self.LATER)
        assert (order.part, str(order.amount.amount)) == (OrderPart.ONE_TIME, "120.00")

    def test_one_time_and_pay_as_you_go_are_two_approvals(self):
        """R-264"""
        once, used = self.plans(self.ONCE, self.USED)
        assert (once.part, used.part) == (OrderPart.ONE_TIME, OrderPart.PAY_AS_YOU_GO)
        assert used.amount is None

    @pytest.mark.parametrize("charges", [(), (FREE,)], ids=["no charge", "a charge of nothing"])
    def test_what_is_free_is_an_order_of_nothing(self, charges):
        """R-264: free and BYOL requests"""
        (order,) = self.plans(*charges)
        assert order.part is OrderPart.FREE
        assert order.amount == Money.zero("USD")

    def test_pre_approval_spares_what_is_free_its_order(self):
        """R-264"""
        system = replace(COUPA, is_free_pre_approved=True)
        assert self.plans(self.FREE, system=system) == []
        assert len(self.plans(self.ONCE, self.USED, system=system)) == 2

    @pytest.mark.parametrize("name", SystemName)
    def test_a_new_setup_starts_in_test_mode(self, name):
        """R-263"""

        def put(before: ProcurementSystem, **more: bool) -> ProcurementSystem:
            return configured(before, name, now=NOW, is_free_pre_approved=False, **more)

        assert reasons(put, NO_SYSTEM, is_test=False) == {"INVALID_VALUE"}
        tried = put(NO_SYSTEM, is_test=True)
        assert (tried.is_test, tried.version) == (True, 1)
        assert put(tried, is_test=True) is tried
        live = put(tried, is_test=False)
        assert (live.is_test, live.version) == (False, 2)

    def test_another_system_starts_in_test_mode_too(self):
        """R-263"""

        def put(**more: bool) -> ProcurementSystem:
            return configured(
                COUPA, SystemName.SAP_ARIBA, now=NOW, is_free_pre_approved=False, **more
            )

        assert reasons(put, is_test=False) == {"INVALID_VALUE"}
        assert put(is_test=True).name is SystemName.SAP_ARIBA
