"""`docs/permissions.md`: who may call what, as a page."""

from collections.abc import Iterable, Iterator
from typing import Final

from local.permissions.policies import policies_of
from local.permissions.table import Role, Route, actions, routes

_INTRODUCTION: Final = """\
# Permissions

Who may call what. `make permissions` writes this page from `local/permissions`; how somebody gets
a role is told under [access](access.md). A route that names several actions asks for all of them.
Names that begin with `ledgerline` are ours, where AWS has no action; all others are AWS's own.
"""
_SIGNED: Final = """
## Routes

**D**: for the deployment's own account alone, whatever policies say elsewhere.
"""
_OPERATIONS: Final = """
## Operations of AWS services

Each has a path of its own, `POST /service/SERVICE/operation/OPERATION`. An address of a role leads
to all operations that are marked for it, `POST /` to every one.
"""
_ACTIONS: Final = """
## Actions
"""
_POLICIES: Final = """
## Policies
"""


def page() -> str:
    """The page's text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION.rstrip()
    yield _SIGNED
    yield from _table(("Route", "Actions"), (route for route in routes() if not route.operation))
    yield _OPERATIONS
    yield from _table(("Operation", "Actions"), (route for route in routes() if route.operation))
    yield _ACTIONS
    yield from _head(("Action", "Level"))
    for action in actions().values():
        marks = _marks(role in action.roles for role in Role)
        yield f"| `{action.name}` | {action.level} | {marks} |"
    yield _POLICIES
    yield "| Output | Resources after `API-ID/v1/` | Characters at most |\n| --- | --- | --- |"
    for policy in (policy for role in Role for policy in policies_of(role)):
        allowed = ", ".join(f"`{pattern}`" for pattern in policy.patterns)
        yield f"| `{policy.logical_id}` | {allowed} | {policy.size:,} |"


def _table(first: tuple[str, str], rows: Iterable[Route]) -> Iterator[str]:
    yield from _head(first)
    for route in rows:
        name = f"`{route.method} {route.path}`" if not route.operation else _operation(route)
        asked = ", ".join(f"`{action.name}`" for action in route.actions)
        deployment = " **D**" if route.is_of_deployment else ""
        yield f"| {name}{deployment} | {asked} | {_marks(map(route.is_for, Role))} |"


def _operation(route: Route) -> str:
    assert route.operation is not None
    prefix, name = route.operation
    return f"`{prefix}` `{name}`"


def _head(first: tuple[str, str]) -> Iterator[str]:
    yield f"| {' | '.join([*first, *Role])} |"
    yield f"|{' --- |' * (len(first) + len(Role))}"


def _marks(has: Iterable[bool]) -> str:
    return " | ".join("x" if each else "" for each in has)
