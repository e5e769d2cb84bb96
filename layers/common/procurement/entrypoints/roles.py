"""What the addresses of single roles lead to: ``POST /as/{role}``.

A client that speaks JSON 1.0 knows one address for all operations of a service, so that no policy
of IAM can tell them apart. Each role has an address of its own instead: IAM says who may call it,
and it leads to the operations of that role and no others.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

_ADDRESS: Final = "/as/"


def leads_to(event: Mapping[str, Any], service: str, operation: str) -> bool:
    """Whether the route that a request came by leads to an operation of a service.

    Of all routes but those of roles IAM has decided already.
    """
    route = str(event.get("resource") or "")
    if not route.startswith(_ADDRESS):
        return True
    return operation in _operations_of(route.removeprefix(_ADDRESS)).get(service, ())


def _operations_of(role: str) -> Mapping[str, list[str]]:
    return _roles().get(role, {})


@cache
def _roles() -> dict[str, dict[str, list[str]]]:
    text = (files("procurement.data") / "roles.json").read_text("utf-8")
    found: dict[str, dict[str, list[str]]] = json.loads(text)
    return found
