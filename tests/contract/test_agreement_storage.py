"""Agreements and requests for them in their table: saved over what was read, listed apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from procurement import bootstrap
from procurement.domain.errors import AgreementRequestNotFound, AlreadyExists, LostRace
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.marketplace.agreement_request import AgreementRequest, Intent
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.offers import BUYER, SELLER, a_released_offer, an_agreement

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
            work.agreements.save_request(a_request(), a_request().cancelled())
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
