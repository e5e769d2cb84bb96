"""The events of a license grant."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.grants.license_grant import LicenseGrant
from procurement.domain.grants.principal import PrincipalKind
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_grant(
    unit: UnitOfWork, type_: EventType, grant: LicenseGrant, *, at: datetime, actor: str
) -> None:
    """Stage the event of a grant's version for its granter, and for the account that it is for."""
    concerned = [grant.granter_account_id]
    if grant.principal.kind is PrincipalKind.ACCOUNT:
        concerned.append(grant.principal.grantee)
    for account_id in concerned:
        unit.ledger.record(
            new_event(
                account_id,
                type_,
                f"license-grant/{grant.grant_id}",
                at=at,
                actor=actor,
                occasion=grant.version,
                detail={
                    "grantId": grant.grant_id,
                    "agreementId": grant.agreement_id,
                    "granterAccountId": grant.granter_account_id,
                    "granteePrincipalArn": grant.principal.arn,
                    "grantStatus": grant.status.value,
                    "version": grant.version,
                },
            )
        )
