"""Read approval plans and the procurement system: the account that pays sees its own."""

from procurement.domain.marketplace.approval_plan import ApprovalPlans
from procurement.domain.marketplace.procurement_system import ProcurementSystem
from procurement.service.caller import Caller
from procurement.service.organizations.expect_payer import expect_payer
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_approval_plans(caller: Caller, unit_of_work: UnitOfWorkFactory) -> ApprovalPlans:
    """The caller's plans; `NotAllowed` for a member of an organization."""
    with unit_of_work() as unit:
        expect_payer(caller, "approval plans", unit)
        return unit.approvals.plans(caller.account_id)


def describe_procurement_system(
    caller: Caller, unit_of_work: UnitOfWorkFactory
) -> ProcurementSystem:
    """The caller's procurement system; `NotAllowed` for a member of an organization (R-262)."""
    with unit_of_work() as unit:
        expect_payer(caller, "procurement systems", unit)
        return unit.approvals.system(caller.account_id)
