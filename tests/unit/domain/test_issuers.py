"""Which entities of a purchase order have fallen silent: R-416."""

from datetime import UTC, datetime

from procurement.domain.purchase_orders.issuers import Issuer, issuer_warnings
from tests.support.purchase_orders import EMEA, INC


def issuer(entity: str, first: int, last: int) -> Issuer:
    """One that issued from one month of 2027 to another."""
    return Issuer(
        entity=entity,
        first_issued_at=datetime(2027, first, 3, tzinfo=UTC),
        last_issued_at=datetime(2027, last, 3, tzinfo=UTC),
    )


def test_an_entity_that_fell_silent_before_another_began_is_warned_of() -> None:
    """R-416"""
    (warning,) = issuer_warnings([INC], [issuer(INC, 1, 6), issuer(EMEA, 7, 9)])
    assert warning.startswith(f"{INC} has issued no invoice since {EMEA} began to")


def test_entities_side_by_side_are_no_change() -> None:
    """R-414, R-416"""
    assert not list(issuer_warnings([INC], [issuer(INC, 1, 6), issuer(EMEA, 3, 9)]))


def test_an_entity_that_never_issued_is_not_known_to_be_silent() -> None:
    assert not list(issuer_warnings([INC], [issuer(EMEA, 3, 9)]))


def test_a_purchase_order_that_takes_both_needs_no_warning() -> None:
    """R-416"""
    assert not list(issuer_warnings([INC, EMEA], [issuer(INC, 1, 6), issuer(EMEA, 7, 9)]))
