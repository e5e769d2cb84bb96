"""Whether an agreement still entitles to its license, which is what a grant lives on (R-234)."""

from datetime import UTC, datetime

from procurement.domain.errors import AgreementNotFound
from procurement.domain.grants.license_grant import LicenseGrant
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.service.ports.unit_of_work import UnitOfWork


def held_agreement(agreement_id: str, account_id: str, unit: UnitOfWork) -> Agreement:
    """The agreement that the account bought; `AgreementNotFound` otherwise, also for its seller."""
    agreement = unit.agreements.get_agreement(agreement_id)
    if agreement.acceptor_account_id != account_id:
        raise AgreementNotFound(agreement_id)
    return agreement


def is_entitled(agreement: Agreement, now: datetime) -> bool:
    """Whether the agreement is active at `now`."""
    return agreement.status_on(now.astimezone(UTC).date()) is AgreementStatus.ACTIVE


def as_it_counts(
    grant: LicenseGrant, unit: UnitOfWork, now: datetime, seen: dict[str, bool] | None = None
) -> LicenseGrant:
    """The grant, ended if its agreement has; `seen` remembers agreements among several grants."""
    known = {} if seen is None else seen
    if grant.agreement_id not in known:
        agreement = unit.agreements.get_agreement(grant.agreement_id)
        known[grant.agreement_id] = is_entitled(agreement, now)
    return grant.as_of(is_agreement_active=known[grant.agreement_id])
