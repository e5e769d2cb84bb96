"""Two accounts at one API: neither learns of the other's things, not even whether they exist."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from local.permissions.table import Role, Route, routes
from local.samples import present_day
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.eventually import eventually
from tests.support.principals import ELSEWHERE, THIRD, Accounts, Heard, Principal

pytestmark = pytest.mark.e2e

JSON = {"content-type": "application/json"}
PURCHASE_ORDER = "PO-OF-A-4711"
INVOICE_UNIT = "Unit of A 4711"

PORTAL = {
    "clientToken": "tenancy",
    "procurementPortalName": "COUPA",
    "buyerIdentifier": "AN01000000001",
    "supplierIdentifier": "AN01000000002",
    "procurementPortalSharedSecret": "open-sesame-4711",
    "procurementPortalInstanceEndpoint": "https://portal.example.com/cxml",
    "einvoiceDeliveryEnabled": False,
    "purchaseOrderRetrievalEnabled": False,
    "contacts": [{"name": "E-invoicing", "email": "einvoicing@example.com"}],
}
CONNECTION = {
    name: PORTAL[name]
    for name in (
        "procurementPortalInstanceEndpoint",
        "einvoiceDeliveryEnabled",
        "purchaseOrderRetrievalEnabled",
        "contacts",
    )
}
LINE = a_purchase_order("x")["lineItems"][0]

# Bodies with which a request gets as far as looking its ID up.
BODIES: dict[str, Any] = {
    "PATCH /purchase-orders/{purchaseOrderId}": {"description": "mine"},
    "PUT /purchase-orders/{purchaseOrderId}/status": {"status": "SUSPENDED"},
    "PUT /purchase-orders/{purchaseOrderId}/contacts": {"contacts": []},
    "POST /purchase-orders/{purchaseOrderId}/line-items": LINE | {"lineItemNumber": "2"},
    "PATCH /purchase-orders/{purchaseOrderId}/line-items/{lineItemNumber}": {"quantity": "9"},
    "PATCH /invoice-units/{invoiceUnitName}": {"description": "mine"},
    "PUT /procurement-portal-preferences/{procurementPortalPreferenceId}": CONNECTION,
    "PUT /procurement-portal-preferences/{procurementPortalPreferenceId}/status": {
        "einvoiceDeliveryPreferenceStatus": "VALIDATED"
    },
    "POST /agreements/{agreementId}/cancel": None,
    "PUT /agreements/{agreementId}/renewal": {"enableAutoRenew": False},
    "POST /offers/{offerId}/accept": {},
    "POST /offers/{offerId}/accept-without-purchase-orders": {},
    "POST /offers/{offerId}/release": {},
    "PUT /offers/{offerId}/availability": {"availabilityEndDate": "2099-01-01"},
}

# Their parameter is no thing of one account: months, and accounts themselves.
NOT_ABOUT_THINGS = ("{month}", "{accountId}")


@pytest.fixture(scope="module")
def at(stack) -> Iterator[Deployed]:
    deployed = Deployed(stack.read())
    yield deployed
    deployed.api.close()


@pytest.fixture(scope="module")
def stranger(at) -> Principal:
    """Somebody of account B with every role there is."""
    return Accounts(at).user(ELSEWHERE, Role)


@pytest.fixture(scope="module")
def things(at) -> dict[str, str]:
    """IDs of what account A has, by the names of path parameters."""
    api = at.api
    api.post("purchase-orders", **a_purchase_order(PURCHASE_ORDER))
    api.post(
        "invoice-units",
        name=INVOICE_UNIT,
        invoiceReceiver=at.info.account_id,
        rule={"linkedAccounts": ["222233334444"]},
    )
    preference = api.post("procurement-portal-preferences", **PORTAL)
    # A test before this one may have switched it off.
    api.put("marketplace-integration", isEnabled=True)
    offer_id, agreement_id = _bought(at)
    invoice_id = eventually(lambda: _invoice_of(at, agreement_id), within=60)
    return {
        "purchaseOrderId": PURCHASE_ORDER,
        "lineItemNumber": "1",
        "invoiceUnitName": INVOICE_UNIT.replace(" ", "%20"),
        "procurementPortalPreferenceId": preference["procurementPortalPreferenceId"],
        "offerId": offer_id,
        "agreementId": agreement_id,
        "invoiceId": invoice_id,
        "edition": "1",
        "runId": next(iter(api.items("invoice-runs")), {}).get("runId", "run-none"),
    }


def _bought(at: Deployed) -> tuple[str, str]:
    """An agreement of A with a seller of a third account, some of it due at once."""
    seller = Accounts(at).user(THIRD, [Role.SELLER])
    days = (present_day(), present_day() + timedelta(days=60))
    body = {
        "name": "Of A",
        "productId": "prod-tenancy",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [at.info.account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": (present_day() + timedelta(days=7)).isoformat(),
        "currencyCode": "USD",
        "schedule": [{"chargeDate": day.isoformat(), "chargeAmount": "10.00"} for day in days],
    }
    offer_id = _made(seller.ask("POST", "/offers", json.dumps(body).encode(), JSON))["offerId"]
    _made(seller.ask("POST", f"/offers/{offer_id}/release", b"{}", JSON))
    accepted = at.api.post("offers", offer_id, "accept", purchaseOrderReference=PURCHASE_ORDER)
    return offer_id, accepted["agreement"]["agreementId"]


def _made(heard: Heard) -> dict[str, Any]:
    assert heard.status in (200, 201), heard.text
    content: dict[str, Any] = json.loads(heard.text)
    return content


def _invoice_of(at: Deployed, agreement_id: str) -> str:
    charges = at.api.items("agreements", agreement_id, "charges")
    found = [charge["invoiceId"] for charge in charges if charge["state"] == "INVOICED"]
    assert found
    return str(found[0])


def _about_a_thing(route: Route) -> bool:
    names = re.findall(r"\{\w+\}", route.path)
    return bool(names) and not set(names) & set(NOT_ABOUT_THINGS)


def _path(route: Route, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "x-4711"), route.path)


def _made_up(ids: dict[str, str]) -> dict[str, str]:
    """IDs of the same shape that nothing has."""
    kept = {"lineItemNumber", "edition"}
    return {name: id_ if name in kept else _other(id_) for name, id_ in ids.items()}


def _other(id_: str) -> str:
    return f"{id_[:-3]}{'zzz' if id_[-1].isalpha() else '999'}"


def _seen_by_a(at: Deployed) -> list[object]:
    """All that A has and all that happened to it; a later charge may be invoiced meanwhile."""
    lists = ("purchase-orders", "invoice-units", "procurement-portal-preferences", "agreements")
    about = [each for each in at.api.items("events") if each["type"] != "InvoiceDocumentsRendered"]
    return [*(list(at.api.items(name)) for name in lists), len(about)]


@pytest.fixture(scope="module")
def answers(at, stranger, things) -> dict[Route, tuple[Heard, Heard]]:
    """What B hears of A's things, and of things that do not exist."""
    before = eventually(lambda: _settled(at), within=30)
    found: dict[Route, tuple[Heard, Heard]] = {}
    for route in filter(_about_a_thing, routes()):
        body = BODIES.get(f"{route.method} {route.path}")
        content = b"" if body is None else json.dumps(body).encode()
        headers = {} if body is None else JSON
        real, nothing = (
            stranger.ask(route.method, _path(route, ids), content, headers)
            for ids in (things, _made_up(things))
        )
        found[route] = (real, nothing)
    assert _seen_by_a(at) == before
    return found


def _settled(at: Deployed) -> list[object]:
    first, second = _seen_by_a(at), _seen_by_a(at)
    assert first == second
    return second


def test_what_is_of_another_account_is_as_if_it_were_not_there(answers, things):
    """R-376, R-377: the same answer, byte for byte, as for an ID that somebody made up"""
    ids, made_up = _long(things), _long(_made_up(things))
    differing = [
        f"{route.method} {route.path}: {real} {nothing}"
        for route, (real, nothing) in answers.items()
        if real.without(*ids) != nothing.without(*made_up)
    ]
    assert differing == []


def _long(things: dict[str, str]) -> list[str]:
    """IDs as they are sent and as they are told, but for those that are part of other words."""
    return [each for id_ in things.values() if len(id_) > 3 for each in (id_, unquote(id_))]


def test_every_one_of_these_requests_was_refused(answers):
    """R-377: by the application where the table lets B in, else by the gateway"""
    told = {f"{r.method} {r.path}": heard.status for r, (heard, _) in answers.items()}
    assert {name: status for name, status in told.items() if status < 400 or status >= 500} == {}


@pytest.mark.parametrize(
    "route",
    [
        "GET /purchase-orders/{purchaseOrderId}",
        "DELETE /purchase-orders/{purchaseOrderId}",
        "GET /invoices/{invoiceId}",
        "GET /invoices/{invoiceId}/documents",
        "GET /invoices/{invoiceId}/pdf",
        "GET /invoices/{invoiceId}/match",
        "GET /agreements/{agreementId}",
        "GET /agreements/{agreementId}/charges",
        "GET /agreements/{agreementId}/terms",
        "GET /invoice-units/{invoiceUnitName}",
        "DELETE /invoice-units/{invoiceUnitName}",
        "GET /procurement-portal-preferences/{procurementPortalPreferenceId}",
        "DELETE /procurement-portal-preferences/{procurementPortalPreferenceId}",
        *BODIES,
    ],
)
def test_these_were_really_looked_up(answers, route):
    """R-377: refused because there is no such thing for B, not for another flaw of the request"""
    (heard,) = (real for r, (real, _) in answers.items() if f"{r.method} {r.path}" == route)
    assert heard.status == 404, heard.text


def test_a_sees_its_things_still(at, things):
    """R-376"""
    assert at.api.get("purchase-orders", PURCHASE_ORDER)["status"] == "ACTIVE"
    assert at.api.get("invoices", things["invoiceId"])["purchaseOrderId"] == PURCHASE_ORDER
    assert at.api.get("agreements", things["agreementId"])["status"] == "ACTIVE"


@pytest.mark.parametrize(
    "path",
    [
        "/purchase-orders",
        "/invoices",
        "/agreements",
        "/charges",
        "/invoice-units",
        "/procurement-portal-preferences",
        "/events",
        "/purchase-order-spend?billingPeriod=2026-11",
        "/purchase-order-forecasts",
        "/billed-revenue-reports",
        "/calendar.ics",
        "/radar",
    ],
)
def test_no_listing_of_b_tells_of_a(stranger, things, path):
    """R-376: lists and reports hold what is the caller's own"""
    heard = stranger.ask("GET", path)
    assert heard.status == 200, heard.text
    assert PURCHASE_ORDER not in heard.text
    assert not [id_ for id_ in things.values() if len(id_) > 8 and id_ in heard.text]


@pytest.mark.parametrize("path", ["/invoice-runs", "/invoice-regenerations"])
def test_what_is_the_deployments_is_kept_from_b_at_the_gateway(stranger, path):
    """R-377"""
    assert stranger.ask("GET", path).is_denied_by_gateway
