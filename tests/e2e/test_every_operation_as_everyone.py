"""Every operation of the template, tried by everyone: signatures and policies really decide."""

import json
import re
import time

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.credentials import Credentials

from local.permissions.table import Role, Route, routes
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.principals import (
    ELSEWHERE,
    STRANGER,
    Accounts,
    Heard,
    Principal,
    by_function,
    in_parallel,
    seconds_since,
)

pytestmark = [pytest.mark.e2e, pytest.mark.last]

JSON = {"content-type": "application/x-amz-json-1.0"}
SECONDS = 90

Asked = dict[tuple[str, Route], Heard]


@pytest.fixture(scope="module")
def at(stack):
    """The stack, for as long as this module runs."""
    deployed = Deployed(stack.read())
    yield deployed
    deployed.api.close()


@pytest.fixture(scope="module")
def principals(at) -> dict[str, Principal]:
    """One user per role, one without any, and users of two other accounts."""
    accounts = Accounts(at)
    home = at.info.account_id
    made = {role.value: accounts.user(home, [role]) for role in Role}
    made["nobody"] = accounts.user(home, [])
    made["seller elsewhere"] = accounts.user(ELSEWHERE, [Role.SELLER])
    made["biller elsewhere"] = accounts.user(ELSEWHERE, [Role.BILLER])
    made["stranger"] = accounts.user(STRANGER, Role)
    return made


@pytest.fixture(scope="module")
def asked(principals) -> Asked:
    """What each of them hears of every operation. Nothing is changed by it."""
    began = time.monotonic()
    with in_parallel() as pool:
        heard = pool.map(lambda group: _ask_all(principals, group), by_function())
        found = {key: value for part in heard for key, value in part.items()}
    assert seconds_since(began) < SECONDS
    return found


def _ask_all(principals: dict[str, Principal], group: list[Route]) -> Asked:
    return {
        (name, route): _probe(principal, route)
        for route in group
        for name, principal in principals.items()
    }


def _probe(principal: Principal, route: Route) -> Heard:
    """A request that the application refuses once the gateway let it pass."""
    path = re.sub(r"\{\w+\}", "made-up", route.path)
    if route.operation or route.path.startswith("/as/") or route.path == "/":
        return principal.ask(route.method, path, b"{}", JSON)
    return principal.ask(route.method, f"{path}?noSuchParameter=1")


def _may(name: str, route: Route) -> bool:
    match name.split():
        case ["stranger"] | ["nobody"]:
            return False
        case [role]:
            return route.is_for(Role(role))
        case [role, _]:
            return route.is_for(Role(role)) and not route.is_of_deployment
        case _:
            raise ValueError(name)


EVERYONE = [*Role, "nobody", "seller elsewhere", "biller elsewhere", "stranger"]


@pytest.mark.parametrize("name", EVERYONE)
def test_everyone_gets_through_to_exactly_what_the_table_gives_them(asked, name):
    """R-168, R-169, R-361 to R-365, R-372, R-373: by REST and in AWS's protocols"""
    answers = {route: heard for (who, route), heard in asked.items() if who == name}
    assert answers.keys() == set(routes())
    passed = {route for route, heard in answers.items() if not heard.is_denied_by_gateway}
    expected = {route for route in routes() if _may(name, route)}
    assert _told(passed - expected) == []
    assert _told(expected - passed) == []


def _told(wrong: set[Route]) -> list[str]:
    return sorted(f"{route.method} {route.path}" for route in wrong)


def test_a_denial_can_be_read_by_every_client(asked):
    """An AWS JSON client reads `__type`, a REST client the header, people the rest"""
    denied = [heard for heard in asked.values() if heard.is_denied_by_gateway]
    assert len(denied) > 1000
    for heard in denied:
        body = json.loads(heard.text)
        assert body["__type"] == heard.headers["x-amzn-errortype"] == "AccessDeniedException"
        assert (body["status"], body["requestId"]) == (403, heard.headers["x-amzn-requestid"])
        assert "is not authorized to perform: execute-api:Invoke" in body["message"]


def test_nothing_that_was_let_through_ended_in_a_fault(asked):
    assert _told({r for (_, r), heard in asked.items() if heard.status >= 500}) == []


@pytest.mark.parametrize("role", Role)
def test_the_address_of_a_role_leads_to_its_operations_alone(principals, role):
    """R-372: for clients that know one address; the same table decides behind the gateway"""
    for route in (route for route in routes() if route.operation):
        prefix, name = route.operation
        heard = principals[role].ask(
            "POST", f"/as/{role}", b"{}", JSON | {"x-amz-target": f"{prefix}.{name}"}
        )
        assert not heard.is_denied_by_gateway
        is_refused = "this address does not lead to" in heard.text
        assert is_refused != route.is_for(role), (name, heard.text)
        if is_refused:
            assert heard.status == 403
            assert json.loads(heard.text)["__type"].endswith("AccessDeniedException")


def test_a_target_in_the_header_does_not_widen_the_path(principals):
    """What IAM allowed by its path stays what is called"""
    allowed = "/service/Invoicing/operation/ListInvoiceUnits"
    heard = principals["viewer"].ask(
        "POST", allowed, b"{}", JSON | {"x-amz-target": "Invoicing.DeleteInvoiceUnit"}
    )
    assert heard.status == 400
    assert not heard.is_denied_by_gateway


class TestDeniedChanges:
    CHANGES = (
        ("PATCH", "", {"description": "mine"}),
        ("PUT", "/status", {"status": "SUSPENDED"}),
        ("PUT", "/contacts", {"contacts": []}),
        ("POST", "/line-items", a_purchase_order("x")["lineItems"][0] | {"lineItemNumber": "2"}),
        ("PATCH", "/line-items/1", {"quantity": "9"}),
        ("DELETE", "/line-items/1", None),
        ("DELETE", "", None),
    )

    @pytest.mark.parametrize("name", ["viewer", "buyer", "seller", "auditor", "nobody"])
    def test_change_nothing_and_leave_no_trace_in_the_ledger(self, at, principals, name):
        """R-377"""
        number = f"PO-KEPT-{name.upper()}"
        at.api.post("purchase-orders", **a_purchase_order(number))
        before = self._seen(at, number)
        for method, path, body in self.CHANGES:
            content = b"" if body is None else json.dumps(body).encode()
            headers = {"content-type": "application/json"}
            heard = principals[name].ask(
                method, f"/purchase-orders/{number}{path}", content, headers
            )
            assert heard.is_denied_by_gateway, (method, path)
        assert self._seen(at, number) == before

    @staticmethod
    def _seen(at, number):
        subject = f"purchase-order/{number}"
        events = [each for each in at.api.items("events") if each["subject"] == subject]
        return at.api.get("purchase-orders", number), events

    def test_say_the_same_of_what_exists_and_what_does_not(self, at, principals):
        """R-377: a denial never tells whether there is such a purchase order"""
        at.api.post("purchase-orders", **a_purchase_order("PO-THERE-1"))
        for name in ("buyer", "seller", "nobody"):
            there, nowhere = (
                principals[name].ask("GET", f"/purchase-orders/{number}")
                for number in ("PO-THERE-1", "PO-NOWHERE")
            )
            assert there.without("PO-THERE-1") == nowhere.without("PO-NOWHERE")


class TestRefusalsOfTheGateway:
    @pytest.mark.parametrize(
        ("key", "type_"),
        [
            (Credentials("AKIAUNKNOWNUNKNOWN00", "x"), "UnrecognizedClientException"),
            (None, "MissingAuthenticationTokenException"),
        ],
        ids=["unknown key", "unsigned"],
    )
    def test_are_typed(self, at, key, type_):
        """Issue 6: gateway responses that JSON clients can parse"""
        if key is None:
            answer = requests.get(f"{at.info.api_url}/purchase-orders", timeout=30)
            heard = Heard(answer.status_code, answer.text, dict(answer.headers))
        else:
            heard = Principal("unknown", at, key).ask("GET", "/purchase-orders")
        assert (heard.status, json.loads(heard.text)["__type"]) == (403, type_)

    def test_a_wrong_secret_is_told_as_such(self, at, principals):
        known = principals["viewer"].key.access_key
        forged = Principal("forged", at, Credentials(known, "not the secret"))
        body = json.loads(forged.ask("GET", "/purchase-orders").text)
        assert (body["__type"], body["code"]) == ("InvalidSignatureException", "INVALID_SIGNATURE")

    @pytest.mark.parametrize(
        ("address", "message"),
        [("", "is not authorized to perform"), ("/as/viewer", "does not lead to")],
        ids=["the address of all operations", "the address of the role"],
    )
    def test_are_exceptions_of_boto3(self, at, principals, address, message):
        """R-168, S-61: at the gateway and behind it the same typed exception"""
        viewer = principals["viewer"].key
        client = boto3.client(
            "marketplace-agreement",
            endpoint_url=at.info.api_url + address,
            region_name=at.info.region,
            aws_access_key_id=viewer.access_key,
            aws_secret_access_key=viewer.secret_key,
            config=Config(proxies={}),
        )
        entry = {"chargeId": "ch1", "chargeRevision": 1, "agreementId": "agmt-1"}
        with pytest.raises(client.exceptions.AccessDeniedException, match=message):
            client.update_purchase_orders(purchaseOrders=[entry | {"purchaseOrderReference": "P"}])
        if address:
            answer = client.list_agreement_charges()
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


class TestSellersElsewhere:
    def test_sell_to_this_account_under_their_own(self, at, principals):
        """R-376: the account of the caller decides, whoever owns the API"""
        body = {
            "name": "From elsewhere",
            "productId": "prod-e2e",
            "productType": "SAAS_CONTRACT",
            "targetAccountIds": [at.info.account_id],
            "contractDuration": "P12M",
            "availabilityEndDate": "2099-01-01",
            "currencyCode": "USD",
        }
        headers = {"content-type": "application/json"}
        seller = principals["seller elsewhere"]
        made = seller.ask("POST", "/offers", json.dumps(body).encode(), headers)
        assert made.status == 201, made.text
        offer = json.loads(made.text)
        assert offer["proposerAccountId"] == ELSEWHERE
        offer_id = offer["offerId"]
        # A draft is its seller's alone, and no other seller's.
        assert seller.ask("GET", f"/offers/{offer_id}").status == 200
        assert principals["seller"].ask("GET", f"/offers/{offer_id}").status == 404
