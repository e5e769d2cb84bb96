"""The table: which role has which action, and which actions a route asks for."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

OPERATION: Final = re.compile(r"/service/(\w+)/operation/(\w+)")
SERVICE_ROUTE: Final = "/service/{service}/operation/{operation}"
"""The one route of all operations of RPC v2 CBOR; the table has one line for each operation."""


class Role(StrEnum):
    """Whom a managed policy is for."""

    VIEWER = "viewer"
    EDITOR = "editor"
    BILLER = "biller"
    BUYER = "buyer"
    SELLER = "seller"
    AUDITOR = "auditor"
    SUPPORT = "support"


class Level(StrEnum):
    """IAM's access levels (R-364)."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS = "Permissions management"


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """An IAM action under AWS's own name, or one of ours where AWS has none; and who has it.

    What is of the deployment, its own account alone may do.
    """

    name: str
    level: Level
    roles: frozenset[Role]
    is_of_deployment: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A route of the API, and what its caller has to be allowed: every one of `actions`."""

    method: str
    path: str
    actions: tuple[Action, ...]

    def is_for(self, role: Role) -> bool:
        """Whether a role has all that the route asks for (R-168, R-169)."""
        return all(role in action.roles for action in self.actions)

    @property
    def is_of_deployment(self) -> bool:
        """Whether only the deployment's own account may call it."""
        return any(action.is_of_deployment for action in self.actions)

    @property
    def level(self) -> Level:
        """The strongest level of its actions."""
        return max((action.level for action in self.actions), key=list(Level).index)

    @property
    def operation(self) -> tuple[str, str] | None:
        """(Target prefix, name) of an operation of AWS's, if it is one."""
        found = OPERATION.fullmatch(self.path)
        return (found[1], found[2]) if found else None

    @property
    def in_template(self) -> str:
        """The path of the template's route that serves this one."""
        return SERVICE_ROUTE if self.operation else self.path


@cache
def actions() -> dict[str, Action]:
    """Every action, by name."""
    return {
        row["action"]: Action(
            name=row["action"],
            level=Level(row["level"]),
            roles=frozenset(role for role in Role if _is_marked(row[role])),
            is_of_deployment=_is_marked(row["deployment"]),
        )
        for row in _rows("actions")
    }


@cache
def routes() -> tuple[Route, ...]:
    """Every signed route; `KeyError` for one that asks for an action that nobody defined."""
    return tuple(
        Route(
            method=row["method"],
            path=row["path"],
            actions=tuple(actions()[name] for name in row["actions"].split()),
        )
        for row in _rows("routes")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _is_marked(cell: str) -> bool:
    if cell not in ("", "x"):
        raise ValueError(f"{cell!r} is neither a mark nor empty")
    return cell == "x"
