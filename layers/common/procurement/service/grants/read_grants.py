"""Read license grants: whoever gave or received one sees it, and nobody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from procurement.domain.errors import LicenseGrantNotFound, QuotaExceeded
from procurement.domain.grants.license_grant import GrantStatus, LicenseGrant
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.grants.entitled import as_it_counts
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

MAX_RECEIVED: Final = 2_000
"""Received grants that are looked through at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantFilter:
    """The filters of license-manager's lists, each None for all."""

    license_arn: str | None = None
    status: GrantStatus | None = None
    grantee_principal_arn: str | None = None
    granter_account_id: str | None = None
    product_id: str | None = None

    def passes(self, grant: LicenseGrant) -> bool:
        """Whether the grant is asked for."""
        pairs = (
            (self.license_arn, grant.license_arn),
            (self.status, grant.status),
            (self.grantee_principal_arn, grant.principal.arn),
            (self.granter_account_id, grant.granter_account_id),
            (self.product_id, grant.product_id),
        )
        return all(asked is None or asked == found for asked, found in pairs)


def own_grant(grant_id: str, caller: Caller, unit: UnitOfWork) -> LicenseGrant:
    """A grant that the caller gave or received; `LicenseGrantNotFound` otherwise."""
    grant = unit.grants.get(grant_id)
    if grant.granter_account_id == caller.account_id or is_grantee(grant, caller, unit):
        return grant
    raise LicenseGrantNotFound(grant_id)


def is_grantee(grant: LicenseGrant, caller: Caller, unit: UnitOfWork) -> bool:
    """Whether the caller's account may use the license, as it belongs to organizations now."""
    present = unit.organizations.membership(caller.account_id).present
    return grant.is_received_by(caller.account_id, present.organization_id if present else None)


def get_grant(
    grant_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> LicenseGrant:
    """The grant as it counts now: one whose agreement has ended is DELETED."""
    with unit_of_work() as unit:
        return as_it_counts(own_grant(grant_id, caller, unit), unit, clock.now())


def list_distributed_grants(
    wanted: GrantFilter,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[LicenseGrant]:
    """One page of the grants that the caller gave, newest first.

    Those that are not wanted are left out, so that a page may be short.
    """
    now = clock.now()
    seen: dict[str, bool] = {}
    with unit_of_work() as unit:
        page = unit.grants.given_by(caller.account_id, limit=limit, token=token)
        found = [as_it_counts(grant, unit, now, seen) for grant in page.items]
    return Page([grant for grant in found if wanted.passes(grant)], page.next_token)


def list_received_grants(
    wanted: GrantFilter,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[LicenseGrant]:
    """One page of the grants to the caller's account or its organization, by ID.

    `QuotaExceeded` when there are too many to be looked through.
    """
    now = clock.now()
    seen: dict[str, bool] = {}
    with unit_of_work() as unit:
        received = _received(caller, unit)
        found = [as_it_counts(grant, unit, now, seen) for grant in received]
    kept = sorted((grant for grant in found if wanted.passes(grant)), key=_place)
    listing = ComputedListing(unit.page_tokens, "received-grants", caller.account_id)
    return listing.page(kept, _place, limit=limit, token=token)


def _received(caller: Caller, unit: UnitOfWork) -> Sequence[LicenseGrant]:
    found = list(islice(_given_to(caller, unit), MAX_RECEIVED + 1))
    if len(found) > MAX_RECEIVED:
        raise QuotaExceeded(
            f"more than {MAX_RECEIVED} grants were received",
            quota="ReceivedGrantsRead",
            limit=MAX_RECEIVED,
        )
    return found


def _given_to(caller: Caller, unit: UnitOfWork) -> Iterator[LicenseGrant]:
    yield from unit.grants.given_to(caller.account_id)
    present = unit.organizations.membership(caller.account_id).present
    if present is not None:
        for grant in unit.grants.given_to(present.organization_id):
            if grant.is_received_by(caller.account_id, present.organization_id):
                yield grant


def _place(grant: LicenseGrant) -> tuple[str]:
    return (grant.grant_id,)
