"""Invoice units decided on by many callers at once, over real HTTP."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.api import Answer, Api, JsonObject
from tests.support.deployed import Deployed, a_purchase_order

pytestmark = pytest.mark.e2e

CALLERS = 6
MEMBER = "777788889999"


def test_an_account_that_many_units_take_at_once_ends_in_one(deployed: Deployed):
    """R-047: simultaneous creations, each with the same account."""
    names = [f"Contended {number}" for number in range(CALLERS)]
    answers = at_once(deployed, ((create, a_unit(name, MEMBER)) for name in names))
    assert sorted(answer.status for answer in answers) == [201] + [400] * (CALLERS - 1)
    (holder,) = [u for u in deployed.api.items("invoice-units") if u["name"] in names]
    assert holder["rule"]["linkedAccounts"] == [MEMBER]
    assert deployed.api.delete("invoice-units", holder["name"]) is not None


def test_no_purchase_order_names_a_unit_that_was_deleted_at_the_same_moment(deployed: Deployed):
    """R-035: whoever comes first, nothing slips through."""
    api = deployed.api
    api.post("invoice-units", **a_unit("Short-lived"))
    ids = [f"PO-UNIT-{number}" for number in range(CALLERS)]
    for each in ids:
        api.post("purchase-orders", **a_purchase_order(each))
    changes: list[tuple[Callable[..., Answer], Any]] = [(name_unit, each) for each in ids]
    changes.insert(CALLERS // 2, (delete_by_force, "Short-lived"))
    answers = at_once(deployed, changes)
    assert {answer.status for answer in answers} <= {200, 204, 400}
    assert "Short-lived" not in {unit["name"] for unit in api.items("invoice-units")}
    for each in ids:
        order = api.get("purchase-orders", each)
        assert order["invoiceUnits"] == []
        # Named in time, it lost its last unit; too late, it never had one.
        assert order["status"] == ("SUSPENDED" if order["version"] == 3 else "ACTIVE")


def a_unit(name: str, *accounts: str) -> JsonObject:
    rule = {"linkedAccounts": list(accounts)}
    return {"name": name, "invoiceReceiver": MEMBER, "rule": rule}


def create(api: Api, unit: JsonObject) -> Answer:
    return api.send("POST", "invoice-units", body=unit)


def name_unit(api: Api, purchase_order_id: str) -> Answer:
    body = {"invoiceUnits": ["Short-lived"]}
    return api.send("PATCH", "purchase-orders", purchase_order_id, body=body)


def delete_by_force(api: Api, name: str) -> Answer:
    return api.send("DELETE", "invoice-units", name, query={"force": "true"})


def at_once(
    deployed: Deployed, changes: Iterable[tuple[Callable[..., Answer], Any]]
) -> list[Answer]:
    """What each of the changes was answered, all sent at the same time."""

    def send(change: tuple[Callable[..., Answer], Any]) -> Answer:
        act, subject = change
        api = Api.of_operator(deployed.info)
        try:
            return act(api, subject)
        finally:
            api.close()

    with ThreadPoolExecutor(CALLERS + 1) as callers:
        return list(callers.map(send, changes))
