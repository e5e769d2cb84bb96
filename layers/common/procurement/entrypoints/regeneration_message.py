"""Messages that ask for a regeneration of many invoices to be worked off."""

from collections.abc import Mapping
from typing import Any

from procurement.domain.errors import Problems


def read_regeneration(message: Mapping[str, Any]) -> tuple[str, str]:
    """Account and request in ``{"accountId": …, "regenerationId": …}``.

    `InvalidInput` with everything that is wrong with it.
    """
    problems = Problems()
    for name in ("accountId", "regenerationId"):
        if not isinstance(message.get(name), str) or not message[name]:
            problems.add(name, "MISSING_VALUE", "is required")
    problems.raise_if_any()
    return message["accountId"], message["regenerationId"]
