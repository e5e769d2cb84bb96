"""License grants: what an agreement entitles to, handed on to other accounts."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.grants.license_grant import GrantStatus
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.license_grants import (
    CreateGrantRequest,
    CreateGrantVersionRequest,
    LicenseGrantPage,
    LicenseGrantView,
)
from procurement.service.grants.answer_grant import accept_grant, reject_grant
from procurement.service.grants.create_grant import create_grant
from procurement.service.grants.create_grant_version import create_grant_version
from procurement.service.grants.delete_grant import delete_grant
from procurement.service.grants.read_grants import (
    GrantFilter,
    get_grant,
    list_distributed_grants,
    list_received_grants,
)

api = Api(bootstrap.acting_for)

OfLicense = Annotated[str | None, Query(alias="licenseArn", max_length=2048)]
OfStatus = Annotated[GrantStatus | None, Query(alias="grantStatus")]
OfProduct = Annotated[str | None, Query(alias="productId", max_length=64)]


@api.post("/license-grants", status_code=201, operation_id="CreateGrant")
def create(request: CreateGrantRequest) -> LicenseGrantView:
    """Grant the license of an agreement that the caller bought (R-234)."""
    return LicenseGrantView.of(
        create_grant(
            request.agreement_id,
            request.to_input(),
            request.client_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/license-grants", operation_id="ListDistributedGrants")
def list_distributed(
    license_arn: OfLicense = None,
    grant_status: OfStatus = None,
    product_id: OfProduct = None,
    grantee_principal_arn: Annotated[
        str | None, Query(alias="granteePrincipalArn", max_length=2048)
    ] = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> LicenseGrantPage:
    """List the grants that the caller gave, newest first."""
    wanted = GrantFilter(
        license_arn=license_arn,
        status=grant_status,
        product_id=product_id,
        grantee_principal_arn=grantee_principal_arn,
    )
    page = list_distributed_grants(
        wanted, max_results, next_token, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
    )
    items = [LicenseGrantView.of(grant) for grant in page.items]
    return LicenseGrantPage(items=items, next_token=page.next_token)


@api.get("/received-license-grants", operation_id="ListReceivedGrants")
def list_received(
    license_arn: OfLicense = None,
    grant_status: OfStatus = None,
    product_id: OfProduct = None,
    granter_account_id: Annotated[
        str | None, Query(alias="granterAccountId", max_length=12)
    ] = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> LicenseGrantPage:
    """List the grants to the caller's account, or to the organization that it belongs to."""
    wanted = GrantFilter(
        license_arn=license_arn,
        status=grant_status,
        product_id=product_id,
        granter_account_id=granter_account_id,
    )
    page = list_received_grants(
        wanted, max_results, next_token, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
    )
    items = [LicenseGrantView.of(grant) for grant in page.items]
    return LicenseGrantPage(items=items, next_token=page.next_token)


@api.get("/license-grants/<grant_id>", operation_id="GetGrant")
def get(grant_id: PathText) -> LicenseGrantView:
    """Get a grant that the caller gave or received."""
    return LicenseGrantView.of(
        get_grant(grant_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.post("/license-grants/<grant_id>/accept", operation_id="AcceptGrant")
def accept(grant_id: PathText) -> LicenseGrantView:
    """Accept a grant, to be activated still."""
    return LicenseGrantView.of(
        accept_grant(grant_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.post("/license-grants/<grant_id>/reject", operation_id="RejectGrant")
def reject(grant_id: PathText) -> LicenseGrantView:
    """Refuse a grant for good."""
    return LicenseGrantView.of(
        reject_grant(grant_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.post("/license-grants/<grant_id>/versions", operation_id="CreateGrantVersion")
def create_version(grant_id: PathText, request: CreateGrantVersionRequest) -> LicenseGrantView:
    """Activate, deactivate or rename a grant."""
    return LicenseGrantView.of(
        create_grant_version(
            grant_id,
            request.to_change(),
            request.source_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.delete("/license-grants/<grant_id>", operation_id="DeleteGrant")
def delete(
    grant_id: PathText,
    version: Annotated[str | None, Query(max_length=20)] = None,
    status_reason: Annotated[str | None, Query(alias="statusReason", max_length=1000)] = None,
) -> LicenseGrantView:
    """Take a grant back at a version; it stays in the lists as DELETED."""
    return LicenseGrantView.of(
        delete_grant(
            grant_id,
            version,
            status_reason,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
