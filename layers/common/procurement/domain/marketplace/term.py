"""The terms that an offer proposes and an agreement holds, each as AWS models it (R-252 to R-257).

An offer holds at most one term of a kind, so a `TermSet` has one place for each. Where an amount
stands in a term, its currency stands beside it; every place of an offer must agree (R-301).
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from procurement.domain.ids import derived_id
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.renewal_template import TemplateEntryInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """agreement:GrantItem: what is granted of one dimension; no maximum means unlimited (R-253)."""

    dimension_key: str
    max_quantity: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """agreement:RateCardItem: the price of one unit of a dimension."""

    dimension_key: str
    price: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class RateCard:
    """The prices for one contract duration, `selector` (``P12M``), and how free the buyer is.

    agreement:ConfigurableUpfrontRateCardItem; both freedoms are Allowed unless told otherwise
    (R-254).
    """

    selector: str
    rates: tuple[Rate, ...]
    allows_several_dimensions: bool = True
    allows_quantities: bool = True

    @property
    def prices(self) -> dict[str, Decimal]:
        """The price of one unit by dimension."""
        return {rate.dimension_key: rate.price for rate in self.rates}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """agreement:Dimension: how many units of a dimension the buyer wants."""

    dimension_key: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UpfrontChoice:
    """agreement:ConfigurableUpfrontPricingTermConfiguration: one selector and the quantities."""

    selector: str
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class VariablePaymentChoice:
    """How payment requests are approved, and after how long by silence (R-403)."""

    approval_strategy: str
    expiration_duration: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalDocument:
    """agreement:DocumentItem."""

    type: str
    url: str | None = None
    version: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentScheduleTerm:
    """Dated amounts (R-252)."""

    id: str = ""
    schedule: PaymentSchedule


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedUpfrontPricingTerm:
    """One price on acceptance for fixed grants (R-253); 0 beside a payment schedule (R-288)."""

    id: str = ""
    currency: str
    price: Decimal
    duration: str | None = None
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigurableUpfrontPricingTerm:
    """Rate cards of which the buyer chooses one, with quantities (R-254)."""

    id: str = ""
    currency: str
    rate_cards: tuple[RateCard, ...]
    choice: UpfrontChoice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageBasedPricingTerm:
    """A price per unit that is used, billed monthly (R-255)."""

    id: str = ""
    currency: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecurringPaymentTerm:
    """The same sum again whenever a billing period closes (R-256)."""

    id: str = ""
    currency: str
    price: Decimal
    billing_period: str = "Monthly"


@dataclass(frozen=True, kw_only=True, slots=True)
class ValidityTerm:
    """How long the agreement is valid, or between which days (R-257)."""

    id: str = ""
    agreement_duration: str | None = None
    start_date: date | None = None
    end_date: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceIncrease:
    """agreement:PriceIncrease, in percent: `default` alone is fixed, else the seller chooses."""

    default: Decimal
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalTerm:
    """Whether the agreement renews itself at its end, and how a schedule is then paid (R-330).

    Either party decides until `lockout_period` before the end, the seller about the price until
    `adjustment_deadline` before it; without them until the last day.
    """

    id: str = ""
    enable_auto_renew: bool | None = None
    lockout_period: str | None = None
    adjustment_deadline: str | None = None
    max_renewals: int | None = None
    price_increase: PriceIncrease | None = None
    template: tuple[TemplateEntryInput, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeTrialPricingTerm:
    """Nothing is charged during the trial; it makes no charge at all."""

    id: str = ""
    duration: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalTerm:
    """The agreements in words that come along."""

    id: str = ""
    documents: tuple[LegalDocument, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportTerm:
    """The refund policy, as the buyer is shown it."""

    id: str = ""
    refund_policy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ByolPricingTerm:
    """The buyer brings a licence; nothing is charged."""

    id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NetPaymentTerm:
    """Days after issue until an invoice is due, as ``P30D`` (R-321)."""

    id: str = ""
    payment_due_period: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VariablePaymentTerm:
    """Payments that the seller requests one by one, up to a total (R-403)."""

    id: str = ""
    currency: str
    max_total_charge_amount: Decimal
    choice: VariablePaymentChoice | None = None


Term: TypeAlias = (
    PaymentScheduleTerm
    | FixedUpfrontPricingTerm
    | ConfigurableUpfrontPricingTerm
    | UsageBasedPricingTerm
    | RecurringPaymentTerm
    | ValidityTerm
    | RenewalTerm
    | FreeTrialPricingTerm
    | LegalTerm
    | SupportTerm
    | ByolPricingTerm
    | NetPaymentTerm
    | VariablePaymentTerm
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TermSet:
    """At most one term of each kind, in the order in which they are listed."""

    fixed_upfront: FixedUpfrontPricingTerm | None = None
    configurable_upfront: ConfigurableUpfrontPricingTerm | None = None
    usage_based: UsageBasedPricingTerm | None = None
    recurring_payment: RecurringPaymentTerm | None = None
    payment_schedule: PaymentScheduleTerm | None = None
    variable_payment: VariablePaymentTerm | None = None
    free_trial: FreeTrialPricingTerm | None = None
    byol: ByolPricingTerm | None = None
    validity: ValidityTerm | None = None
    renewal: RenewalTerm | None = None
    net_payment: NetPaymentTerm | None = None
    legal: LegalTerm | None = None
    support: SupportTerm | None = None

    def by_place(self) -> dict[str, Term]:
        """The terms that there are, by the name of their place."""
        held = {place.name: getattr(self, place.name) for place in fields(self)}
        return {name: term for name, term in held.items() if term is not None}

    def identified(self, offer_id: str) -> "TermSet":
        """The same terms, each with the ID that follows from its offer and its kind."""
        named: dict[str, Any] = {
            name: replace(term, id=derived_id("term", offer_id, name))
            for name, term in self.by_place().items()
        }
        return replace(self, **named)

    @property
    def makes_usage_agreement(self) -> bool:
        """Whether nothing is owed for a fixed time: only usage, recurring or free (R-401)."""
        return not (
            self.fixed_upfront
            or self.configurable_upfront
            or self.payment_schedule
            or self.variable_payment
        )


NO_TERMS: Final = TermSet()
