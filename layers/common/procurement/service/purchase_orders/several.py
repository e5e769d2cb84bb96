"""Several purchase orders in one request, each by a decision of its own (R-070, R-073)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from procurement.domain.errors import LedgerlineError, Problems, Unavailable

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """One purchase order that a request names, and the version that the caller saw (R-076)."""

    purchase_order_id: str
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A purchase order that stayed as it was, and why."""

    purchase_order_id: str
    error: LedgerlineError


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome(Generic[T]):
    """What became of each: every chosen one is in one of the two, in the order of the request."""

    succeeded: tuple[T, ...]
    failed: tuple[Failure, ...]


def decide_each(
    chosen: Sequence[Chosen], decide: Callable[[Chosen], T], has_time: Callable[[], bool]
) -> Outcome[T]:
    """`decide` for one after the other; one's error keeps none of the others from being decided.

    `InvalidInput`, before anything is decided, when one is chosen twice. What there is no time for
    fails as `Unavailable`: whoever asks again asks for those alone.
    """
    _check_unique(chosen)
    succeeded: list[T] = []
    failed: list[Failure] = []
    for each in chosen:
        try:
            if not has_time():
                raise Unavailable("there was no time left for it; send it again")
            succeeded.append(decide(each))
        except LedgerlineError as error:
            failed.append(Failure(purchase_order_id=each.purchase_order_id, error=error))
    return Outcome(succeeded=tuple(succeeded), failed=tuple(failed))


def _check_unique(chosen: Sequence[Chosen]) -> None:
    problems, seen = Problems(), set[str]()
    for index, each in enumerate(chosen):
        if each.purchase_order_id in seen:
            field = f"purchaseOrders[{index}].purchaseOrderId"
            problems.add(field, "DUPLICATE_VALUE", "is given twice", "R-073")
        seen.add(each.purchase_order_id)
    problems.raise_if_any()
