"""Procurement portal preferences (R-265 to R-267)."""

from typing import Any, Final

from procurement.domain.portals.preference import PortalPreference
from procurement.entrypoints.aws_operations.invoicing.members import camel, pascal, tags_given
from procurement.entrypoints.aws_operations.invoicing.names import PREFERENCE, resource
from procurement.entrypoints.aws_operations.invoicing.selectors import (
    selector_given,
    selector_shown,
)
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.portal_views import PortalPreferenceView
from procurement.entrypoints.schemas.portals import (
    CreatePortalPreferenceRequest,
    PutPortalPreferenceRequest,
    UpdatePortalPreferenceStatusRequest,
)
from procurement.service.portals.create_preference import create_preference
from procurement.service.portals.delete_preference import delete_preference
from procurement.service.portals.put_preference import put_preference
from procurement.service.portals.read_preferences import get_preference, list_preferences
from procurement.service.portals.update_preference_status import update_preference_status

MOST: Final = 100
_ARN: Final = "ProcurementPortalPreferenceArn"
_NO_PART: Final = ("procurementPortalPreferenceArn", "clientToken")


def create_procurement_portal_preference(request: Members, call: Call) -> Members:
    """A preference of the caller's; the same client token gives the same preference again."""
    given = {**_given(request, call), "resourceTags": tags_given(request.get("ResourceTags", ()))}
    asked = read(CreatePortalPreferenceRequest, given)
    created = create_preference(
        asked.to_input(),
        asked.client_token,
        call.caller,
        call.unit_of_work,
        call.clock,
        call.backend.entities(),
    )
    return {_ARN: created.arn}


def get_procurement_portal_preference(request: Members, call: Call) -> Members:
    """All that a preference says but for its secrets."""
    with resource(request[_ARN], call, [PREFERENCE]) as (caller, _, preference_id):
        found = get_preference(preference_id, caller, call.unit_of_work)
    return {"ProcurementPortalPreference": _members(found)}


def list_procurement_portal_preferences(request: Members, call: Call) -> Members:
    """The caller's preferences, by ID."""
    page = list_preferences(
        request.get("MaxResults", MOST), request.get("NextToken"), call.caller, call.unit_of_work
    )
    found = [_members(preference) for preference in page.items]
    return {"ProcurementPortalPreferences": found, "NextToken": page.next_token}


def put_procurement_portal_preference(request: Members, call: Call) -> Members:
    """Replaces all but portal, parties and tags; a secret that is left out stays."""
    asked = read(PutPortalPreferenceRequest, _given(request, call), without=_NO_PART)
    with resource(request[_ARN], call, [PREFERENCE]) as (caller, _, preference_id):
        put_preference(
            preference_id,
            asked.to_input(),
            None,
            caller,
            call.unit_of_work,
            call.clock,
            call.backend.entities(),
        )
    return {_ARN: request[_ARN]}


def update_procurement_portal_preference_status(request: Members, call: Call) -> Members:
    """How far e-invoice delivery and purchase order retrieval have come (R-266)."""
    asked = read(UpdatePortalPreferenceStatusRequest, camel(request), without=_NO_PART)
    with resource(request[_ARN], call, [PREFERENCE]) as (caller, _, preference_id):
        update_preference_status(
            preference_id, asked.to_input(), None, caller, call.unit_of_work, call.clock
        )
    return {_ARN: request[_ARN]}


def delete_procurement_portal_preference(request: Members, call: Call) -> Members:
    """Gone for good, and what is kept of its secrets."""
    with resource(request[_ARN], call, [PREFERENCE]) as (caller, _, preference_id):
        delete_preference(
            preference_id,
            None,
            caller,
            call.unit_of_work,
            call.clock,
            call.backend.portal_secrets(),
        )
    return {_ARN: request[_ARN]}


def _given(request: Members, call: Call) -> dict[str, Any]:
    selector = selector_given(request.get("Selector", {}), call)
    return {**camel(request), "selector": selector}


def _members(preference: PortalPreference) -> Members:
    view = {**shown(PortalPreferenceView.of(preference)), "resourceTags": None}
    return {**pascal(view), "Selector": selector_shown(preference)}
