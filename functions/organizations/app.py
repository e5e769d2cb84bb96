"""Who pays for whom over the API, whose bill goes to whom, and the integration."""

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.base import InstantInput
from procurement.entrypoints.schemas.billing_transfers import (
    BillingTransferPage,
    BillingTransferView,
    EndBillingTransferRequest,
    InviteToBillingTransferRequest,
    RenameBillingTransferRequest,
)
from procurement.entrypoints.schemas.organizations import (
    ImportAccountsRequest,
    ImportedAccountsView,
    MarketplaceIntegrationView,
    OrganizationAccountPage,
    OrganizationAccountView,
    OrganizationView,
    PutMarketplaceIntegrationRequest,
)
from procurement.service.organizations.accept_invitation import accept_invitation
from procurement.service.organizations.answer_billing_transfer import (
    accept_billing_transfer,
    cancel_billing_transfer,
    decline_billing_transfer,
)
from procurement.service.organizations.end_billing_transfer import end_billing_transfer
from procurement.service.organizations.import_accounts import import_accounts
from procurement.service.organizations.invite_account import invite_account
from procurement.service.organizations.invite_to_billing_transfer import (
    invite_to_billing_transfer,
)
from procurement.service.organizations.put_integration import put_integration
from procurement.service.organizations.put_organization import put_organization
from procurement.service.organizations.read_billing_transfers import (
    get_billing_transfer,
    list_inbound_transfers,
    list_outbound_transfers,
)
from procurement.service.organizations.read_organizations import (
    get_integration,
    get_membership,
    list_accounts,
    list_invitations,
)
from procurement.service.organizations.remove_account import decline_invitation, remove_account
from procurement.service.organizations.rename_billing_transfer import rename_billing_transfer
from procurement.service.ports.page import Page

api = Api(bootstrap.acting_for)


@api.get("/organization", operation_id="GetOrganization")
def get(at: Annotated[InstantInput | None, Query()] = None) -> OrganizationView:
    """Get where the caller's account belongs and belonged, and who pays for it at an instant."""
    return _own(at)


@api.put("/organization", operation_id="PutOrganization")
def put() -> OrganizationView:
    """Declare the caller's account the management account of an organization (R-001)."""
    put_organization(api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    return _own(None)


@api.get("/organization/accounts", operation_id="ListOrganizationAccounts")
def list_(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> OrganizationAccountPage:
    """List the accounts that the caller pays for, invited ones too, by ID."""
    page = list_accounts(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [OrganizationAccountView.of(account) for account in page.items]
    return OrganizationAccountPage(items=items, next_token=page.next_token)


@api.post("/organization/accounts", operation_id="ImportOrganizationAccounts")
def import_(request: ImportAccountsRequest) -> ImportedAccountsView:
    """Take over a listing of AWS Organizations; for the deployment's own account alone."""
    imported = import_accounts(
        request.listing(),
        api.caller,
        bootstrap.settings().deployment_account,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return ImportedAccountsView(items=[OrganizationAccountView.of(each) for each in imported])


@api.put("/organization/accounts/<account_id>", operation_id="InviteOrganizationAccount")
def invite(account_id: PathText) -> OrganizationAccountView:
    """Invite an account; the caller pays for it once it has accepted."""
    return OrganizationAccountView.of(
        invite_account(account_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.delete(
    "/organization/accounts/<account_id>",
    status_code=204,
    operation_id="RemoveOrganizationAccount",
)
def remove(account_id: PathText) -> None:
    """Remove an account or its invitation; a member account removes itself alone."""
    remove_account(account_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())


@api.get("/organization-invitations", operation_id="ListOrganizationInvitations")
def list_invited(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> OrganizationAccountPage:
    """List the open invitations to the caller's account."""
    page = list_invitations(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [OrganizationAccountView.of(invited) for invited in page.items]
    return OrganizationAccountPage(items=items, next_token=page.next_token)


@api.post(
    "/organization-invitations/<organization_id>/accept",
    operation_id="AcceptOrganizationInvitation",
)
def accept(organization_id: PathText) -> OrganizationView:
    """Join the organization; charges to come go along to its payer (R-236)."""
    accept_invitation(organization_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    return _own(None)


@api.delete(
    "/organization-invitations/<organization_id>",
    status_code=204,
    operation_id="DeclineOrganizationInvitation",
)
def decline(organization_id: PathText) -> None:
    """Turn an invitation down."""
    decline_invitation(organization_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())


@api.get("/marketplace-integration", operation_id="GetMarketplaceIntegration")
def get_switch() -> MarketplaceIntegrationView:
    """Get the integration that covers the caller's account: its payer's (R-166)."""
    return MarketplaceIntegrationView.of(get_integration(api.caller, bootstrap.unit_of_work()))


@api.put("/marketplace-integration", operation_id="PutMarketplaceIntegration")
def put_switch(request: PutMarketplaceIntegrationRequest) -> MarketplaceIntegrationView:
    """Switch the integration on or off for the whole organization (R-163 to R-167)."""
    return MarketplaceIntegrationView.of(
        put_integration(
            request.is_enabled,
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post(
    "/billing-transfers",
    status_code=201,
    operation_id="InviteOrganizationToTransferResponsibility",
)
def invite_to_transfer(request: InviteToBillingTransferRequest) -> BillingTransferView:
    """Offer another management account to take over its bill (R-405, R-409)."""
    return _shown(
        invite_to_billing_transfer(
            request.to_input(), api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.get("/inbound-billing-transfers", operation_id="ListInboundResponsibilityTransfers")
def list_inbound(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> BillingTransferPage:
    """List the transfers that bring bills of others to the caller, invitations included."""
    return _page(
        list_inbound_transfers(max_results, next_token, api.caller, bootstrap.unit_of_work())
    )


@api.get("/outbound-billing-transfers", operation_id="ListOutboundResponsibilityTransfers")
def list_outbound(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> BillingTransferPage:
    """List the transfers that take the caller's bill to others, invitations included."""
    return _page(
        list_outbound_transfers(max_results, next_token, api.caller, bootstrap.unit_of_work())
    )


@api.get("/billing-transfers/<transfer_id>", operation_id="DescribeResponsibilityTransfer")
def describe_transfer(transfer_id: PathText) -> BillingTransferView:
    """Get a transfer that the caller's account is the source or the target of."""
    return _shown(get_billing_transfer(transfer_id, api.caller, bootstrap.unit_of_work()))


@api.put("/billing-transfers/<transfer_id>", operation_id="UpdateResponsibilityTransfer")
def rename_transfer(
    transfer_id: PathText, request: RenameBillingTransferRequest
) -> BillingTransferView:
    """Give a transfer another name."""
    return _shown(
        rename_billing_transfer(
            transfer_id, request.name, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post("/billing-transfers/<transfer_id>/accept", operation_id="AcceptBillingTransfer")
def accept_transfer(transfer_id: PathText) -> BillingTransferView:
    """Agree that the caller's bill goes to the account that asked for it (R-407)."""
    return _shown(
        accept_billing_transfer(
            transfer_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post("/billing-transfers/<transfer_id>/decline", operation_id="DeclineBillingTransfer")
def decline_transfer(transfer_id: PathText) -> BillingTransferView:
    """Turn an invitation down."""
    return _shown(
        decline_billing_transfer(
            transfer_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post("/billing-transfers/<transfer_id>/cancel", operation_id="CancelBillingTransfer")
def cancel_transfer(transfer_id: PathText) -> BillingTransferView:
    """Take an invitation back that nobody has answered yet."""
    return _shown(
        cancel_billing_transfer(
            transfer_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/billing-transfers/<transfer_id>/terminate", operation_id="TerminateResponsibilityTransfer"
)
def end_transfer(transfer_id: PathText, request: EndBillingTransferRequest) -> BillingTransferView:
    """End a transfer with a month; either side may (R-412)."""
    return _shown(
        end_billing_transfer(
            transfer_id,
            request.end_timestamp,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


def _shown(transfer: BillingTransfer) -> BillingTransferView:
    return BillingTransferView.of(transfer, bootstrap.clock().now())


def _page(page: Page[BillingTransfer]) -> BillingTransferPage:
    return BillingTransferPage(items=[_shown(t) for t in page.items], next_token=page.next_token)


def _own(at: datetime | None) -> OrganizationView:
    return OrganizationView.of(
        get_membership(at, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
