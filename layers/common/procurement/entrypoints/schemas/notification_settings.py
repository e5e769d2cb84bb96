"""When a purchase order's contacts are told, at the edge."""

from typing import Self

from pydantic import Field

from procurement.domain.purchase_orders.input import NotificationSettingsInput
from procurement.domain.purchase_orders.notification_settings import NotificationSettings
from procurement.entrypoints.schemas.base import RequestSchema, Schema


class NotificationSettingsBody(RequestSchema):
    """When contacts are told. A list that is left out stays; an empty one tells them nothing."""

    balance_thresholds: list[int] | None = Field(None, examples=[[75, 25, 0]])
    expiry_lead_times: list[str] | None = Field(None, examples=[["P2M", "P1M", "P7D", "P0D"]])

    def to_input(self) -> NotificationSettingsInput:
        """The domain's unchecked input."""
        percents = self.balance_thresholds
        return NotificationSettingsInput(
            balance_thresholds=None if percents is None else [str(each) for each in percents],
            expiry_lead_times=self.expiry_lead_times,
        )


class NotificationSettingsView(Schema):
    """When contacts are told: below which percents of a line, how long before the last day."""

    balance_thresholds: list[int]
    expiry_lead_times: list[str]

    @classmethod
    def of(cls, settings: NotificationSettings) -> Self:
        """Settings of the domain."""
        return cls(
            balance_thresholds=list(settings.balance_thresholds),
            expiry_lead_times=[str(each) for each in settings.expiry_lead_times],
        )
