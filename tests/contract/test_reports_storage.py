"""What reports read and store, on real keys and indexes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.billing_settings.exchange_rates import ExchangeRates
from procurement.domain.errors import LostRace, ReportNotFound
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.domain.reports.published_report import (
    FileFormat,
    PublishedReport,
    ReportFile,
    ReportStatus,
)
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.offers import SELLER, a_released_offer, an_agreement

APRIL = Month(2027, 4)
NOW = datetime(2027, 5, 15, tzinfo=UTC)
OTHER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def sold(
    agreement_id: str, at: str, seller: str = SELLER, *, has_schedule: bool = True
) -> Agreement:
    """An agreement that is stored."""
    agreement, _ = an_agreement(replace(a_released_offer(), proposer_account_id=seller))
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    terms = agreement.terms if has_schedule else replace(agreement.terms, payment_schedule=None)
    made = replace(agreement, agreement_id=agreement_id, acceptance_time=moment, terms=terms)
    commit(lambda work: work.agreements.add_agreement(made))
    return made


class TestSales:
    def test_sellers_of_a_month_are_those_whose_agreements_were_accepted_in_it(self):
        """R-342: to the instant, in UTC"""
        sold("agmt-1", "2027-04-30T23:59:59.999999")
        sold("agmt-2", "2027-05-01T00:00:00", OTHER)
        sold("agmt-3", "2027-04-01T00:00:00")
        with unit() as work:
            assert list(work.sales.sellers_in(APRIL)) == [SELLER]
            assert list(work.sales.sellers_in(Month(2027, 5))) == [OTHER]
            assert list(work.sales.sellers_in(Month(2027, 3))) == []

    def test_each_seller_comes_once_from_whatever_shard(self):
        """R-337"""
        sellers = {f"{number:012d}" for number in range(20)}
        for seller in sellers:
            for number in range(2):
                sold(f"agmt-{seller}-{number}", "2027-04-10T09:00", seller)
        with unit() as work:
            found = list(work.sales.sellers_in(APRIL))
        assert (len(found), set(found)) == (20, sellers)

    def test_agreements_without_scheduled_payments_take_no_place_in_the_index(self):
        """R-336"""
        sold("agmt-1", "2027-04-10T09:00", has_schedule=False)
        with unit() as work:
            assert list(work.sales.sellers_in(APRIL)) == []

    def test_a_months_agreements_come_in_the_order_of_acceptance(self):
        """R-342"""
        late = sold("agmt-1", "2027-04-30T23:59:59.999999")
        early = sold("agmt-2", "2027-04-01T00:00:00")
        sold("agmt-3", "2027-05-01T00:00:00")
        sold("agmt-4", "2027-03-31T23:59:59.999999")
        sold("agmt-5", "2027-04-10T09:00", OTHER)
        with unit() as work:
            assert list(work.sales.sold_in(SELLER, APRIL)) == [early, late]

    def test_a_seller_pages_through_its_agreements_newest_first(self):
        for number in range(3):
            sold(f"agmt-{number}", f"2027-04-1{number}T09:00")
        sold("agmt-9", "2027-04-12T09:00", OTHER)
        found, token = [], None
        with unit() as work:
            while True:
                page = work.sales.page(SELLER, limit=2, token=token)
                found += [agreement.agreement_id for agreement in page.items]
                if (token := page.next_token) is None:
                    break
        assert found == ["agmt-2", "agmt-1", "agmt-0"]

    def test_names_are_those_of_the_offers_that_exist(self):
        commit(lambda work: work.agreements.add_offer(a_released_offer()))
        with unit() as work:
            named = work.sales.offer_names(["offer-1", "offer-none", "offer-1"])
        assert named == {"offer-1": "Widget analytics, one year"}


class TestReports:
    PARKED = PublishedReport(
        account_id=SELLER, month=APRIL, status=ReportStatus.PARKED, at=NOW, reason="no rate"
    )
    PUBLISHED = PublishedReport(
        account_id=SELLER,
        month=APRIL,
        status=ReportStatus.PUBLISHED,
        at=NOW,
        rows=3,
        files=(ReportFile(format=FileFormat.CSV, key="k", size=9, sha256="ab"),),
    )

    def test_one_comes_back_as_it_was_saved(self):
        commit(lambda work: work.reports.save(None, self.PUBLISHED))
        with unit() as work:
            assert work.reports.get(SELLER, APRIL) == replace(self.PUBLISHED, revision=1)

    def test_what_was_never_made_is_not_there(self):
        with unit() as work:
            assert work.reports.find(SELLER, APRIL) is None
            with pytest.raises(ReportNotFound):
                work.reports.get(SELLER, APRIL)

    def test_only_the_first_of_two_simultaneous_ones_wins(self):
        """R-147, whether there was one before or not"""
        commit(lambda work: work.reports.save(None, self.PARKED))
        with pytest.raises(LostRace):
            commit(lambda work: work.reports.save(None, self.PUBLISHED))
        with unit() as work:
            parked = work.reports.get(SELLER, APRIL)
        commit(lambda work: work.reports.save(parked, self.PUBLISHED))
        with pytest.raises(LostRace):
            commit(lambda work: work.reports.save(parked, self.PUBLISHED))

    def test_a_seller_lists_its_own_newest_month_first(self):
        for month in (APRIL, Month(2026, 12), Month(2027, 5)):
            commit(lambda work, at=month: work.reports.save(None, replace(self.PARKED, month=at)))
        other = replace(self.PARKED, account_id=OTHER)
        commit(lambda work: work.reports.save(None, other))
        with unit() as work:
            page = work.reports.page(SELLER, limit=10, token=None)
        assert [str(report.month) for report in page.items] == ["2027-05", "2027-04", "2026-12"]


class TestExchangeRates:
    NONE = ExchangeRates(month=APRIL)
    TOLD = ExchangeRates(
        month=APRIL,
        days={date(2027, 4, 12): {"EUR": Decimal("1.0832"), "JPY": Decimal("0.0066123456")}},
        version=1,
        updated_at=NOW,
    )

    def test_they_come_back_as_they_were_told(self):
        commit(lambda work: work.exchange_rates.save(self.NONE, self.TOLD))
        with unit() as work:
            assert work.exchange_rates.of_month(APRIL) == self.TOLD
            assert work.exchange_rates.of_month(Month(2027, 5)) == ExchangeRates(
                month=Month(2027, 5)
            )

    def test_only_the_first_of_two_simultaneous_changes_wins(self):
        """R-147"""
        commit(lambda work: work.exchange_rates.save(self.NONE, self.TOLD))
        with pytest.raises(LostRace):
            commit(lambda work: work.exchange_rates.save(self.NONE, self.TOLD))
        later = replace(self.TOLD, version=2)
        commit(lambda work: work.exchange_rates.save(self.TOLD, later))
        with pytest.raises(LostRace):
            commit(lambda work: work.exchange_rates.save(self.TOLD, later))

    def test_a_month_of_fifty_currencies_fits_into_an_item(self):
        """400 KB at most"""
        names = [f"{a}{b}{c}" for a in "ABCDE" for b in "FG" for c in "HIJKL"]
        rates = {name: Decimal("999999.0123456789") for name in names}
        days = {APRIL.first_day + timedelta(days=n): rates for n in range(30)}
        whole = replace(self.TOLD, days=days)
        commit(lambda work: work.exchange_rates.save(self.NONE, whole))
        with unit() as work:
            assert work.exchange_rates.of_month(APRIL) == whole
