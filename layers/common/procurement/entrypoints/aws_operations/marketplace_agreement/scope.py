"""The only catalog and the only type of agreement that there are."""

from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.expected_charges import PURCHASE_AGREEMENT
from procurement.entrypoints.aws_protocol.call import Members

CATALOG: Final = "AWSMarketplace"


def expect_marketplace(request: Members) -> None:
    """`InvalidInput` for another catalog or type; naming ours changes nothing."""
    problems = Problems()
    if request.get("catalog") not in (None, CATALOG):
        problems.add("catalog", "INVALID_CATALOG", f"must be {CATALOG}")
    if request.get("agreementType") not in (None, PURCHASE_AGREEMENT):
        problems.add("agreementType", "INVALID_AGREEMENT_TYPE", f"must be {PURCHASE_AGREEMENT}")
    problems.raise_if_any()
