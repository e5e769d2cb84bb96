"""Procurement portals: where invoices are delivered, and which would be stopped on the way."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.foresight.radar_subscription import DEFAULT_DAYS, MAX_DAYS
from procurement.entrypoints.http import (
    DEFAULT_RESULTS,
    Api,
    ExpectedVersion,
    MaxResults,
    NextToken,
    PathText,
)
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.portal_views import (
    PortalPreferencePage,
    PortalPreferenceView,
    StoppedInvoicePage,
)
from procurement.entrypoints.schemas.portals import (
    CreatePortalPreferenceRequest,
    KeepDeliverySecretRequest,
    PutPortalPreferenceRequest,
    UpdatePortalPreferenceStatusRequest,
)
from procurement.service.deliveries.keep_delivery_secret import keep_delivery_secret
from procurement.service.portals.create_preference import create_preference
from procurement.service.portals.delete_preference import delete_preference
from procurement.service.portals.put_preference import put_preference
from procurement.service.portals.read_preferences import get_preference, list_preferences
from procurement.service.portals.read_stopped_invoices import read_stopped_invoices
from procurement.service.portals.update_preference_status import update_preference_status

api = Api(bootstrap.acting_for)


@api.post(
    "/procurement-portal-preferences",
    status_code=201,
    operation_id="CreateProcurementPortalPreference",
)
def create(request: CreatePortalPreferenceRequest) -> PortalPreferenceView:
    """Connect the account with a procurement portal (R-265)."""
    return PortalPreferenceView.of(
        create_preference(
            request.to_input(),
            request.client_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
        )
    )


@api.get("/procurement-portal-preferences", operation_id="ListProcurementPortalPreferences")
def list_(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> PortalPreferencePage:
    """List the account's procurement portal preferences."""
    page = list_preferences(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [PortalPreferenceView.of(preference) for preference in page.items]
    return PortalPreferencePage(items=items, next_token=page.next_token)


@api.get(
    "/procurement-portal-preferences/<procurement_portal_preference_id>",
    operation_id="GetProcurementPortalPreference",
)
def get(procurement_portal_preference_id: PathText) -> PortalPreferenceView:
    """Get one procurement portal preference; secrets are never shown."""
    return PortalPreferenceView.of(
        get_preference(procurement_portal_preference_id, api.caller, bootstrap.unit_of_work())
    )


@api.put(
    "/procurement-portal-preferences/<procurement_portal_preference_id>",
    operation_id="PutProcurementPortalPreference",
)
def put(
    procurement_portal_preference_id: PathText, request: PutPortalPreferenceRequest
) -> PortalPreferenceView:
    """Replace what a preference says; portal and parties never change (R-265)."""
    return PortalPreferenceView.of(
        put_preference(
            procurement_portal_preference_id,
            request.to_input(),
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
        )
    )


@api.put(
    "/procurement-portal-preferences/<procurement_portal_preference_id>/status",
    operation_id="UpdateProcurementPortalPreferenceStatus",
)
def put_status(
    procurement_portal_preference_id: PathText, request: UpdatePortalPreferenceStatusRequest
) -> PortalPreferenceView:
    """Say how far e-invoice delivery and purchase order retrieval have come (R-266)."""
    return PortalPreferenceView.of(
        update_preference_status(
            procurement_portal_preference_id,
            request.to_input(),
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.put(
    "/procurement-portal-preferences/<procurement_portal_preference_id>/delivery-secret",
    status_code=204,
    operation_id="KeepProcurementPortalDeliverySecret",
)
def put_delivery_secret(
    procurement_portal_preference_id: PathText, request: KeepDeliverySecretRequest
) -> None:
    """Keep the shared secret that documents carry to the portal, encrypted and for that alone."""
    keep_delivery_secret(
        procurement_portal_preference_id,
        request.environment,
        request.shared_secret,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.portal_secrets(),
    )


@api.delete(
    "/procurement-portal-preferences/<procurement_portal_preference_id>",
    status_code=204,
    operation_id="DeleteProcurementPortalPreference",
)
def delete(
    procurement_portal_preference_id: PathText, expected_version: ExpectedVersion = None
) -> None:
    """Delete a procurement portal preference for good, and what is kept of its secrets."""
    delete_preference(
        procurement_portal_preference_id,
        expected_version,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.portal_secrets(),
    )


@api.get("/stopped-invoices", operation_id="ListStoppedInvoices")
def list_stopped(
    days: Annotated[int, Query(ge=0, le=MAX_DAYS)] = DEFAULT_DAYS,
    procurement_portal_preference_id: Annotated[
        str | None, Query(alias="procurementPortalPreferenceId", max_length=64)
    ] = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> StoppedInvoicePage:
    """List invoices to come that a portal would stop for want of a purchase order (R-268)."""
    return StoppedInvoicePage.of(
        read_stopped_invoices(
            days,
            procurement_portal_preference_id,
            max_results,
            next_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
