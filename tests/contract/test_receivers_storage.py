"""Receiving accounts as the store has them: read together what is stored apart."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from procurement import bootstrap
from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.errors import Unavailable
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership, Stay
from procurement.service.ports.receivers import Receiver
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER, SELLER
from tests.support.billing_settings import NORTHERN, an_invoice_unit
from tests.support.issued import issued
from tests.support.purchase_orders import INC, a_line, a_purchase_order

pytestmark = pytest.mark.usefixtures("aws")

JANUARY = Month(2027, 1)
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
EMEA = "Amazon Web Services EMEA SARL"


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


@contextmanager
def requests_counted() -> Iterator[Counter[str]]:
    """Counts the DynamoDB requests that really leave the client."""
    counted: Counter[str] = Counter()
    events = bootstrap.connection().client.meta.events

    def count(model: Any, **_: Any) -> None:
        counted[model.name] += 1

    events.register("before-call.dynamodb", count)
    yield counted
    events.unregister("before-call.dynamodb", count)


@contextmanager
def leaving_over(rounds: int) -> Iterator[None]:
    """DynamoDB gives all but the last item of a batch, as often as that."""
    events = bootstrap.connection().client.meta.events
    asked: dict[str, Any] = {}
    left = [rounds]

    def ask(params: dict[str, Any], **_: Any) -> None:
        asked.update(params["RequestItems"])

    def answer(parsed: dict[str, Any], **_: Any) -> None:
        if not left[0]:
            return
        left[0] -= 1
        table = next(name for name in asked if name in parsed["Responses"])
        key = asked[table]["Keys"][-1]
        parsed["UnprocessedKeys"] = {table: {**asked[table], "Keys": [key]}}
        parsed["Responses"][table] = [
            item for item in parsed["Responses"][table] if not key.items() <= item.items()
        ]

    events.register("provide-client-params.dynamodb.BatchGetItem", ask)
    events.register("after-call.dynamodb.BatchGetItem", answer)
    yield
    events.unregister("provide-client-params.dynamodb.BatchGetItem", ask)
    events.unregister("after-call.dynamodb.BatchGetItem", answer)


def read(since: Month = JANUARY, *entities: str) -> Receiver:
    with unit() as work:
        return work.receivers.read(BUYER, since, entities)


def stored(*names: str, expiring: str = "2027-12", **more: Any) -> None:
    for name in names:
        order = a_purchase_order(name, a_line())
        order = replace(order, expiration_month=Month.parse(expiring), account_id=BUYER, **more)
        commit(lambda work, order=order: work.purchase_orders.add(order))


def test_an_account_that_has_nothing_is_empty():
    assert read(JANUARY, INC) == Receiver(
        membership=Membership(account_id=BUYER),
        settings=BillingSettings.none_of(BUYER),
        purchase_orders=[],
        last_numbers={INC: 0},
    )


def test_it_is_the_same_as_each_part_alone():
    """R-391, R-112: numbers and purchase orders; those of another account are not read"""
    stored("PO-1", "PO-2")
    stay = Stay(organization_id="o-1", management_account_id=SELLER, joined_at=NOW)
    before = Membership(account_id=BUYER)
    member = Membership(account_id=BUYER, stays=(stay,), version=1)
    commit(lambda work: work.organizations.save_membership(before, member))
    payment = PaymentSettings(account_id=BUYER)
    thirty = PaymentSettings(account_id=BUYER, net_payment_days=30, version=1, updated_at=NOW)
    commit(lambda work: work.billing_settings.save_payment(payment, thirty))
    commit(lambda work: work.invoices.add(issued("3.00")))
    found = read(JANUARY, INC, EMEA)
    with unit() as work:
        assert found.membership == work.organizations.membership(BUYER) == member
        assert found.settings == work.billing_settings.of_account(BUYER)
        assert found.purchase_orders == work.purchase_orders.usable_from(BUYER, JANUARY)
    assert [order.purchase_order_id for order in found.purchase_orders] == ["PO-1", "PO-2"]
    assert found.last_numbers == {INC: 1, EMEA: 0}


def test_what_expired_before_is_left_out_suspended_or_not():
    """R-112"""
    stored("GONE", expiring="2026-12")
    stored("LAST", expiring="2027-01")
    stored("GONE-TOO", expiring="2026-12", is_suspended=True)
    stored("SUSPENDED", expiring="2027-01", is_suspended=True)
    found = {order.purchase_order_id for order in read().purchase_orders}
    assert found == {"LAST", "SUSPENDED"}


def test_invoice_units_cost_one_query_more():
    """R-119"""
    with requests_counted() as counted:
        read(JANUARY, INC)
    assert counted == {"Query": 1, "BatchGetItem": 1}
    with unit() as work:
        names = work.billing_settings.unit_names(BUYER)
        work.billing_settings.add_unit(an_invoice_unit("North", NORTHERN))
        work.billing_settings.save_unit_names(names.with_name("North").changed(NOW))
        work.commit()
    with requests_counted() as counted:
        found = read(JANUARY, INC)
    assert counted == {"Query": 2, "BatchGetItem": 1}
    assert [each.name for each in found.settings.invoice_units.units] == ["North"]
    assert found.settings.invoice_units.names.have_changed_since(datetime(2027, 1, 1, tzinfo=UTC))


def test_250_purchase_orders_are_three_batches():
    """DynamoDB takes 100 keys at once"""
    stored(*(f"PO-{number:03d}" for number in range(250)))
    with requests_counted() as counted:
        found = read(JANUARY, INC)
    assert len(found.purchase_orders) == 250
    assert counted == {"Query": 1, "BatchGetItem": 3}


def test_what_dynamodb_leaves_over_is_asked_for_again():
    """Its 16 megabytes may be less than 100 items"""
    stored("PO-1", "PO-2", "PO-3")
    with leaving_over(rounds=2):
        assert len(read(JANUARY, INC).purchase_orders) == 3
    with leaving_over(rounds=1000), pytest.raises(Unavailable):
        read(JANUARY, INC)


def test_a_throttled_read_is_for_later(monkeypatch: pytest.MonkeyPatch):
    """R-147: the message comes again"""

    def fail(*_: Any, **__: Any) -> Any:
        error = {"Code": "ProvisionedThroughputExceededException", "Message": ""}
        metadata = {"HTTPStatusCode": 400}
        raise ClientError({"Error": error, "ResponseMetadata": metadata}, "Query")  # type: ignore[arg-type]

    monkeypatch.setattr(bootstrap.connection().client, "_make_api_call", fail)
    with pytest.raises(Unavailable):
        read(JANUARY, INC)
