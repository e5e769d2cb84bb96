"""What the catalog lists of an authorization to resell (catalog:ResaleAuthorizationSummary)."""

from datetime import datetime, time
from typing import Final

from procurement.domain.catalog.search import Summary, iso_time
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization

AUTHORIZATION_ORDERS: Final = (
    "LastModifiedDate",
    "EntityId",
    "Name",
    "ProductId",
    "ProductName",
    "ManufacturerAccountId",
    "ManufacturerLegalName",
    "ResellerAccountID",
    "ResellerLegalName",
    "Status",
    "OfferExtendedStatus",
    "CreatedDate",
    "AvailabilityEndDate",
    "ResellerRole",
    "SourceAuthorization",
    "IssuerAccountId",
)
"""catalog:ResaleAuthorizationSortBy, the usual one first."""


def authorization_summary(authorization: ResaleAuthorization) -> Summary:
    """What is looked at; names of products and companies are not known here."""
    end = datetime.combine(authorization.availability_end, time(23, 59, 59))
    return Summary(
        identifier=authorization.authorization_id,
        fields={
            "EntityId": (authorization.authorization_id,),
            "Name": (authorization.name,),
            "ProductId": (authorization.product_id,),
            "ManufacturerAccountId": (authorization.manufacturer_account_id,),
            "ResellerAccountID": (authorization.reseller_account_id,),
            "Status": (authorization.status.value.capitalize(),),
            "CreatedDate": (iso_time(authorization.created_at),),
            "AvailabilityEndDate": (f"{end.isoformat()}Z",),
            "LastModifiedDate": (iso_time(authorization.updated_at),),
        },
    )
