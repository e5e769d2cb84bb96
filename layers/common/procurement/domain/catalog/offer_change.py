"""What one change says to an offer, whatever its type."""

from dataclasses import dataclass
from typing import Final

from procurement.domain.catalog.entity_types import ChangeType
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.term import NO_TERMS, TermSet

TERM_PLACES: Final = {
    ChangeType.UPDATE_PRICING_TERMS: (
        "fixed_upfront",
        "configurable_upfront",
        "usage_based",
        "recurring_payment",
        "variable_payment",
        "free_trial",
        "byol",
    ),
    ChangeType.UPDATE_VALIDITY_TERMS: ("validity",),
    ChangeType.UPDATE_PAYMENT_SCHEDULE_TERMS: ("payment_schedule", "net_payment"),
    ChangeType.UPDATE_LEGAL_TERMS: ("legal",),
    ChangeType.UPDATE_SUPPORT_TERMS: ("support",),
    ChangeType.UPDATE_RENEWAL_TERMS: ("renewal",),
}
"""Which places of a `TermSet` a change of terms replaces; what it leaves out is taken away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferChange:
    """The details of a change, read; None where its type says nothing.

    Dates and amounts are still text: they are judged with the offer that they become part of.
    `terms` holds the terms that a change of terms brings; payments and the payment term, which an
    offer keeps apart from its terms, have places of their own.
    """

    product_id: str | None = None
    product_type: str | None = None
    resale_authorization_id: str | None = None
    markup_percentage: str | None = None
    name: str | None = None
    description: str | None = None
    buyer_accounts: tuple[str, ...] | None = None
    pricing_model: str | None = None
    terms: TermSet = NO_TERMS
    payments: tuple[InstallmentInput, ...] | None = None
    payments_currency: str | None = None
    net_payment_term: str | None = None
    availability_end: str | None = None
