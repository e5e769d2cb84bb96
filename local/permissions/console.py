"""What the console knows of roles: how they are called, and what each may call."""

from collections.abc import Iterable
from typing import Any, Final

from local.permissions.table import Role, Route

TITLES: Final = {
    Role.BILLER: "Finance",
    Role.EDITOR: "Procurement",
    Role.VIEWER: "Viewer",
    Role.BUYER: "Marketplace buyer",
    Role.SELLER: "Marketplace seller",
    Role.AUDITOR: "Auditor",
    Role.SUPPORT: "Support",
}
"""As people call them; whoever has several begins as the first."""


def roles_of_console(every: Iterable[Route]) -> dict[str, Any]:
    """Titles of all roles, and the roles that may call each route: ``GET /invoices``.

    Operations of AWS's services are left out: the console calls none of them.
    """
    return {
        "titles": {role.value: title for role, title in TITLES.items()},
        "operations": {
            f"{route.method} {route.path}": [role.value for role in Role if route.is_for(role)]
            for route in every
            if not route.operation and not route.path.startswith("/as/") and route.path != "/"
        },
    }
