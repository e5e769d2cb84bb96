"""Authorizations to resell at the edge."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from procurement.domain.marketplace.payment_schedule import MAX_PAYMENTS
from procurement.domain.marketplace.resale_authorization import (
    AuthorizationStatus,
    ResaleAuthorization,
)
from procurement.domain.marketplace.resale_input import AuthorizationDetails
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.entrypoints.schemas.base import Instant, MoneyView, RequestSchema, Schema
from procurement.entrypoints.schemas.offers import (
    InstallmentBody,
    InstallmentView,
    schedule_views,
)


class Role(StrEnum):
    """As which party an account looks at authorizations."""

    MANUFACTURER = "MANUFACTURER"
    RESELLER = "RESELLER"


class CreateResaleAuthorizationRequest(RequestSchema):
    """A draft. The same `clientToken` makes the same authorization once."""

    name: str | None = Field(None, examples=["Observability for partners"])
    reseller_account_id: str | None = Field(None, examples=["444455556666"])
    product_id: str | None = Field(None, examples=["prod-example"])
    product_type: str | None = Field("SAAS_CONTRACT", examples=["SAAS_CONTRACT"])
    contract_duration: str | None = Field(None, examples=["P12M"])
    availability_end_date: str | None = Field(None, examples=["2027-04-30"])
    currency_code: str | None = Field("USD", examples=["USD"])
    schedule: list[InstallmentBody] = Field(default_factory=list, max_length=10 * MAX_PAYMENTS)
    client_token: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{1,64}$")

    def details(self) -> AuthorizationDetails:
        """The domain's unchecked details."""
        return AuthorizationDetails(
            name=self.name,
            reseller_account_id=self.reseller_account_id,
            product_id=self.product_id,
            product_type=self.product_type,
            contract_duration=self.contract_duration,
            availability_end=self.availability_end_date,
            currency=self.currency_code,
            schedule=[_payment(entry) for entry in self.schedule],
        )


class ResaleAuthorizationView(Schema):
    """An authorization. `totalDue` is what the reseller owes its manufacturer at least."""

    resale_authorization_id: str
    name: str
    status: AuthorizationStatus
    version: int
    manufacturer_account_id: str
    reseller_account_id: str
    product_id: str
    product_type: str
    contract_duration: str
    availability_end_date: date
    currency_code: str
    total_due: MoneyView
    schedule: list[InstallmentView]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, authorization: ResaleAuthorization, now: datetime) -> Self:
        """An authorization of the domain, as it stands at `now`."""
        return cls(
            resale_authorization_id=authorization.authorization_id,
            name=authorization.name,
            status=authorization.status_on(now.date()),
            version=authorization.version,
            manufacturer_account_id=authorization.manufacturer_account_id,
            reseller_account_id=authorization.reseller_account_id,
            product_id=authorization.product_id,
            product_type=authorization.product_type.value,
            contract_duration=str(authorization.contract_duration),
            availability_end_date=authorization.availability_end,
            currency_code=authorization.schedule.currency,
            total_due=MoneyView.of(authorization.schedule.total),
            schedule=schedule_views(authorization.schedule),
            created_at=authorization.created_at,
            updated_at=authorization.updated_at,
        )


class ResaleAuthorizationPage(Schema):
    """One page of authorizations, newest first."""

    items: list[ResaleAuthorizationView]
    next_token: str | None


def _payment(entry: InstallmentBody) -> InstallmentInput:
    amount = None if entry.charge_amount is None else str(entry.charge_amount)
    return InstallmentInput(charge_date=entry.charge_date, charge_amount=amount)
