"""A document of purchase orders: what each shall be, and where in the file each word stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from procurement.domain.errors import Problem
from procurement.domain.plans.desired_state import DesiredPurchaseOrder

MAX_PURCHASE_ORDERS: Final = 1_000
"""Purchase orders in one document."""
MAX_LINES: Final = 10_000
"""Line items in one document."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row from 1, and a column: a number from 1, or the name of a CSV's column."""

    row: int
    column: int | str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderDocument:
    """What a file says. `places` tells where each path of it stands.

    `problems` are those that came up while it was read: what is of the wrong kind is left out.
    """

    purchase_orders: tuple[DesiredPurchaseOrder, ...]
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @staticmethod
    def path_of(index: int) -> str:
        """The path of the purchase order at `index`, from 0."""
        return f"purchaseOrders[{index}]"

    def located(self, problem: Problem) -> Problem:
        """The problem with its row and column: those of the nearest part that the file has."""
        place = nearest(problem.field, self.places)
        return replace(problem, row=place.row, column=place.column) if place else problem


def nearest(path: str, places: Mapping[str, Place]) -> Place | None:
    """The place of `path`, or of the nearest thing around it that has one."""
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places.get(path)
