"""Every service that the protocols are spoken for, by the prefix of its targets.

A service is one module, ``aws_operations/<service>/table.py``, that holds a `Service` named
``SERVICE``. It is loaded when the first request for it comes.
"""

from functools import cache
from importlib import import_module
from typing import Final

from procurement.entrypoints.aws_protocol.service import Service

PACKAGES: Final = {
    "AWSMPCommerceService_v20200301": "marketplace_agreement",
    "Invoicing": "invoicing",
}
"""Target prefix, which RPC v2 calls the service's name, to package."""


@cache
def service_of(prefix: str) -> Service | None:
    """The service whose targets begin with `prefix`; None if there is none."""
    package = PACKAGES.get(prefix)
    if package is None:
        return None
    found = import_module(f"{__package__}.{package}.table").SERVICE
    if not isinstance(found, Service):
        raise TypeError(f"{package}.table.SERVICE is a {type(found).__name__}")
    return found
