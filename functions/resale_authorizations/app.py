"""Authorizations to resell: manufacturers give them, resellers offer under them."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.resale_authorizations import (
    CreateResaleAuthorizationRequest,
    ResaleAuthorizationPage,
    ResaleAuthorizationView,
    Role,
)
from procurement.service.marketplace.change_resale_authorization import (
    release_resale_authorization,
    restrict_resale_authorization,
)
from procurement.service.marketplace.create_resale_authorization import (
    create_resale_authorization,
)
from procurement.service.marketplace.read_resale_authorizations import (
    get_resale_authorization,
    list_resale_authorizations,
)

api = Api(bootstrap.acting_for)


@api.post("/resale-authorizations", status_code=201, operation_id="CreateResaleAuthorization")
def create(request: CreateResaleAuthorizationRequest) -> ResaleAuthorizationView:
    """Draft an authorization for a reseller, with the payments that it sells by (R-303)."""
    return _view(
        create_resale_authorization(
            request.details(),
            request.client_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/resale-authorizations", operation_id="ListResaleAuthorizations")
def list_(
    role: Annotated[Role, Query()] = Role.MANUFACTURER,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> ResaleAuthorizationPage:
    """List the authorizations that the caller gave, or those that were given to it."""
    page = list_resale_authorizations(
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        is_manufacturer=role is Role.MANUFACTURER,
    )
    items = [_view(authorization) for authorization in page.items]
    return ResaleAuthorizationPage(items=items, next_token=page.next_token)


@api.get("/resale-authorizations/<resale_authorization_id>", operation_id="GetResaleAuthorization")
def get(resale_authorization_id: PathText) -> ResaleAuthorizationView:
    """Get an authorization that the caller gave, or may use."""
    return _view(
        get_resale_authorization(resale_authorization_id, api.caller, bootstrap.unit_of_work())
    )


@api.post(
    "/resale-authorizations/<resale_authorization_id>/release",
    operation_id="ReleaseResaleAuthorization",
)
def release(resale_authorization_id: PathText) -> ResaleAuthorizationView:
    """Show a draft to its reseller, who may offer under it from then on."""
    return _view(
        release_resale_authorization(
            resale_authorization_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/resale-authorizations/<resale_authorization_id>/restrict",
    operation_id="RestrictResaleAuthorization",
)
def restrict(resale_authorization_id: PathText) -> ResaleAuthorizationView:
    """Let no further offer be released under an authorization."""
    return _view(
        restrict_resale_authorization(
            resale_authorization_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


def _view(authorization: ResaleAuthorization) -> ResaleAuthorizationView:
    return ResaleAuthorizationView.of(authorization, bootstrap.clock().now())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
