"""Procurement portal preferences in few words: bodies to send, preferences that deliver."""

from typing import Any, Final

from tests.support.api import BUYER, Answer, call

Body = dict[str, Any]

SECRET: Final = "open-sesame-4711"
ENDPOINT: Final = "https://portal.example.com/cxml"
PREFERENCES: Final = "/procurement-portal-preferences"

REQUIRED: Final = "ASSOCIATED_PURCHASE_ORDER_REQUIRED"
INVOICES: Final = ("AWS_CLOUD_INVOICE", "AWS_MARKETPLACE_INVOICE")


def a_delivery_body(*types: str, needing: tuple[str, ...] = (), **more: Any) -> Body:
    """E-invoices of these types, by default all invoices; those `needing` a purchase order."""
    kinds = types or INVOICES
    return {
        "einvoiceDeliveryDocumentTypes": list(kinds),
        "purchaseOrderDataSources": [
            {"einvoiceDeliveryDocumentType": kind, "purchaseOrderDataSourceType": REQUIRED}
            for kind in needing
        ],
        "connectionTestingMethod": "PROD_ENV_DOLLAR_TEST",
        "einvoiceDeliveryActivationDate": "2027-01-01T00:00:00Z",
        **more,
    }


def a_preference_body(**more: Any) -> Body:
    """A preference of Coupa that delivers invoices, whether they have a number or not."""
    return {
        "procurementPortalName": "COUPA",
        "buyerIdentifier": "AN01000000001",
        "supplierIdentifier": "AN01000000002",
        **a_put_body(procurementPortalSharedSecret=SECRET),
        **more,
    }


def a_put_body(**more: Any) -> Body:
    """The same as a replacement, without the secret."""
    return {
        "procurementPortalInstanceEndpoint": ENDPOINT,
        "einvoiceDeliveryEnabled": True,
        "einvoiceDeliveryPreference": a_delivery_body(),
        "purchaseOrderRetrievalEnabled": False,
        "contacts": [{"name": "E-invoicing", "email": "einvoicing@example.com"}],
        **more,
    }


def created(*, account: str = BUYER, **more: Any) -> Body:
    """A preference, which must be created."""
    answer = call("POST", PREFERENCES, a_preference_body(**more), account=account)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def path_of(preference: Body) -> str:
    """Its path."""
    return f"{PREFERENCES}/{preference['procurementPortalPreferenceId']}"


def set_status(preference: Body, *statuses: str, account: str = BUYER) -> Answer:
    """Move e-invoice delivery through these statuses; the answer to the last move."""
    for status in statuses:
        body = {"einvoiceDeliveryPreferenceStatus": status}
        answer = call("PUT", f"{path_of(preference)}/status", body, account=account)
    return answer


def delivering(*, account: str = BUYER, **more: Any) -> Body:
    """A preference that was verified, tested and activated."""
    preference = created(account=account, **more)
    answer = set_status(preference, "VALIDATED", "TEST_INITIALIZED", "ACTIVE", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)
