"""Limits of ours beside those of AWS's own model of Marketplace agreements."""

from typing import Any, Final

import botocore.session
import pytest

from procurement.domain.ids import validate_purchase_order_reference
from procurement.domain.marketplace.purchase_order_references import MAX_PURCHASE_ORDERS
from procurement.domain.marketplace.renewal_standing import RenewalObstacle
from procurement.domain.marketplace.resale_authorization import AuthorizationStatus

AGREEMENT, CATALOG = "marketplace-agreement", "marketplace-catalog"

DERIVED: Final = {AuthorizationStatus.EXPIRED}
"""What AWS leaves to its readers."""


def shape(service: str, name: str) -> Any:
    return botocore.session.get_session().get_service_model(service).shape_for(name)


def test_a_purchase_order_reference_has_a_character_and_aws_bounds_it_no_further() -> None:
    """R-174: the 200 characters and their set are the billing side's (R-173)."""
    assert shape(AGREEMENT, "PurchaseOrderReference").metadata == {"min": 1}
    assert validate_purchase_order_reference("7") == ()
    assert [problem.reason for problem in validate_purchase_order_reference("")] == [
        "MISSING_PURCHASE_ORDER_REFERENCE"
    ]


def test_a_call_names_as_many_purchase_orders_as_on_aws() -> None:
    """R-211, R-212."""
    assert shape(AGREEMENT, "PurchaseOrders").metadata == {"min": 1, "max": MAX_PURCHASE_ORDERS}


def test_an_agreement_expires_for_the_reasons_that_aws_gives() -> None:
    """R-251."""
    assert set(shape(AGREEMENT, "EndTimeBehaviorReasonCode").enum) == set(RenewalObstacle)


def test_an_authorization_has_the_states_that_aws_gives() -> None:
    """R-303."""
    known = {state.upper() for state in shape(CATALOG, "ResaleAuthorizationStatusString").enum}
    assert known == set(AuthorizationStatus) - DERIVED


@pytest.mark.parametrize("member", ["lockoutPeriod", "adjustmentDeadline"])
def test_deadlines_of_a_renewal_are_whole_days(member: str) -> None:
    """R-251."""
    duration = shape(AGREEMENT, "RenewalTerm").members[member]
    assert duration.metadata["pattern"] == r"P([1-9]\d{0,6}D)"
