"""BatchGetInvoiceProfile: to whom the invoices of an organization's accounts are addressed."""

from collections.abc import Sequence

from procurement.domain.billing_settings.invoice_profile import InvoiceProfile
from procurement.domain.errors import Problems
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def read_invoice_profiles(
    account_ids: Sequence[str], caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Sequence[InvoiceProfile]:
    """The profiles of accounts that the caller pays for, its own among them, each asked for once.

    Their invoices go to the caller, and so they all have its profile. `InvalidInput` names every
    account that is not the caller's to ask for, whether there is such an account or not (R-377).
    """
    asked = list(dict.fromkeys(account_ids))
    with unit_of_work() as unit:
        _expect_paid(account_ids, asked, caller, unit)
        settings = unit.billing_settings.payment(caller.account_id)
        issuers = unit.invoices.issuers(caller.account_id)
    newest = sorted(issuers, key=lambda issuer: issuer.last_issued_at, reverse=True)
    return [
        InvoiceProfile.of(account_id, settings, [each.entity for each in newest])
        for account_id in asked
    ]


def _expect_paid(
    given: Sequence[str], asked: Sequence[str], caller: Caller, unit: UnitOfWork
) -> None:
    others = [account_id for account_id in asked if account_id != caller.account_id]
    found = unit.organizations.memberships(others) if others else {}
    paid = {each.account_id for each in found.values() if each.payer == caller.account_id}
    problems = Problems()
    for index, account_id in enumerate(given):
        if account_id not in paid | {caller.account_id}:
            message = "is no account that you pay for"
            problems.add(f"accountIds[{index}]", "ACCOUNT_MEMBERSHIP", message)
    problems.raise_if_any()
