"""The radar and its subscribers at the edge."""

from typing import Self

from pydantic import Field

from procurement.domain.charges.charge import ChargeState
from procurement.domain.foresight.radar import ChargeAtRisk, Risk
from procurement.domain.foresight.radar_subscription import DEFAULT_DAYS, RadarSubscription
from procurement.domain.foresight.radar_summary import RiskTotal
from procurement.domain.foresight.usage_history import is_projected
from procurement.domain.money import Money
from procurement.domain.purchase_orders.input import ContactInput
from procurement.entrypoints.schemas.base import Instant, MoneyView, RequestSchema, Schema
from procurement.service.foresight.read_radar import Radar


class ChargeAtRiskView(Schema):
    """A charge at risk, with what is true of its invoice: all charges of one share `draftId`.

    `amount` is the charge's own, before tax; `invoiceTotal` and `missing` are the invoice's.
    `actBy` is the last day on which acting helps.
    """

    charge_id: str
    charge_revision: int
    agreement_id: str | None
    state: ChargeState
    purchase_order_reference: str | None
    description: str
    amount: MoneyView
    is_projected: bool
    due_at: Instant
    billing_period: str = Field(examples=["2027-01"])
    act_by: str = Field(examples=["2027-02-02"])
    invoiced_at: Instant
    draft_id: str
    invoice_total: MoneyView
    risks: list[Risk]
    purchase_order_id: str | None
    line_item_number: str | None
    missing: MoneyView | None
    reason: str

    @classmethod
    def of(cls, found: ChargeAtRisk) -> Self:
        """A charge at risk of the domain."""
        charge, invoice = found.charge, found.invoice
        return cls(
            charge_id=charge.charge_id,
            charge_revision=charge.revision,
            agreement_id=charge.agreement_id,
            state=charge.state,
            purchase_order_reference=charge.purchase_order_reference,
            description=charge.description,
            amount=MoneyView.of(Money(charge.amount, charge.currency)),
            is_projected=is_projected(charge),
            due_at=charge.due_at,
            billing_period=str(charge.billing_period),
            act_by=invoice.act_by.isoformat(),
            invoiced_at=invoice.invoiced_at,
            draft_id=invoice.draft_id,
            invoice_total=MoneyView.of(invoice.total),
            risks=list(invoice.risks),
            purchase_order_id=invoice.purchase_order_id,
            line_item_number=invoice.line_item_number,
            missing=MoneyView.of(invoice.missing) if invoice.missing else None,
            reason=invoice.reason,
        )


class RiskTotalView(Schema):
    """All charges at one risk in one currency: `amount` is their sum with tax."""

    risk: Risk
    charges: int
    amount: MoneyView
    missing: MoneyView | None

    @classmethod
    def of(cls, total: RiskTotal) -> Self:
        """A total of the domain."""
        return cls(
            risk=total.risk,
            charges=total.charges,
            amount=MoneyView.of(total.amount),
            missing=MoneyView.of(total.missing) if total.missing else None,
        )


class RadarView(Schema):
    """One page of the charges at risk that fall due until the end of the day `until`.

    `charges` counts all of them, `totals` sums them up; a charge at two risks is in two totals.
    """

    days: int
    until: str = Field(examples=["2027-02-14"])
    charges: int
    totals: list[RiskTotalView]
    items: list[ChargeAtRiskView]
    next_token: str | None

    @classmethod
    def of(cls, radar: Radar) -> Self:
        """A radar of the domain."""
        return cls(
            days=radar.days,
            until=radar.until.isoformat(),
            charges=radar.charges,
            totals=[RiskTotalView.of(total) for total in radar.totals],
            items=[ChargeAtRiskView.of(found) for found in radar.page.items],
            next_token=radar.page.next_token,
        )


class SubscriberBody(RequestSchema):
    """Somebody who gets the radar by mail."""

    email: str | None = Field(None, examples=["finance@example.com"])
    name: str | None = Field(None, examples=["Finance desk"])

    def to_input(self) -> ContactInput:
        """The domain's unchecked input."""
        return ContactInput(email=self.email, name=self.name)


class PutRadarSubscribersRequest(RequestSchema):
    """All subscribers of the account; they replace the present ones."""

    subscribers: list[SubscriberBody]
    days: int = DEFAULT_DAYS
    expected_version: int | None = Field(None, ge=0)


class SubscriberView(Schema):
    """Somebody who gets the radar by mail."""

    email: str
    name: str


class RadarSubscribersView(Schema):
    """The subscribers of the account's radar; version 0 before anybody was put in."""

    subscribers: list[SubscriberView]
    days: int
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, subscription: RadarSubscription) -> Self:
        """A subscription of the domain."""
        return cls(
            subscribers=[
                SubscriberView(email=subscriber.email, name=subscriber.name)
                for subscriber in subscription.subscribers
            ],
            days=subscription.days,
            version=subscription.version,
            updated_at=subscription.updated_at,
        )
