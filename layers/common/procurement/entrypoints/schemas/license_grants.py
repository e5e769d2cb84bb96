"""License grants at the edge, in the words of AWS's license-manager service (R-234)."""

from typing import Annotated, Self

from pydantic import Field

from procurement.domain.grants.grant_input import GrantChange, GrantInput
from procurement.domain.grants.license_grant import GrantedOperation, GrantStatus, LicenseGrant
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema

Operations = Annotated[
    list[GrantedOperation], Field(max_length=20, examples=[["CheckoutLicense", "CheckInLicense"]])
]
ClientToken = Annotated[str, Field(pattern=r"^\S{1,2048}$", examples=["grant-analytics-1"])]


class GrantOptionsBody(RequestSchema):
    """license-manager:Options, as far as it is offered: ACTIVE at once, for an organization."""

    desired_status: GrantStatus | None = None


class CreateGrantRequest(RequestSchema):
    """license-manager:CreateGrantRequest; `agreementId` stands for the ARN of its license."""

    agreement_id: Annotated[str, Field(min_length=1, max_length=64)]
    grant_name: str = Field(examples=["Analytics for research"])
    principals: Annotated[list[Annotated[str, Field(max_length=2048)]], Field(max_length=10)] = (
        Field(examples=[["arn:aws:iam::777788889999:root"]])
    )
    home_region: str = Field(examples=["us-east-1"])
    allowed_operations: Operations
    options: GrantOptionsBody = GrantOptionsBody()
    tags: dict[str, str] = Field(default_factory=dict)
    client_token: ClientToken

    def to_input(self) -> GrantInput:
        """The domain's unchecked input."""
        return GrantInput(
            name=self.grant_name,
            principals=self.principals,
            operations=self.allowed_operations,
            home_region=self.home_region,
            desired_status=self.options.desired_status,
            tags=self.tags,
        )


class CreateGrantVersionRequest(RequestSchema):
    """license-manager:CreateGrantVersionRequest; what is left out stays."""

    grant_name: str | None = None
    allowed_operations: Operations | None = None
    status: GrantStatus | None = None
    status_reason: str | None = None
    source_version: str | None = Field(None, examples=["1"])

    def to_change(self) -> GrantChange:
        """The domain's unchecked change."""
        return GrantChange(
            name=self.grant_name,
            operations=self.allowed_operations,
            status=self.status,
            status_reason=self.status_reason,
        )


class LicenseGrantView(Schema):
    """license-manager:Grant, with its agreement."""

    grant_id: str
    grant_arn: str
    grant_name: str
    parent_arn: str
    license_arn: str
    agreement_id: str
    product_id: str
    granter_account_id: str
    grantee_principal_arn: str
    home_region: str
    grant_status: GrantStatus
    status_reason: str | None
    granted_operations: list[GrantedOperation]
    tags: dict[str, str]
    version: str = Field(examples=["1"])
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, grant: LicenseGrant) -> Self:
        """A grant of the domain. Its parent is the license itself: no grant is passed on."""
        return cls(
            grant_id=grant.grant_id,
            grant_arn=grant.arn,
            grant_name=grant.name,
            parent_arn=grant.license_arn,
            license_arn=grant.license_arn,
            agreement_id=grant.agreement_id,
            product_id=grant.product_id,
            granter_account_id=grant.granter_account_id,
            grantee_principal_arn=grant.principal.arn,
            home_region=grant.home_region,
            grant_status=grant.status,
            status_reason=grant.status_reason,
            granted_operations=list(grant.operations),
            tags=dict(grant.tags),
            version=str(grant.version),
            created_at=grant.created_at,
            updated_at=grant.updated_at,
        )


class LicenseGrantPage(Schema):
    """One page of license grants."""

    items: list[LicenseGrantView]
    next_token: str | None
