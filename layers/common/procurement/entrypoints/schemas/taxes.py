"""Tax rules at the edge, and what they come to on an invoice."""

from typing import Self

from pydantic import Field

from procurement.domain.billing_settings.tax_rule_changes import TaxRuleInput
from procurement.domain.billing_settings.tax_rules import TaxCategory, TaxRule, TaxRules
from procurement.domain.invoices.currency_amounts import CurrencyAmount
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.taxation import InvoiceTax
from procurement.domain.money import Money, format_amount
from procurement.entrypoints.schemas.base import AmountInput, Instant, RequestSchema, Schema


class TaxRuleShape(RequestSchema):
    """One tax that an entity states on invoices to buyers of a country; `rate` is in percent."""

    invoicing_entity: str = Field(examples=["Amazon Web Services EMEA SARL"])
    country_code: str = Field(examples=["DE"])
    region: str = ""
    kind: str | None = Field(None, examples=["MARKETPLACE_PURCHASE"])
    valid_from: str = Field(examples=["2027-01-01"])
    name: str = Field(examples=["VAT"])
    category: str = Field(examples=["S"])
    rate: AmountInput = Field(examples=["19"])
    currency_code: str = Field("", examples=["EUR"])
    reason: str = ""

    def to_input(self) -> TaxRuleInput:
        """The domain's unchecked input."""
        return TaxRuleInput(
            invoicing_entity=self.invoicing_entity,
            country_code=self.country_code,
            region=self.region,
            kind=self.kind,
            valid_from=self.valid_from,
            name=self.name,
            category=self.category,
            rate=self.rate,
            currency=self.currency_code,
            reason=self.reason,
        )

    @classmethod
    def of(cls, rule: TaxRule) -> Self:
        """A rule of the domain."""
        return cls(
            invoicing_entity=rule.invoicing_entity,
            country_code=rule.country_code,
            region=rule.region,
            kind=rule.kind,
            valid_from=rule.valid_from.isoformat(),
            name=rule.name,
            category=rule.category,
            rate=f"{rule.rate:f}",
            currency_code=rule.currency,
            reason=rule.reason,
        )


class PutTaxRulesRequest(RequestSchema):
    """All tax rules; what is left out is taken away."""

    rules: list[TaxRuleShape]
    expected_version: int | None = Field(None, ge=0)


class TaxRulesView(Schema):
    """The tax rules in force; version 0 was never put in."""

    rules: list[TaxRuleShape]
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, table: TaxRules) -> Self:
        """The table of the domain."""
        return cls(
            rules=[TaxRuleShape.of(rule) for rule in table.rules],
            version=table.version,
            updated_at=table.updated_at,
        )


class InvoiceTaxView(Schema):
    """One tax on an invoice. What a cost export states has neither name, category nor rate."""

    name: str
    jurisdiction: str
    category: TaxCategory | None
    rate: str | None
    taxable_amount: str
    tax: str
    reason: str

    @classmethod
    def of(cls, tax: InvoiceTax, currency: str) -> Self:
        """A tax of the domain."""
        return cls(
            name=tax.name,
            jurisdiction=tax.jurisdiction,
            category=tax.category,
            rate=None if tax.rate is None else f"{tax.rate:f}",
            taxable_amount=format_amount(tax.taxable, currency),
            tax=format_amount(tax.amount, currency),
            reason=tax.reason,
        )


class BreakdownEntryView(Schema):
    """A part of a total, with its rate in percent if it has one."""

    description: str
    amount: str
    rate: str | None


class BreakdownPartView(Schema):
    """What the discounts, taxes or fees of an invoice come to."""

    breakdown: list[BreakdownEntryView]
    total_amount: str


class AmountBreakdownView(Schema):
    """What a total is made of (invoicing:AmountBreakdown)."""

    sub_total_amount: str
    discounts: BreakdownPartView
    taxes: BreakdownPartView
    fees: BreakdownPartView


class CurrencyExchangeView(Schema):
    """The rate that is printed on the invoice (invoicing:CurrencyExchangeDetails)."""

    source_currency_code: str
    target_currency_code: str
    rate: str


class InvoiceCurrencyAmountView(Schema):
    """An invoice's totals in one currency (invoicing:InvoiceCurrencyAmount)."""

    total_amount: str
    total_amount_before_tax: str
    currency_code: str
    amount_breakdown: AmountBreakdownView
    currency_exchange_details: CurrencyExchangeView | None

    @classmethod
    def base(cls, invoice: Invoice) -> Self:
        """In the currency of what was bought, with every tax (R-382)."""
        return cls._of(invoice.total_before_tax, invoice.tax, _entries(invoice), None)

    @classmethod
    def converted(cls, invoice: Invoice, amount: CurrencyAmount) -> Self:
        """In another currency; only the sum of the taxes is converted, and rounded once."""
        exchange = CurrencyExchangeView(
            source_currency_code=invoice.total.currency,
            target_currency_code=amount.currency,
            rate=f"{amount.rate:f}",
        )
        taxes = [
            BreakdownEntryView(description="Tax", amount=_text(amount.tax), rate=None)
            for _ in invoice.taxes[:1]
        ]
        return cls._of(amount.total_before_tax, amount.tax, taxes, exchange)

    @classmethod
    def _of(
        cls,
        before_tax: Money,
        tax: Money,
        taxes: list[BreakdownEntryView],
        exchange: CurrencyExchangeView | None,
    ) -> Self:
        nothing = BreakdownPartView(breakdown=[], total_amount=_text(Money.zero(tax.currency)))
        return cls(
            total_amount=_text(before_tax + tax),
            total_amount_before_tax=_text(before_tax),
            currency_code=tax.currency,
            amount_breakdown=AmountBreakdownView(
                sub_total_amount=_text(before_tax),
                discounts=nothing,
                taxes=BreakdownPartView(breakdown=taxes, total_amount=_text(tax)),
                fees=nothing,
            ),
            currency_exchange_details=exchange,
        )


def _entries(invoice: Invoice) -> list[BreakdownEntryView]:
    currency = invoice.tax.currency
    return [
        BreakdownEntryView(
            description=tax.description,
            amount=format_amount(tax.amount, currency),
            rate=None if tax.rate is None else f"{tax.rate:f}",
        )
        for tax in invoice.taxes
    ]


def _text(money: Money) -> str:
    return format_amount(money.amount, money.currency)
