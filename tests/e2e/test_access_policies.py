"""Purchase orders with tags, and users of one account who may do different things with them."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from botocore.credentials import Credentials

from local.api import Api, JsonObject
from tests.support.deployed import Deployed

pytestmark = pytest.mark.e2e

MARK = uuid4().hex[:8]
BLUE, RED = f"BLUE/{MARK}", f"RED/{MARK}"

EVERYTHING = {"Effect": "Allow", "Action": "purchase-orders:*", "Resource": "*"}
MAY_CALL_ANY_ROUTE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}],
}


class User:
    """A user of the account whom the gateway lets call every route."""

    def __init__(self, deployed: Deployed, name: str) -> None:
        iam, info = deployed.root("iam"), deployed.info
        self.arn = str(iam.create_user(UserName=name)["User"]["Arn"])
        iam.put_user_policy(
            UserName=name, PolicyName="calls", PolicyDocument=json.dumps(MAY_CALL_ANY_ROUTE)
        )
        key = iam.create_access_key(UserName=name)["AccessKey"]
        credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
        self.api = Api(info.api_url, info.region, credentials)


@pytest.fixture
def admin(deployed: Deployed) -> Iterator[User]:
    """Who puts the policies, and takes them all away when the test is over."""
    user = User(deployed, f"admin-{uuid4().hex[:8]}")
    yield user
    user.api.put("access-policies", policies=[])
    user.api.close()


@pytest.fixture
def ana(deployed: Deployed) -> Iterator[User]:
    """Somebody of the blue team."""
    user = User(deployed, f"ana-{uuid4().hex[:8]}")
    yield user
    user.api.close()


@pytest.fixture
def bob(deployed: Deployed) -> Iterator[User]:
    """Somebody whom no policy names."""
    user = User(deployed, f"bob-{uuid4().hex[:8]}")
    yield user
    user.api.close()


def a_policy(name: str, user: User, *statements: JsonObject) -> JsonObject:
    return {
        "name": name,
        "principals": [user.arn],
        "document": {"Version": "2012-10-17", "Statement": list(statements)},
    }


def an_order(purchase_order_id: str, team: str) -> JsonObject:
    return {
        "purchaseOrderId": purchase_order_id,
        "billFrom": ["Amazon Web Services, Inc."],
        "effectiveMonth": "2027-01",
        "expirationMonth": "2030-12",
        "tags": {"team": team},
    }


def shown(user: User) -> set[str]:
    found = user.api.items("purchase-orders", search=MARK)
    return {order["purchaseOrderId"] for order in found}


def test_users_of_one_account_see_and_change_what_their_policies_say(
    admin: User, ana: User, bob: User
) -> None:
    """R-366 to R-371, R-377: over real HTTP, with real users and signatures"""
    for name, team in ((BLUE, "blue"), (RED, "red")):
        admin.api.post("purchase-orders", **an_order(name, team))
    assert shown(ana) == shown(bob) == {BLUE, RED}

    of_blue = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    admin.api.put(
        "access-policies",
        policies=[
            a_policy("administrators", admin, EVERYTHING),
            a_policy(
                "blue",
                ana,
                {**EVERYTHING, "Condition": of_blue},
                {**EVERYTHING, "Action": "purchase-orders:ListPurchaseOrders"},
                {**EVERYTHING, "Effect": "Deny", "Action": "purchase-orders:DeletePurchaseOrder"},
            ),
        ],
    )

    assert shown(admin) == {BLUE, RED}
    assert shown(ana) == {BLUE}
    assert bob.api.send("GET", "purchase-orders").status == 403

    assert ana.api.patch("purchase-orders", BLUE, description="ours")["description"] == "ours"
    assert ana.api.send("DELETE", "purchase-orders", BLUE).status == 403
    hidden = ana.api.send("GET", "purchase-orders", RED)
    missing = ana.api.send("GET", "purchase-orders", f"NONE/{MARK}")
    assert (hidden.status, missing.status) == (404, 404)
    for member in ("type", "title", "code", "resourceType"):
        assert hidden.body[member] == missing.body[member]
    assert ana.api.send("DELETE", "purchase-orders", RED).status == 404
    assert bob.api.send("GET", "purchase-orders", BLUE).status == 404

    arn = f"arn:aws:purchase-orders::{ana.arn.split(':')[4]}:purchase-order/RED%2F{MARK}"
    admin.api.post("resource-tags", resourceArn=arn, tags={"team": "blue"})
    assert shown(ana) == {BLUE, RED}

    simulated = admin.api.post(
        "access-simulations",
        principalArn=ana.arn,
        action="DeletePurchaseOrder",
        purchaseOrderId=BLUE,
    )
    assert simulated["evalDecision"] == "explicitDeny"
    (matched,) = simulated["matchedStatements"]
    assert (matched["sourcePolicyId"], matched["statement"]) == ("blue", 2)
