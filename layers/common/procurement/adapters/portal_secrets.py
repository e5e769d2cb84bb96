"""Secrets that have to be sent to portals, encrypted in Systems Manager's Parameter Store."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from procurement.adapters.reaching import reaching
from procurement.service.ports.portal_delivery import Environment

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_POSSIBLE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DESCRIPTION: Final = "Shared secret of a procurement portal"
_VAULT: Final = "the vault of portals' secrets"


class SsmPortalSecrets:
    """`service.ports.PortalSecrets`: one SecureString for each environment of a preference."""

    def __init__(self, client: "SSMClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def keep(
        self, account_id: str, preference_id: str, environment: Environment, secret: str
    ) -> None:
        """One request, which replaces what was there."""
        with reaching(_VAULT):
            self._client.put_parameter(
                Name=self._name(account_id, preference_id, environment),
                Description=_DESCRIPTION,
                Value=secret,
                Type="SecureString",
                Overwrite=True,
            )

    def read(self, account_id: str, preference_id: str, environment: Environment) -> str | None:
        """One request."""
        name = self._name(account_id, preference_id, environment)
        try:
            with reaching(_VAULT):
                found = self._client.get_parameter(Name=name, WithDecryption=True)
        except self._client.exceptions.ParameterNotFound:
            return None
        return found["Parameter"]["Value"]

    def forget(self, account_id: str, preference_id: str) -> None:
        """One request for each environment; what is not there is no error."""
        if _POSSIBLE.fullmatch(preference_id) is None:
            return
        for each in Environment:
            with suppress(self._client.exceptions.ParameterNotFound), reaching(_VAULT):
                # One by one: the local stack does not see whose parameters a list names.
                self._client.delete_parameter(Name=self._name(account_id, preference_id, each))

    def _name(self, account_id: str, preference_id: str, environment: Environment) -> str:
        return f"{self._prefix}/{account_id}/{preference_id}/{environment}"
