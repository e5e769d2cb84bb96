"""Read authorizations to resell, as their manufacturer or as the reseller that they are for."""

from procurement.domain.errors import ResaleAuthorizationNotFound
from procurement.domain.marketplace.resale_authorization import (
    AuthorizationStatus,
    ResaleAuthorization,
)
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def get_resale_authorization(
    authorization_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> ResaleAuthorization:
    """One that the caller made, or may use; else `ResaleAuthorizationNotFound`."""
    with unit_of_work() as unit:
        found = unit.resale_authorizations.find(authorization_id)
    if found is not None and found.manufacturer_account_id == caller.account_id:
        return found
    if found is None or not _is_shown_to(caller, found):
        raise ResaleAuthorizationNotFound(authorization_id)
    return found


def list_resale_authorizations(
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    *,
    is_manufacturer: bool,
) -> Page[ResaleAuthorization]:
    """One page of those that the caller made, or else of those that are for it, newest first."""
    with unit_of_work() as unit:
        return unit.resale_authorizations.page(
            caller.account_id, is_manufacturer=is_manufacturer, limit=limit, token=token
        )


def authorization_for(
    authorization_id: str | None, caller: Caller, unit: UnitOfWork
) -> ResaleAuthorization | None:
    """The one that the calling reseller names, if it is for it and no draft; else None."""
    if authorization_id is None:
        return None
    found = unit.resale_authorizations.find(authorization_id)
    return found if found is not None and _is_shown_to(caller, found) else None


def _is_shown_to(caller: Caller, authorization: ResaleAuthorization) -> bool:
    is_draft = authorization.status is AuthorizationStatus.DRAFT
    return caller.account_id == authorization.reseller_account_id and not is_draft
