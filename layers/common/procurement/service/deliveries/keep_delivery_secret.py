"""Keep the secret that documents carry to a portal, where only the deliverer reads it."""

from procurement.domain.errors import InvalidInput, Problem
from procurement.service.caller import Caller
from procurement.service.ports.portal_delivery import Environment, PortalSecrets
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def keep_delivery_secret(
    preference_id: str,
    environment: Environment,
    secret: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    secrets: PortalSecrets,
) -> None:
    """Keep it for the caller's preference, in the place of the one before.

    Raises `PortalPreferenceNotFound`, and `InvalidInput` when it is not the secret whose hash the
    preference holds: both sides of a connection share one.
    """
    with unit_of_work() as unit:
        preference = unit.portals.of_account(caller.account_id).get(preference_id)
    is_test = environment is Environment.TEST
    connection = preference.test if is_test else preference.production
    if connection is None or connection.secret is None or not connection.secret.is_of(secret):
        # The secret itself appears in no message.
        message = f"is not the shared secret of the preference's {environment} environment"
        problem = Problem(field="sharedSecret", reason="INVALID_VALUE", message=message)
        raise InvalidInput([problem])
    secrets.keep(caller.account_id, preference_id, environment, secret)
