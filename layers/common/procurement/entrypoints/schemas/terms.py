"""Lists of terms at the edge: agreement:AcceptedTermList, one kind in each entry."""

from collections.abc import Sequence
from typing import Any, Final, Self

from pydantic import (
    BaseModel,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.term import TermSet
from procurement.entrypoints.schemas.base import RequestSchema
from procurement.entrypoints.schemas.other_term_shapes import (
    ByolPricingTermBody,
    FreeTrialPricingTermBody,
    LegalTermBody,
    NetPaymentTermBody,
    PaymentScheduleTermBody,
    SupportTermBody,
    ValidityTermBody,
    VariablePaymentTermBody,
)
from procurement.entrypoints.schemas.renewal_shapes import RenewalTermBody
from procurement.entrypoints.schemas.term_shapes import (
    ConfigurableUpfrontPricingTermBody,
    FixedUpfrontPricingTermBody,
    RecurringPaymentTermBody,
    UsageBasedPricingTermBody,
)

MAX_TERMS: Final = 13
"""One of each kind."""

_PLACES: Final = {
    "fixed_upfront": "fixed_upfront_pricing_term",
    "configurable_upfront": "configurable_upfront_pricing_term",
    "usage_based": "usage_based_pricing_term",
    "recurring_payment": "recurring_payment_term",
    "payment_schedule": "payment_schedule_term",
    "variable_payment": "variable_payment_term",
    "free_trial": "free_trial_pricing_term",
    "byol": "byol_pricing_term",
    "validity": "validity_term",
    "renewal": "renewal_term",
    "net_payment": "net_payment_term",
    "legal": "legal_term",
    "support": "support_term",
}
"""The member of agreement:AcceptedTerm by the term's place in a `TermSet`."""


class AcceptedTerm(RequestSchema):
    """agreement:AcceptedTerm: exactly one of the members."""

    fixed_upfront_pricing_term: FixedUpfrontPricingTermBody | None = None
    configurable_upfront_pricing_term: ConfigurableUpfrontPricingTermBody | None = None
    usage_based_pricing_term: UsageBasedPricingTermBody | None = None
    recurring_payment_term: RecurringPaymentTermBody | None = None
    payment_schedule_term: PaymentScheduleTermBody | None = None
    variable_payment_term: VariablePaymentTermBody | None = None
    free_trial_pricing_term: FreeTrialPricingTermBody | None = None
    byol_pricing_term: ByolPricingTermBody | None = None
    validity_term: ValidityTermBody | None = None
    renewal_term: RenewalTermBody | None = None
    net_payment_term: NetPaymentTermBody | None = None
    legal_term: LegalTermBody | None = None
    support_term: SupportTermBody | None = None

    @model_validator(mode="after")
    def _expect_one(self) -> Self:
        if len(self.given) != 1:
            raise ValueError("must have exactly one term")
        return self

    # Without a return type pydantic keeps the members in the OpenAPI document.
    @model_serializer(mode="wrap")
    def _leave_out(self, write: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]
        """Nothing is told of the twelve other kinds."""
        return {name: value for name, value in write(self).items() if value is not None}

    @property
    def given(self) -> dict[str, Any]:
        """The terms that were given, by their place in a `TermSet`."""
        held = {place: getattr(self, member) for place, member in _PLACES.items()}
        return {place: term for place, term in held.items() if term is not None}


def views_of(terms: TermSet) -> list[AcceptedTerm]:
    """Every term of the set, one by one."""
    kinds = AcceptedTerm.model_fields
    views = []
    for place, term in terms.by_place().items():
        member = _PLACES[place]
        shape = _shape(kinds[member].annotation)
        views.append(AcceptedTerm(**{member: shape.of(term)}))
    return views


def read_term_list(entries: Sequence[AcceptedTerm]) -> dict[str, Any]:
    """The bodies of all terms by their place; `InvalidInput` when one kind is given twice."""
    held: dict[str, Any] = {}
    problems = []
    for index, entry in enumerate(entries):
        for place, body in entry.given.items():
            if place in held:
                message = "an offer has at most one term of a kind"
                problems.append(
                    Problem(field=f"terms[{index}]", reason="INCOMPATIBLE_TERMS", message=message)
                )
            held[place] = body
    if problems:
        raise InvalidInput(problems)
    return held


def term_set(bodies: dict[str, Any]) -> TermSet:
    """The terms in the domain; payments and the payment term travel apart from the others."""
    apart = ("payment_schedule", "net_payment")
    return TermSet(
        **{place: body.to_term() for place, body in bodies.items() if place not in apart}
    )


def _shape(annotation: Any) -> Any:
    return next(kind for kind in annotation.__args__ if issubclass(kind, BaseModel))
