"""Adjusting the payments of a draft at the edge (R-283, R-284)."""

from typing import Literal

from pydantic import Field

from procurement.domain.marketplace.schedule_input import (
    AddPayment,
    Adjustment,
    ChangePayment,
    RemovePayment,
)
from procurement.entrypoints.schemas.base import AmountInput, RequestSchema


class AdjustmentBody(RequestSchema):
    """One change of the schedule; `number` is the payment's place, from 1."""

    action: Literal["CHANGE", "ADD", "REMOVE"]
    number: int | None = None
    charge_date: str | None = None
    charge_amount: AmountInput | None = None

    def to_input(self) -> Adjustment:
        """The domain's adjustment; a missing number is payment 0, which no schedule has."""
        amount = None if self.charge_amount is None else str(self.charge_amount)
        match self.action:
            case "ADD":
                return AddPayment(charge_date=self.charge_date, charge_amount=amount)
            case "REMOVE":
                return RemovePayment(number=self.number or 0)
            case "CHANGE":
                return ChangePayment(
                    number=self.number or 0,
                    charge_date=self.charge_date,
                    charge_amount=amount,
                )


class AdjustScheduleRequest(RequestSchema):
    """Single payments changed, added or removed; the total due follows (R-283)."""

    adjustments: list[AdjustmentBody]
    expected_version: int | None = Field(None, ge=1)
