"""`invoicing` by boto3's own client, in few words."""

from typing import Any, Final

from tests.support.api import BUYER
from tests.support.aws_clients import client
from tests.support.portals import ENDPOINT, SECRET

Body = dict[str, Any]

NORTHERN: Final = "222233334444"
EMPLOYEE: Final = {"Name": "E-invoicing", "Email": "einvoicing@example.com"}


def invoicing(account: str = BUYER, **more: Any) -> Any:
    """The client of an account."""
    return client("invoicing", account=account, **more)


def a_unit(asked: Any, name: str = "North 2", *accounts: str, **more: Any) -> str:
    """The ARN of a unit that is created."""
    members = {"InvoiceReceiver": NORTHERN, "Rule": {"LinkedAccounts": list(accounts)}, **more}
    return str(asked.create_invoice_unit(Name=name, **members)["InvoiceUnitArn"])


def what_it_says(**more: Any) -> Body:
    """What a preference may be replaced by: it delivers Marketplace's invoices."""
    return {
        "ProcurementPortalInstanceEndpoint": ENDPOINT,
        "EinvoiceDeliveryEnabled": True,
        "EinvoiceDeliveryPreference": {
            "EinvoiceDeliveryDocumentTypes": ["AWS_MARKETPLACE_INVOICE"],
            "Protocol": "CXML",
            "PurchaseOrderDataSources": [
                {
                    "EinvoiceDeliveryDocumentType": "AWS_MARKETPLACE_INVOICE",
                    "PurchaseOrderDataSourceType": "ASSOCIATED_PURCHASE_ORDER_REQUIRED",
                }
            ],
            "ConnectionTestingMethod": "PROD_ENV_DOLLAR_TEST",
            "EinvoiceDeliveryActivationDate": "2027-01-01T00:00:00Z",
        },
        "PurchaseOrderRetrievalEnabled": False,
        "Contacts": [EMPLOYEE],
        **more,
    }


def a_preference(asked: Any, **more: Any) -> str:
    """The ARN of a preference that is created."""
    members = {
        "ProcurementPortalName": "SAP_BUSINESS_NETWORK",
        "BuyerDomain": "NetworkID",
        "BuyerIdentifier": "AN01000000001",
        "SupplierDomain": "NetworkID",
        "SupplierIdentifier": "AN01000000002",
        "ProcurementPortalSharedSecret": SECRET,
        **what_it_says(),
        **more,
    }
    answer = asked.create_procurement_portal_preference(**members)
    return str(answer["ProcurementPortalPreferenceArn"])


def pages(asked: Any, operation: str, result: str, size: int = 2, **more: Any) -> list[Body]:
    """Everything that a paginator of botocore's gives."""
    paginator = asked.get_paginator(operation)
    found = paginator.paginate(PaginationConfig={"PageSize": size}, **more).build_full_result()
    return list(found[result])


def tags_of(asked: Any, arn: str) -> dict[str, str]:
    """The tags of a resource."""
    listed = asked.list_tags_for_resource(ResourceArn=arn)["ResourceTags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def tag_list(**tags: str) -> list[Body]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
