"""Private offers with installment plans, their acceptance, and the agreements they become."""

from typing import Any

from procurement import bootstrap
from procurement.domain.marketplace.offer import Offer
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.charges import ChargeView
from procurement.entrypoints.schemas.offers import (
    AcceptedView,
    AcceptOfferRequest,
    AdjustScheduleRequest,
    AgreementPage,
    AgreementView,
    AvailabilityRequest,
    CreateOfferRequest,
    OfferPage,
    OfferView,
    ReleaseRequest,
    SetScheduleRequest,
)
from procurement.service.marketplace.accept_offer import accept_offer
from procurement.service.marketplace.change_offer import (
    adjust_payment_schedule,
    change_offer_availability,
    release_offer,
    set_payment_schedule,
)
from procurement.service.marketplace.create_offer import create_offer
from procurement.service.marketplace.read_agreements import (
    get_agreement,
    get_offer,
    list_agreements,
    list_offers,
)

api = Api(bootstrap.acting_for)


@api.post("/offers", status_code=201, operation_id="CreateOffer")
def create(request: CreateOfferRequest) -> OfferView:
    """Draft a private offer, with or without its payments (R-270, R-271)."""
    return _view(
        create_offer(
            request.details(),
            request.payments(),
            request.client_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/offers", operation_id="ListOffers")
def list_(max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None) -> OfferPage:
    """List the offers that the caller proposed, newest first."""
    page = list_offers(max_results, next_token, api.caller, bootstrap.unit_of_work())
    return OfferPage(items=[_view(offer) for offer in page.items], next_token=page.next_token)


@api.get("/offers/<offer_id>", operation_id="GetOffer")
def get(offer_id: PathText) -> OfferView:
    """Get an offer that the caller proposed or may accept."""
    return _view(get_offer(offer_id, api.caller, bootstrap.unit_of_work()))


@api.put("/offers/<offer_id>/payment-schedule", operation_id="SetPaymentSchedule")
def set_schedule(offer_id: PathText, request: SetScheduleRequest) -> OfferView:
    """Generate or replace the payments of a draft (R-271 to R-304)."""
    return _view(
        set_payment_schedule(
            offer_id,
            request.payments() or [],
            request.total(),
            request.currency_code,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.patch("/offers/<offer_id>/payment-schedule", operation_id="AdjustPaymentSchedule")
def adjust_schedule(offer_id: PathText, request: AdjustScheduleRequest) -> OfferView:
    """Change, add or remove single payments; the total due follows (R-283, R-284)."""
    return _view(
        adjust_payment_schedule(
            offer_id,
            [adjustment.to_input() for adjustment in request.adjustments],
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post("/offers/<offer_id>/release", operation_id="ReleaseOffer")
def release(offer_id: PathText, request: ReleaseRequest) -> OfferView:
    """Make a draft visible to its buyers; nothing but its last day changes after (R-312)."""
    return _view(
        release_offer(
            offer_id,
            request.confirm_total_difference,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.put("/offers/<offer_id>/availability", operation_id="ChangeOfferAvailability")
def change_availability(offer_id: PathText, request: AvailabilityRequest) -> OfferView:
    """Move the last day to accept; that of a released offer outward only (R-313)."""
    return _view(
        change_offer_availability(
            offer_id,
            request.availability_end_date,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post("/offers/<offer_id>/accept", status_code=201, operation_id="AcceptOffer")
def accept(offer_id: PathText, request: AcceptOfferRequest) -> AcceptedView:
    """Accept an offer with purchase orders; one charge per payment comes of it (R-322)."""
    clock = bootstrap.clock()
    accepted = accept_offer(
        offer_id, request.references(), api.caller, bootstrap.unit_of_work(), clock
    )
    return AcceptedView(
        agreement=AgreementView.of(accepted.agreement, clock.now()),
        charges=[ChargeView.of(charge) for charge in accepted.charges],
    )


@api.get("/agreements", operation_id="ListAgreements")
def list_accepted(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> AgreementPage:
    """List the agreements that the caller accepted, newest first."""
    now = bootstrap.clock().now()
    page = list_agreements(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [AgreementView.of(agreement, now) for agreement in page.items]
    return AgreementPage(items=items, next_token=page.next_token)


@api.get("/agreements/<agreement_id>", operation_id="GetAgreement")
def get_accepted(agreement_id: PathText) -> AgreementView:
    """Get an agreement that the caller is a party of."""
    agreement = get_agreement(agreement_id, api.caller, bootstrap.unit_of_work())
    return AgreementView.of(agreement, bootstrap.clock().now())


def _view(offer: Offer) -> OfferView:
    return OfferView.of(offer, bootstrap.clock().now())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
