"""What the forecast, the radar and its mail read and store, on real keys and indexes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import LostRace
from procurement.domain.foresight.radar_subscription import RadarSubscription
from procurement.domain.foresight.usage_history import BilledUsage, Stream, Usage
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.billing_settings import created_unit
from tests.support.purchase_orders import INC

OTHER = "999988887777"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ANN = Contact(email="ann@example.com", name="Ann")

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def a_subscription(account_id: str = BUYER, **more: Any) -> RadarSubscription:
    whole = {"subscribers": (ANN,), "days": 45, "version": 1, "updated_at": NOW, **more}
    return RadarSubscription(account_id=account_id, **whole)


class TestSubscriptions:
    def test_one_comes_back_as_it_was_saved(self):
        saved = a_subscription()
        commit(
            lambda work: work.radar_subscriptions.save(RadarSubscription(account_id=BUYER), saved)
        )
        with unit() as work:
            assert work.radar_subscriptions.of_account(BUYER) == saved
            assert work.radar_subscriptions.of_account(OTHER) == RadarSubscription(account_id=OTHER)

    def test_only_the_first_of_two_simultaneous_changes_wins(self):
        """R-147, whether there was one before or not"""
        nobody, first = RadarSubscription(account_id=BUYER), a_subscription()
        commit(lambda work: work.radar_subscriptions.save(nobody, first))
        with pytest.raises(LostRace):
            commit(lambda work: work.radar_subscriptions.save(nobody, first))
        second = replace(first, version=2, days=9)
        commit(lambda work: work.radar_subscriptions.save(first, second))
        with pytest.raises(LostRace):
            commit(lambda work: work.radar_subscriptions.save(first, second))

    def test_every_account_with_subscribers_is_walked(self):
        for account_id in (BUYER, OTHER):
            nobody, somebody = RadarSubscription(account_id=account_id), a_subscription(account_id)
            commit(lambda work, n=nobody, s=somebody: work.radar_subscriptions.save(n, s))
        left = replace(a_subscription(OTHER), subscribers=(), version=2)
        with unit() as work:
            assert [s.account_id for s in work.radar_subscriptions.every()] == [BUYER, OTHER]
        commit(lambda work: work.radar_subscriptions.save(a_subscription(OTHER), left))
        with unit() as work:
            assert list(work.radar_subscriptions.every()) == [a_subscription()]


class TestMonthlyUsage:
    def test_it_is_the_totals_of_usage_in_these_periods(self, clock):
        clock("2027-04-10T00:00")
        charged(
            a_usage_charge("before", "1", period="2026-12"),
            a_usage_charge("first", "2.50", period="2027-01", tax="0.25"),
            a_usage_charge("last", "3", period="2027-02", kind=ChargeKind.MARKETPLACE_USAGE),
            a_usage_charge("once", "9", period="2027-02", kind=ChargeKind.MARKETPLACE_PURCHASE),
            a_usage_charge("after", "4", period="2027-03"),
            a_usage_charge("other", "5", period="2027-02", account=OTHER),
        )
        invoice_now()
        invoice_now(OTHER)
        with unit() as work:
            found = list(work.invoices.monthly_usage(BUYER, Month(2027, 1), Month(2027, 2)))
        stream = Stream(
            receiver_account_id=BUYER,
            invoicing_entity=INC,
            kind=ChargeKind.MONTHLY_USAGE,
            currency="USD",
        )
        assert found == [
            BilledUsage(
                stream=stream,
                billing_period=Month(2027, 1),
                usage=Usage(Decimal("2.50"), Decimal("0.25")),
            ),
            BilledUsage(
                stream=replace(stream, kind=ChargeKind.MARKETPLACE_USAGE),
                billing_period=Month(2027, 2),
                usage=Usage(Decimal("3.00"), Decimal("0.00")),
            ),
        ]

    def test_it_says_in_which_invoice_unit_it_was(self, clock):
        """R-245"""
        created_unit("North", BUYER)
        charged(a_usage_charge("ch-1", "2"))
        clock("2027-02-03T01:00")
        invoice_now()
        with unit() as work:
            (found,) = work.invoices.monthly_usage(BUYER, Month(2027, 1), Month(2027, 1))
        assert found.stream.invoice_unit == "North"

    def test_without_invoices_there_is_none(self):
        with unit() as work:
            assert list(work.invoices.monthly_usage(BUYER, Month(2027, 1), Month(2027, 2))) == []
