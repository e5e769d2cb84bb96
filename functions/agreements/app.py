"""Private offers, their acceptance, and the agreements they become."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.marketplace.offer import Offer
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.acceptances import AcceptOfferRequest
from procurement.entrypoints.schemas.agreements import (
    AcceptedTermsView,
    AcceptedView,
    AgreementPage,
    AgreementSummaryPage,
    AgreementSummaryView,
    AgreementView,
    EntitlementsView,
    SearchAgreementsRequest,
)
from procurement.entrypoints.schemas.offers import (
    AvailabilityRequest,
    CreateOfferRequest,
    OfferPage,
    OfferView,
    ReleaseRequest,
    SetScheduleRequest,
)
from procurement.entrypoints.schemas.renewals import DecideRenewalRequest, RenewalView
from procurement.entrypoints.schemas.schedule_adjustments import AdjustScheduleRequest
from procurement.entrypoints.schemas.schedule_comparison import ScheduleComparisonView
from procurement.entrypoints.schemas.terms import views_of
from procurement.service.marketplace.accept_offer import accept_offer
from procurement.service.marketplace.buyers_of_offer import advise_buyer
from procurement.service.marketplace.cancel_agreement import cancel_agreement
from procurement.service.marketplace.change_offer import (
    adjust_payment_schedule,
    change_offer_availability,
    release_offer,
    set_payment_schedule,
)
from procurement.service.marketplace.compare_offer import compare_offer
from procurement.service.marketplace.create_offer import create_offer
from procurement.service.marketplace.decide_renewal import decide_renewal
from procurement.service.marketplace.expect_no_purchase_orders import expect_no_purchase_orders
from procurement.service.marketplace.foresee_renewal import foresee_renewal
from procurement.service.marketplace.read_agreements import (
    get_agreement,
    get_offer,
    list_agreements,
    list_offers,
)
from procurement.service.marketplace.search_agreements import search_agreements

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
    offer = get_offer(offer_id, api.caller, bootstrap.unit_of_work())
    advice = advise_buyer(offer, api.caller, bootstrap.unit_of_work())
    return OfferView.of(offer, bootstrap.clock().now(), advice)


@api.put("/offers/<offer_id>/payment-schedule", operation_id="SetPaymentSchedule")
def set_schedule(offer_id: PathText, request: SetScheduleRequest) -> OfferView:
    """Generate or replace the payments of a draft (R-271 to R-304)."""
    return _view(
        set_payment_schedule(
            offer_id,
            request.payments() or [],
            request.total(),
            request.currency_code,
            request.expected_version,
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
            request.expected_version,
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
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            must_pay_by_invoice=bootstrap.settings().must_pay_by_invoice,
        )
    )


@api.put("/offers/<offer_id>/availability", operation_id="ChangeOfferAvailability")
def change_availability(offer_id: PathText, request: AvailabilityRequest) -> OfferView:
    """Move the last day to accept; that of a released offer outward only (R-313)."""
    return _view(
        change_offer_availability(
            offer_id,
            request.availability_end_date,
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/offers/<offer_id>/comparison", operation_id="CompareOffer")
def compare(
    offer_id: PathText,
    agreement_id: Annotated[str, Query(alias="agreementId", min_length=1, max_length=64)],
) -> ScheduleComparisonView:
    """Show payment by payment what the offer would change in an agreement it replaces (R-314)."""
    return ScheduleComparisonView.of(
        compare_offer(
            offer_id, agreement_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post("/offers/<offer_id>/accept", status_code=201, operation_id="AcceptOffer")
def accept(offer_id: PathText, request: AcceptOfferRequest) -> AcceptedView:
    """Accept all terms of an offer at once, with purchase orders (R-258, R-322)."""
    clock = bootstrap.clock()
    accepted = accept_offer(
        offer_id,
        request.references(),
        api.caller,
        bootstrap.unit_of_work(),
        clock,
        is_bought_elsewhere=request.is_bought_outside_marketplace,
    )
    return AcceptedView.of(accepted, clock.now())


@api.post(
    "/offers/<offer_id>/accept-without-purchase-orders",
    status_code=201,
    operation_id="AcceptOfferWithoutPurchaseOrders",
)
def accept_without(offer_id: PathText, request: AcceptOfferRequest) -> AcceptedView:
    """Accept an offer, for those who may not name purchase orders (R-169, R-171)."""
    expect_no_purchase_orders(request.references())
    return accept(offer_id, request)


@api.get("/agreements", operation_id="ListAgreements")
def list_accepted(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> AgreementPage:
    """List the agreements that the caller accepted, newest first."""
    now = bootstrap.clock().now()
    page = list_agreements(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [AgreementView.of(agreement, now) for agreement in page.items]
    return AgreementPage(items=items, next_token=page.next_token)


@api.get("/agreements/<agreement_id>", operation_id="DescribeAgreement")
def get_accepted(agreement_id: PathText) -> AgreementView:
    """Get an agreement that the caller is a party of."""
    agreement = get_agreement(agreement_id, api.caller, bootstrap.unit_of_work())
    return AgreementView.of(agreement, bootstrap.clock().now())


@api.post("/agreements/search", operation_id="SearchAgreements")
def search(request: SearchAgreementsRequest) -> AgreementSummaryPage:
    """Search the agreements that the caller proposed or accepted, by AWS's filters."""
    clock = bootstrap.clock()
    page = search_agreements(
        request.to_filters(),
        (request.sort.sort_by, request.sort.sort_order),
        request.max_results,
        request.next_token,
        api.caller,
        bootstrap.unit_of_work(),
        clock,
    )
    now = clock.now()
    found = [AgreementSummaryView.of(agreement, now) for agreement in page.items]
    return AgreementSummaryPage(agreement_view_summaries=found, next_token=page.next_token)


@api.get("/agreements/<agreement_id>/terms", operation_id="GetAgreementTerms")
def get_terms(agreement_id: PathText) -> AcceptedTermsView:
    """Get the terms that were accepted."""
    agreement = get_agreement(agreement_id, api.caller, bootstrap.unit_of_work())
    return AcceptedTermsView(accepted_terms=views_of(agreement.terms))


@api.get("/agreements/<agreement_id>/entitlements", operation_id="GetAgreementEntitlements")
def get_entitlements(agreement_id: PathText) -> EntitlementsView:
    """Get what the agreement entitles to."""
    agreement = get_agreement(agreement_id, api.caller, bootstrap.unit_of_work())
    return EntitlementsView.of(agreement, bootstrap.clock().now())


@api.get("/agreements/<agreement_id>/renewal", operation_id="GetAgreementRenewal")
def get_renewal(agreement_id: PathText) -> RenewalView:
    """Show whether an agreement renews itself, and what follows it then (R-330 to R-334)."""
    return RenewalView.of(
        *foresee_renewal(agreement_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.put("/agreements/<agreement_id>/renewal", operation_id="DecideAgreementRenewal")
def put_renewal(agreement_id: PathText, request: DecideRenewalRequest) -> RenewalView:
    """Switch the renewal on or off as its buyer, opt out or set the increase as its seller."""
    decide_renewal(
        agreement_id,
        request.to_decision(),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return get_renewal(agreement_id)


@api.post("/agreements/<agreement_id>/cancel", operation_id="CancelAgreement")
def cancel(agreement_id: PathText) -> AgreementView:
    """End a usage agreement that the caller accepted; nothing more is invoiced (R-401, R-402)."""
    clock = bootstrap.clock()
    ended = cancel_agreement(agreement_id, api.caller, bootstrap.unit_of_work(), clock)
    return AgreementView.of(ended, clock.now())


def _view(offer: Offer) -> OfferView:
    return OfferView.of(offer, bootstrap.clock().now())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
