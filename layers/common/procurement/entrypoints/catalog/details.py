"""The details of a change, as AWS's detail documents have them, read into what they say."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal

from procurement.domain.catalog.entity_types import ChangeType
from procurement.domain.catalog.offer_change import TERM_PLACES, OfferChange
from procurement.domain.catalog.product_types import PricingModel
from procurement.domain.errors import Problems
from procurement.entrypoints.catalog.base import camel, pascal_path, with_keys_in_camel
from procurement.entrypoints.schemas.terms import AcceptedTerm, term_set


class _Details(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_pascal, frozen=True, extra="forbid", str_max_length=4096
    )


class _CreateOffer(_Details):
    product_id: Annotated[str, Field(min_length=1, max_length=255)]
    product_type: Annotated[str, Field(max_length=64)] | None = None

    def to_change(self) -> OfferChange:
        return OfferChange(product_id=self.product_id, product_type=self.product_type)


class _CreateResoldOffer(_Details):
    resale_authorization_id: Annotated[str, Field(min_length=1, max_length=255)]

    def to_change(self) -> OfferChange:
        return OfferChange(resale_authorization_id=self.resale_authorization_id)


class _UpdateMarkup(_Details):
    percentage: Annotated[str, Field(max_length=16)]

    def to_change(self) -> OfferChange:
        return OfferChange(markup_percentage=self.percentage)


class _UpdateInformation(_Details):
    name: str | None = None
    description: Annotated[str, Field(min_length=1, max_length=255)] | None = None

    def to_change(self) -> OfferChange:
        return OfferChange(name=self.name, description=self.description)


class _PositiveTargeting(_Details):
    buyer_accounts: Annotated[list[str], Field(max_length=100)] = []


class _UpdateTargeting(_Details):
    positive_targeting: _PositiveTargeting

    def to_change(self) -> OfferChange:
        return OfferChange(buyer_accounts=tuple(self.positive_targeting.buyer_accounts))


class _UpdateAvailability(_Details):
    availability_end_date: str

    def to_change(self) -> OfferChange:
        return OfferChange(availability_end=self.availability_end_date)


class _ReleaseOffer(_Details):
    def to_change(self) -> OfferChange:
        return OfferChange()


_SHAPES: Final = {
    ChangeType.CREATE_OFFER: _CreateOffer,
    ChangeType.CREATE_RESOLD_OFFER: _CreateResoldOffer,
    ChangeType.UPDATE_MARKUP: _UpdateMarkup,
    ChangeType.UPDATE_INFORMATION: _UpdateInformation,
    ChangeType.UPDATE_TARGETING: _UpdateTargeting,
    ChangeType.UPDATE_AVAILABILITY: _UpdateAvailability,
    ChangeType.RELEASE_OFFER: _ReleaseOffer,
}


class _UpdateTerms(_Details):
    terms: Annotated[list[dict[str, Any]], Field(max_length=20)]


class _UpdatePricingTerms(_UpdateTerms):
    pricing_model: PricingModel | None = None


def read_details(
    path: str, change_type: str, document: Mapping[str, Any], problems: Problems
) -> OfferChange:
    """What the document says to an offer; everything wrong with its form goes to `problems`.

    Whether an offer can be so is judged when the change set is applied.
    """
    if change_type not in list(ChangeType):
        return OfferChange()
    known = ChangeType(change_type)
    if known in TERM_PLACES:
        return _read_terms(path, known, document, problems)
    read = _read(path, _SHAPES[known], document, problems)
    return read.to_change() if read else OfferChange()


def _read_terms(
    path: str, change_type: ChangeType, document: Mapping[str, Any], problems: Problems
) -> OfferChange:
    is_pricing = change_type is ChangeType.UPDATE_PRICING_TERMS
    shape = _UpdatePricingTerms if is_pricing else _UpdateTerms
    read = _read(path, shape, document, problems)
    bodies: dict[str, Any] = {}
    for index, term in enumerate(read.terms if read else ()):
        _read_term(f"{path}.Terms[{index}]", change_type, term, bodies, problems)
    schedule, net_payment = bodies.get("payment_schedule"), bodies.get("net_payment")
    model = getattr(read, "pricing_model", None)
    return OfferChange(
        pricing_model=model.value if model else None,
        terms=term_set(bodies),
        payments=tuple(entry.to_input() for entry in schedule.schedule) if schedule else None,
        payments_currency=schedule.currency_code if schedule else None,
        net_payment_term=net_payment.payment_due_period if net_payment else None,
    )


def _read_term(
    path: str,
    change_type: ChangeType,
    term: Mapping[str, Any],
    bodies: dict[str, Any],
    problems: Problems,
) -> None:
    kind = term.get("Type")
    member = camel(kind) if isinstance(kind, str) else ""
    try:
        given = AcceptedTerm.model_validate({member: with_keys_in_camel(term)}).given
    except ValidationError as error:
        # The first part of a place is the term itself, whose kind the caller told apart.
        places = [(found["loc"][1:], found["msg"]) for found in error.errors()]
        if not any(place for place, _ in places):
            places = [(("Type",), f"{change_type} takes no term of this type")]
        _note(path, places, problems)
        return
    for place, body in given.items():
        if place not in TERM_PLACES[change_type]:
            _note(path, [(("Type",), f"{change_type} takes no {kind}")], problems)
        elif place in bodies:
            _note(path, [(("Type",), "an offer has at most one term of a kind")], problems)
        bodies[place] = body


def _read(path: str, shape: Any, document: Mapping[str, Any], problems: Problems) -> Any:
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        _note(path, [(found["loc"], found["msg"]) for found in error.errors()], problems)
        return None


def _note(
    path: str, places: Sequence[tuple[tuple[str | int, ...], str]], problems: Problems
) -> None:
    for place, message in places:
        within = pascal_path(place) if place else ""
        problems.add(f"{path}.{within}" if within else path, "INVALID_DETAILS", message)
