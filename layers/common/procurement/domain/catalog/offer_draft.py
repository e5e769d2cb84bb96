"""What is known of an offer while it is put together change by change.

An offer proper has everything but its pricing from the first moment on. A draft of the catalog may
lack any part of it; as soon as it lacks none it becomes an `Offer`, and an unreleased offer is
taken apart into a draft when the catalog changes it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from procurement.domain.catalog.change import Change
from procurement.domain.catalog.entity_types import ChangeType
from procurement.domain.catalog.offer_change import TERM_PLACES, OfferChange
from procurement.domain.catalog.product_types import PricingModel, product_type_of
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_offer import payments_of_resale
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.term import (
    NO_TERMS,
    FixedUpfrontPricingTerm,
    TermSet,
    ValidityTerm,
)
from procurement.domain.marketplace.terms import MAX_MARKUP, OfferDetails
from procurement.domain.money import parse_amount

_DEFAULT_CURRENCY: Final = "USD"
_PRICING: Final = TERM_PLACES[ChangeType.UPDATE_PRICING_TERMS]


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferDraft:
    """The parts of an offer of `proposer_account_id` so far; text is not judged yet.

    `short_duration` is the duration of an installment plan in the short form, which has no terms of
    its own; None once the terms are told at length.
    """

    offer_id: str
    proposer_account_id: str
    product_id: str | None = None
    product_type: str | None = None
    name: str | None = None
    description: str | None = None
    buyer_accounts: tuple[str, ...] = ()
    pricing_model: str | None = None
    terms: TermSet = NO_TERMS
    short_duration: str | None = None
    payments: tuple[InstallmentInput, ...] | None = None
    payments_currency: str | None = None
    net_payment_term: str | None = None
    availability_end: str | None = None
    intended_total: str | None = None
    invoicing_entity: str | None = None
    resale_authorization_id: str | None = None
    markup_percentage: str | None = None
    version: int = 0
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, offer: Offer) -> "OfferDraft":
        """An offer taken apart."""
        terms, schedule = offer.terms, offer.schedule
        is_short = terms.other_terms is None
        total = offer.intended_total
        return cls(
            offer_id=offer.offer_id,
            proposer_account_id=offer.proposer_account_id,
            product_id=terms.product_id,
            product_type=terms.product_type.value,
            name=terms.name,
            description=offer.description,
            buyer_accounts=terms.target_account_ids,
            terms=terms.other_terms or NO_TERMS,
            short_duration=str(terms.contract_duration) if is_short else None,
            payments=tuple(
                InstallmentInput(
                    charge_date=payment.charge_date.isoformat(),
                    charge_amount=f"{payment.amount:f}",
                )
                for payment in schedule.installments
            )
            if schedule
            else None,
            payments_currency=terms.currency,
            net_payment_term=terms.net_payment_term,
            availability_end=terms.availability_end.isoformat(),
            intended_total=None if total is None else f"{total:f}",
            invoicing_entity=terms.invoicing_entity,
            resale_authorization_id=terms.resale.authorization_id if terms.resale else None,
            markup_percentage=f"{terms.resale.markup_percentage:f}" if terms.resale else None,
            version=offer.version,
            created_at=offer.created_at,
            updated_at=offer.updated_at,
        )

    @property
    def is_priced(self) -> bool:
        """Whether something says how it is paid for."""
        terms = self.terms.by_place()
        return self.short_duration is not None or any(place in terms for place in _PRICING)

    @property
    def currency(self) -> str | None:
        """That of its pricing, else that of its payments; a price that needs none is in dollars."""
        told = pricing_currency(self.terms) or self.payments_currency
        return told or (_DEFAULT_CURRENCY if self.is_priced else None)

    @property
    def awaited(self) -> frozenset[str]:
        """The fields of an offer that nothing was said of yet."""
        is_awaited = {
            "name": self.name is None,
            "targetAccountIds": not self.buyer_accounts,
            "availabilityEndDate": self.availability_end is None,
            "currencyCode": self.currency is None,
            "productType": self.product_type is None and not self.is_priced,
        }
        return frozenset(field for field, is_it in is_awaited.items() if is_it)

    def with_change(self, change: Change) -> "OfferDraft":
        """The draft with what the change says."""
        said = change.request.offer
        change_type = ChangeType(change.request.change_type)
        match change_type:
            case ChangeType.CREATE_OFFER:
                return replace(self, product_id=said.product_id, product_type=said.product_type)
            case ChangeType.CREATE_RESOLD_OFFER:
                return replace(self, resale_authorization_id=said.resale_authorization_id)
            case ChangeType.UPDATE_MARKUP:
                # The payments are the authorized ones with the markup, unless others are given.
                return replace(self, markup_percentage=said.markup_percentage, payments=None)
            case ChangeType.UPDATE_INFORMATION:
                name, description = said.name, said.description
                return replace(
                    self,
                    name=self.name if name is None else name,
                    description=self.description if description is None else description,
                )
            case ChangeType.UPDATE_TARGETING:
                return replace(self, buyer_accounts=said.buyer_accounts or ())
            case ChangeType.UPDATE_AVAILABILITY:
                return replace(self, availability_end=said.availability_end)
            case ChangeType.UPDATE_PAYMENT_SCHEDULE_TERMS:
                return replace(
                    self,
                    payments=said.payments,
                    payments_currency=said.payments_currency or self.payments_currency,
                    net_payment_term=said.net_payment_term,
                )
            case ChangeType.RELEASE_OFFER:
                return self
            case _:
                return self._at_length()._with_terms(change_type, said)

    def resold(self, authorization: ResaleAuthorization) -> "OfferDraft":
        """The draft of a reseller, with what the authorization settles wherever it says nothing.

        That is the product, how long it is sold for, and payments raised by the markup (R-303).
        """
        draft = self
        if self.product_id is None:
            draft = replace(
                draft,
                product_id=authorization.product_id,
                product_type=authorization.product_type.value,
                payments_currency=self.payments_currency or authorization.schedule.currency,
                short_duration=str(authorization.contract_duration) if not self.is_priced else None,
            )
        markup = parse_amount(self.markup_percentage or "0")
        if self.payments is None and markup is not None and 0 <= markup <= MAX_MARKUP:
            draft = replace(draft, payments=tuple(payments_of_resale(authorization, markup)))
        return draft

    def details(self, *, is_complete: bool) -> OfferDetails:
        """The details of the offer that it makes; a complete one is in some currency."""
        validity = self.terms.validity
        duration = validity.agreement_duration if validity else None
        return OfferDetails(
            name=self.name,
            product_id=self.product_id,
            product_type=self._product_type(is_complete=is_complete),
            target_account_ids=self.buyer_accounts,
            contract_duration=self.short_duration or duration,
            availability_end=self.availability_end,
            currency=self.currency or (_DEFAULT_CURRENCY if is_complete else None),
            intended_total=self.intended_total,
            net_payment_term=self.net_payment_term,
            invoicing_entity=self.invoicing_entity,
            other_terms=None if self.short_duration else self.terms,
            resale_authorization_id=self.resale_authorization_id,
            markup_percentage=self.markup_percentage,
        )

    def _product_type(self, *, is_complete: bool) -> str | None:
        if self.product_type is None and (self.is_priced or is_complete):
            model = PricingModel(self.pricing_model or PricingModel.CONTRACT)
            return product_type_of(model, self.terms).value
        return self.product_type

    def _at_length(self) -> "OfferDraft":
        """The short form as the terms that it stands for (R-257, R-288)."""
        if self.short_duration is None:
            return self
        granted = FixedUpfrontPricingTerm(
            currency=self.currency or _DEFAULT_CURRENCY, price=Decimal(0)
        )
        return replace(
            self,
            short_duration=None,
            terms=replace(
                self.terms,
                fixed_upfront=granted if self.payments else None,
                validity=ValidityTerm(agreement_duration=self.short_duration),
            ),
        )

    def _with_terms(self, change_type: ChangeType, said: OfferChange) -> "OfferDraft":
        given: dict[str, Any] = dict.fromkeys(TERM_PLACES[change_type])
        given |= {place: term for place, term in said.terms.by_place().items() if place in given}
        return replace(
            self,
            terms=replace(self.terms, **given),
            pricing_model=said.pricing_model or self.pricing_model,
        )


def pricing_currency(terms: TermSet) -> str | None:
    """The currency of the first term that has one; all of an offer's must agree (R-301)."""
    priced = (
        terms.fixed_upfront,
        terms.configurable_upfront,
        terms.usage_based,
        terms.recurring_payment,
        terms.variable_payment,
    )
    return next((term.currency for term in priced if term is not None), None)
