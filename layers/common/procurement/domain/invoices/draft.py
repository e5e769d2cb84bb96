"""Which charges share an invoice, and what it comes to before it is matched and issued."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.exchange_rates import printed_rate
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.billing_settings.tax_rules import TaxRule, TaxRules
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.ids import derived_id
from procurement.domain.invoices.consolidation import occasion, units_decided_at
from procurement.domain.invoices.currency_amounts import (
    CurrencyAmount,
    PrintedRate,
    total_in,
    totals_in_order,
)
from procurement.domain.invoices.taxation import InvoiceTax, summed, taxes_of
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.portals.preferences import PortalPreferences


class InvoiceType(StrEnum):
    """An invoice, or a credit memo when its total is below zero (R-138, R-379)."""

    INVOICE = "INVOICE"
    CREDIT_MEMO = "CREDIT_MEMO"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Group:
    """What the charges of one invoice have in common (R-133, R-243 to R-249).

    `occasion` keeps out-of-cycle purchases apart: one invoice per agreement and charge date, or one
    a day for a receiver that wants it so (R-248).
    `invoice_unit` is the unit of the account that used or bought, empty for none (R-245), as units
    stood when they decided on it (R-386, R-248).
    `bill_source` is the account whose bill was transferred to the receiver, which gets an invoice
    for each (R-411); empty for its own.
    """

    receiver_account_id: str
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    currency: str
    tax_registration_number: str = ""
    purchase_order_reference: str = ""
    occasion: str = ""
    invoice_unit: str = ""
    bill_source: str = ""

    @classmethod
    def of(cls, charge: Charge, settings: BillingSettings) -> "Group":
        """The group that `charge` falls into, as its receiver is billed.

        A charge without a tax registration number of its own has the account's (R-022).
        """
        usual = settings.payment.tax_registration_number(charge.invoicing_entity)
        units = settings.invoice_units.as_of(units_decided_at(charge, settings.payment))
        return cls(
            receiver_account_id=charge.receiver_account_id,
            invoicing_entity=charge.invoicing_entity,
            kind=charge.kind,
            billing_period=charge.billing_period,
            currency=charge.currency,
            tax_registration_number=charge.tax_registration_number or usual or "",
            purchase_order_reference=charge.purchase_order_reference or "",
            occasion=occasion(charge, settings.payment),
            invoice_unit=units.unit_for(charge.subscriber_account_id, charge.bill_source),
            bill_source=charge.bill_source or "",
        )


# Without slots: what up to thousands of charges come to is summed up once.
@dataclass(frozen=True, kw_only=True)
class Draft:
    """The charges of one group, ready to be matched and issued.

    `draft_id` is derived from the group and its charges, so that a repeat finds the invoice that it
    became (R-148), while a charge that arrives late makes a supplementary invoice of its own.
    `payment` is how its receiver pays; `is_integrated` says whether the receiver lets Marketplace
    write purchase orders; `portals` say where the receiver's documents are delivered. `tax_rules`
    are those that apply to its charges, `payment_rate` and `tax_rate` what it is converted by: each
    None where that is the currency of its charges.
    """

    draft_id: str
    group: Group
    charges: tuple[Charge, ...]
    payment: PaymentSettings
    is_integrated: bool = True
    portals: PortalPreferences | None = None
    tax_rules: tuple[TaxRule, ...] = ()
    payment_rate: PrintedRate | None = None
    tax_rate: PrintedRate | None = None

    @cached_property
    def total_before_tax(self) -> Money:
        """The exact sum, rounded once to the minor unit."""
        return summed((charge.amount for charge in self.charges), self.group.currency)

    @cached_property
    def taxes(self) -> tuple[InvoiceTax, ...]:
        """What is due in each jurisdiction (R-392)."""
        return taxes_of(self.charges, self.tax_rules, self.group.currency)

    @cached_property
    def tax(self) -> Money:
        """All taxes together."""
        return summed((tax.amount for tax in self.taxes), self.group.currency)

    @property
    def total(self) -> Money:
        """What the invoice comes to, tax included (R-143)."""
        return self.total_before_tax + self.tax

    @property
    def payment_amount(self) -> CurrencyAmount | None:
        """The totals in the currency that the payer chose, if another one (R-382)."""
        return self._converted(self.payment_rate)

    @property
    def tax_amount(self) -> CurrencyAmount | None:
        """The totals in the currency that a tax authority reads, if another one (R-382)."""
        return self._converted(self.tax_rate)

    @property
    def totals(self) -> tuple[Money, ...]:
        """Everything that the invoice will state as its total, the first that counts first."""
        return totals_in_order(self.payment_amount, self.total, self.tax_amount)

    def total_in(self, currency: str) -> Money | None:
        """Its total in that currency; None when it states none (R-155)."""
        return total_in(self.totals, currency)

    @property
    def net_payment_days(self) -> int:
        """The longest payment term among the charges (R-388).

        A charge without one of its own has the account's; none at all is 0.
        """
        usual = self.payment.net_payment_days or 0
        terms = (charge.net_payment_days for charge in self.charges)
        return max((usual if days is None else days for days in terms), default=usual)

    @property
    def type(self) -> InvoiceType:
        """A total below zero makes a credit memo (R-138)."""
        return InvoiceType.CREDIT_MEMO if self.total.amount < 0 else InvoiceType.INVOICE

    def anew(self, charges: Sequence[Charge]) -> "Draft":
        """Another draft of the same group, for others of its charges."""
        held = tuple(charges)
        return replace(self, draft_id=_draft_id(self.group, held), charges=held)

    def _converted(self, rate: PrintedRate | None) -> CurrencyAmount | None:
        return CurrencyAmount.of(self.total_before_tax, self.tax, rate) if rate else None


def draft_invoices(
    charges: Sequence[Charge], settings: BillingSettings, taxes: TaxRules, on: date
) -> tuple[Draft, ...]:
    """One draft per group, in a fixed order whatever the order of `charges`.

    `settings` are those of their receiver, as they stand when the invoices are generated, with the
    exchange rates of `on`, the day of issue, whose `taxes` apply. A group of which an interrupted
    attempt claimed some charges already keeps that attempt's draft.
    """
    ranked = sorted(
        ((Group.of(charge, settings), charge) for charge in charges),
        key=lambda pair: (pair[0], pair[1].collection_id, pair[1].charge_id),
    )
    drafts = []
    for group, members in groupby(ranked, key=lambda pair: pair[0]):
        held = tuple(charge for _, charge in members)
        claim = next((charge.claimed_by for charge in held if charge.claimed_by), None)
        rules = _rules_for(group, settings.payment, taxes, on)
        payment, tax = settings.payment.preferred_currency, rules[0].currency if rules else ""
        drafts.append(
            Draft(
                draft_id=claim or _draft_id(group, held),
                group=group,
                charges=held,
                payment=settings.payment,
                is_integrated=settings.integration.is_enabled,
                portals=settings.portals,
                tax_rules=rules,
                payment_rate=_rate(group.currency, payment, settings, on),
                tax_rate=_rate(group.currency, tax, settings, on),
            )
        )
    return tuple(drafts)


def _rules_for(
    group: Group, payment: PaymentSettings, taxes: TaxRules, on: date
) -> tuple[TaxRule, ...]:
    """By the buyer's address; a buyer whose country was not told is taxed by no rule."""
    buyer = payment.buyer
    if buyer is None:
        return ()
    place = buyer.country_code, buyer.state_or_region
    return taxes.applying(group.invoicing_entity, *place, group.kind, on)


def _rate(
    source: str, target: str | None, settings: BillingSettings, on: date
) -> PrintedRate | None:
    if not target or target == source:
        return None
    rate = printed_rate(settings.exchange_rates, source, target, on)
    return PrintedRate(target=target, rate=rate)


def _draft_id(group: Group, charges: Sequence[Charge]) -> str:
    parts = (
        group.receiver_account_id,
        group.invoicing_entity,
        group.kind,
        str(group.billing_period),
        group.currency,
        group.tax_registration_number,
        group.purchase_order_reference,
        group.occasion,
        *([group.invoice_unit] if group.invoice_unit else []),
        *([f"of {group.bill_source}"] if group.bill_source else []),
    )
    return derived_id("draft", *parts, *(f"{c.collection_id}/{c.charge_id}" for c in charges))
