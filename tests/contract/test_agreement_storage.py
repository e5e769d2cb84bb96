"""Agreements and requests for them in their table: saved over what was read, listed apart."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from procurement import bootstrap
from procurement.domain.errors import AgreementRequestNotFound, AlreadyExists, LostRace
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.marketplace.agreement_request import AgreementRequest, Intent
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.term import RenewalTerm
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.offers import BUYER, SELLER, a_released_offer, a_schedule, an_agreement

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("aws")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def a_request(request_id: str = "ar-1") -> AgreementRequest:
    offer = a_released_offer()
    agreement, _ = an_agreement(offer)
    return AgreementRequest(
        agreement_request_id=request_id,
        intent=Intent.NEW,
        agreement=agreement,
        offer_name=offer.terms.name,
        proposed=offer.term_set,
        created_at=NOW,
    )


def test_a_request_comes_back_as_it_was_saved():
    with unit() as work:
        work.agreements.add_request(a_request())
        work.commit()
    with unit() as work:
        assert work.agreements.get_request("ar-1") == a_request()
        with pytest.raises(AgreementRequestNotFound):
            work.agreements.get_request("ar-2")
        work.agreements.add_request(a_request())
        with pytest.raises(AlreadyExists):
            work.commit()


def test_a_request_is_saved_over_the_version_that_was_read():
    with unit() as work:
        work.agreements.add_request(a_request())
        work.commit()
    for raises in (False, True):
        with unit() as work:
            work.agreements.save_request(a_request(), a_request().cancelled(NOW))
            if raises:
                with pytest.raises(LostRace):
                    work.commit()
            else:
                work.commit()


def test_an_agreement_is_saved_over_the_version_that_was_read():
    agreement, _ = an_agreement()
    with unit() as work:
        work.agreements.add_agreement(agreement)
        work.commit()
    ended = agreement.ended(AgreementStatus.CANCELLED, now=NOW)
    with unit() as work:
        work.agreements.save_agreement(agreement, ended)
        work.commit()
    with unit() as work:
        assert work.agreements.get_agreement(agreement.agreement_id) == ended
        work.agreements.save_agreement(agreement, ended)
        with pytest.raises(LostRace):
            work.commit()


def test_offers_agreements_and_requests_are_listed_apart():
    offer = a_released_offer()
    agreement, _ = an_agreement(offer)
    with unit() as work:
        work.agreements.add_offer(offer)
        work.agreements.add_agreement(agreement)
        work.agreements.add_request(a_request("ar-1"))
        work.agreements.add_request(replace(a_request("ar-2"), created_at=NOW.replace(hour=13)))
        work.commit()
    with unit() as work:
        held = work.agreements
        assert held.offers_of(SELLER, limit=9, token=None).items == [offer]
        assert held.agreements_of(BUYER, limit=9, token=None).items == [agreement]
        for party, is_proposer in ((SELLER, True), (BUYER, False)):
            assert list(held.every_agreement(party, is_proposer=is_proposer)) == [agreement]
            assert list(held.every_agreement(party, is_proposer=not is_proposer)) == []
        page = held.requests_of(BUYER, limit=1, token=None)
        assert [r.agreement_request_id for r in page.items] == ["ar-2"]
        rest = held.requests_of(BUYER, limit=1, token=page.next_token)
        assert [r.agreement_request_id for r in rest.items] == ["ar-1"]


class TestAwaiting:
    def awaiting(self, at: datetime) -> list[str]:
        with unit() as work:
            return list(work.agreements.awaiting(at))

    def test_an_agreement_that_renews_itself_waits_under_its_end(self):
        """R-251: and leaves the index when it is renewed"""
        agreement, _ = an_agreement()
        terms = replace(agreement.terms, renewal=RenewalTerm(id="t", enable_auto_renew=True))
        renewing = replace(agreement, terms=terms)
        end = datetime(2028, 3, 1, tzinfo=UTC)
        with unit() as work:
            work.agreements.add_agreement(renewing)
            work.commit()
        assert self.awaiting(end - timedelta(microseconds=1)) == []
        assert self.awaiting(end) == [agreement.agreement_id]
        renewed = replace(renewing, status=AgreementStatus.RENEWED, version=2)
        with unit() as work:
            work.agreements.save_agreement(renewing, renewed)
            work.commit()
        assert self.awaiting(end) == []

    def test_an_ended_agreement_waits_until_it_is_settled(self):
        """R-402"""
        agreement, _ = an_agreement()
        ended = agreement.ended(AgreementStatus.CANCELLED, now=NOW)
        with unit() as work:
            work.agreements.add_agreement(ended)
            work.commit()
        assert self.awaiting(NOW) == [agreement.agreement_id]
        with unit() as work:
            work.agreements.save_agreement(ended, ended.settled())
            work.commit()
        assert self.awaiting(NOW) == []


class TestCounts:
    def test_a_count_comes_back_as_it_was_saved(self):
        """R-304: with and without an end"""
        day = date(2028, 2, 29)
        with unit() as work:
            counts = work.agreements.active(BUYER, "prod/1 x#y")
            assert (counts.ending, counts.revision) == ({}, 0)
            counts = counts.begun(day, today=day).begun(day, today=day).begun(None, today=day)
            work.agreements.save_active(counts)
            work.commit()
        with unit() as work:
            held = work.agreements.active(BUYER, "prod/1 x#y")
            assert (held.ending, held.revision) == ({day: 2, None: 1}, 1)
            assert work.agreements.active(BUYER, "prod/1").ending == {}

    @pytest.mark.parametrize("is_first", [True, False])
    def test_a_count_is_saved_over_the_revision_that_was_read(self, is_first):
        """R-304: two acceptances at 99 leave 100"""
        if not is_first:
            with unit() as work:
                work.agreements.save_active(work.agreements.active(BUYER, "p"))
                work.commit()
        with unit() as one, unit() as other:
            one.agreements.save_active(one.agreements.active(BUYER, "p"))
            other.agreements.save_active(other.agreements.active(BUYER, "p"))
            one.commit()
            with pytest.raises(LostRace):
                other.commit()


class TestResaleAuthorizations:
    AUTHORIZATION = ResaleAuthorization(
        authorization_id="resaleauthz-1",
        name="For partners",
        manufacturer_account_id=SELLER,
        reseller_account_id=BUYER,
        product_id="prod-1",
        product_type=ProductType.SAAS_CONTRACT,
        contract_duration=ContractDuration.parse("P12M"),
        availability_end=date(2027, 4, 30),
        schedule=a_schedule(),
        created_at=NOW,
        updated_at=NOW,
    )

    def test_it_comes_back_as_it_was_saved_and_is_made_once(self):
        """R-303"""
        for is_repeat in (False, True):
            with unit() as work:
                work.resale_authorizations.add(self.AUTHORIZATION)
                if is_repeat:
                    with pytest.raises(AlreadyExists):
                        work.commit()
                else:
                    work.commit()
        with unit() as work:
            assert work.resale_authorizations.find("resaleauthz-1") == self.AUTHORIZATION
            assert work.resale_authorizations.find("resaleauthz-2") is None

    def test_it_is_saved_and_held_at_the_version_that_was_read(self):
        """R-303"""
        released = self.AUTHORIZATION.released(now=NOW)
        with unit() as work:
            work.resale_authorizations.add(self.AUTHORIZATION)
            work.commit()
        with unit() as work:
            work.resale_authorizations.save(self.AUTHORIZATION, released)
            work.commit()
        for stage in ("save", "hold"):
            with unit() as work:
                if stage == "save":
                    work.resale_authorizations.save(self.AUTHORIZATION, released)
                else:
                    work.resale_authorizations.hold(self.AUTHORIZATION)
                with pytest.raises(LostRace):
                    work.commit()

    def test_the_reseller_finds_it_once_it_is_released(self):
        """R-303"""
        with unit() as work:
            work.resale_authorizations.add(self.AUTHORIZATION)
            work.commit()
        assert self.listed(SELLER, is_manufacturer=True) == [self.AUTHORIZATION]
        assert self.listed(BUYER, is_manufacturer=False) == []
        released = self.AUTHORIZATION.released(now=NOW)
        with unit() as work:
            work.resale_authorizations.save(self.AUTHORIZATION, released)
            work.commit()
        assert self.listed(BUYER, is_manufacturer=False) == [released]
        assert self.listed(BUYER, is_manufacturer=True) == []

    def listed(self, account: str, *, is_manufacturer: bool) -> list[ResaleAuthorization]:
        with unit() as work:
            page = work.resale_authorizations.page(
                account, is_manufacturer=is_manufacturer, limit=10, token=None
            )
        return list(page.items)
