"""Settings over the API that make e-invoices of AWS EMEA SARL possible."""

from typing import Any, Final

from tests.support.api import BUYER, call
from tests.support.billing_settings import an_entities_body, put_payment_settings
from tests.support.purchase_orders import EMEA

SELLER_BODY: Final = {
    "companyName": "Example Cloud Europe SARL",
    "addressLine1": "38 Example Avenue",
    "city": "Luxembourg",
    "postalCode": "L-1855",
    "countryCode": "LU",
    "vatNumber": "LU12345613",
    "registrationNumber": "B123456",
    "endpointScheme": "9938",
    "endpointId": "LU12345613",
    "untaxedCategory": "AE",
    "untaxedReason": "Reverse charge",
}
BUYER_BODY: Final = {
    "companyName": "Beispiel GmbH",
    "addressLine1": "Musterstraße 1",
    "city": "Berlin",
    "postalCode": "10115",
    "countryCode": "DE",
    "vatNumber": "DE123456788",
    "endpointScheme": "9930",
    "endpointId": "DE123456788",
    "buyerReference": "Einkauf 7",
}


def sellers_known(**more: str) -> None:
    """Tell the deployment who AWS EMEA SARL is."""
    body = an_entities_body(sellers={EMEA: {**SELLER_BODY, **more}})
    answer = call("PUT", "/invoicing-entities", body, account=BUYER)
    assert answer.status == 200, answer.body


def buyer_known(**more: Any) -> None:
    """Tell the account's own name, address and numbers."""
    put_payment_settings(billTo="Beispiel GmbH\n10115 Berlin", buyer={**BUYER_BODY, **more})
