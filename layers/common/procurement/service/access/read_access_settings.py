"""Read the access policies of a billing account."""

from procurement.domain.access.access_settings import AccessSettings
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_access_settings(caller: Caller, unit_of_work: UnitOfWorkFactory) -> AccessSettings:
    """Those of the caller's account; none of version 0 when none were put."""
    with unit_of_work() as unit:
        return unit.access_settings.of_account(caller.account_id)
