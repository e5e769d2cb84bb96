"""What requests of sellers read and store, on real keys and indexes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from procurement import bootstrap
from procurement.domain.errors import (
    AlreadyExists,
    CancellationRequestNotFound,
    LostRace,
    PaymentRequestNotFound,
)
from procurement.service.ports.after_sale import Unfinished, UnfinishedRequest
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.after_sale import TERM, a_cancellation_request, a_payment_request, dollars

pytestmark = pytest.mark.usefixtures("aws")

CANCELLATION = a_cancellation_request()
PAYMENT = a_payment_request()
SILENCE = CANCELLATION.answer_by


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def keep(*requests: object) -> None:
    with unit() as work:
        for request in requests:
            if isinstance(request, type(CANCELLATION)):
                work.cancellation_requests.add(request)
            elif isinstance(request, type(PAYMENT)):
                work.payment_requests.add(request)
        work.commit()


class TestCancellationRequests:
    def test_one_comes_back_as_it_was_saved(self):
        keep(CANCELLATION)
        with unit() as work:
            found = work.cancellation_requests.get("agmt-1", "acr-1")
            assert found == replace(CANCELLATION, revision=1)
            assert work.cancellation_requests.open_of("agmt-1") == found
            assert work.cancellation_requests.open_of("agmt-2") is None
            with pytest.raises(CancellationRequestNotFound):
                work.cancellation_requests.get("agmt-1", "acr-2")

    def test_an_agreement_has_room_for_one_that_is_open(self):
        """R-399"""
        keep(CANCELLATION)
        with pytest.raises(AlreadyExists):
            keep(CANCELLATION)
        with pytest.raises(LostRace):
            keep(replace(CANCELLATION, request_id="acr-2"))
        with unit() as work:
            held = work.cancellation_requests.get("agmt-1", "acr-1")
            work.cancellation_requests.answer(held.rejected("no", CANCELLATION.created_at))
            work.commit()
        keep(replace(CANCELLATION, request_id="acr-2"))
        with unit() as work:
            found = work.cancellation_requests.open_of("agmt-1")
            assert found is not None
            assert found.request_id == "acr-2"

    def test_it_is_answered_once(self):
        """R-400"""
        keep(CANCELLATION)
        with unit() as work:
            held = work.cancellation_requests.get("agmt-1", "acr-1")
        for raises in (False, True):
            with unit() as work:
                work.cancellation_requests.answer(held.rejected("no", CANCELLATION.created_at))
                if raises:
                    with pytest.raises(LostRace):
                        work.commit()
                else:
                    work.commit()

    def test_a_run_learns_which_agreements_have_ended(self):
        """R-317, R-399"""
        keep(CANCELLATION)
        moment = timedelta(microseconds=1)
        with unit() as work:
            ends_by = work.cancellation_requests.ends_by
            assert ends_by(["agmt-1", "agmt-2", "agmt-1"], SILENCE) == {"agmt-1": SILENCE}
            assert ends_by(["agmt-1"], SILENCE - moment) == {}
            assert ends_by([], SILENCE) == {}

    def test_both_parties_find_it(self):
        """agreement:PartyType"""
        keep(CANCELLATION)
        stored = replace(CANCELLATION, revision=1)
        with unit() as work:
            of_party = work.cancellation_requests.of_party
            for account, is_proposer, found in (
                ("444455556666", True, [stored]),
                ("111122223333", False, [stored]),
                ("444455556666", False, []),
            ):
                page = of_party(account, is_proposer=is_proposer, limit=10, token=None)
                assert page.items == found
            page = work.cancellation_requests.of_agreement("agmt-1", limit=10, token=None)
            assert page.items == [stored]


class TestPaymentRequests:
    def test_one_comes_back_as_it_was_saved(self):
        keep(PAYMENT)
        with unit() as work:
            found = work.payment_requests.get("agmt-1", "pr-abc")
            assert found == replace(PAYMENT, revision=1)
            with pytest.raises(PaymentRequestNotFound):
                work.payment_requests.get("agmt-1", "pr-2")
        with pytest.raises(AlreadyExists):
            keep(PAYMENT)

    def test_only_the_first_of_two_simultaneous_balances_wins(self):
        """R-403: the first one ever too"""
        for _ in range(2):
            with unit() as one, unit() as other:
                amount = dollars("0.10")
                for work in (one, other):
                    balance = work.payment_requests.balance("agmt-1")
                    work.payment_requests.save_balance(balance.with_request(amount, TERM))
                one.commit()
                with pytest.raises(LostRace):
                    other.commit()
        with unit() as work:
            balance = work.payment_requests.balance("agmt-1")
            assert (balance.requested, balance.revision) == (Decimal("0.20"), 2)


def test_unfinished_requests_are_found_in_the_order_of_their_time():
    """R-399, R-403"""
    later = replace(PAYMENT, request_id="pr-later", answer_by=SILENCE + timedelta(hours=1))
    waiting = replace(PAYMENT, request_id="pr-waits", answer_by=None)
    answered = replace(PAYMENT, request_id="pr-done").rejected(None, PAYMENT.created_at)
    keep(CANCELLATION, later, waiting, PAYMENT, answered)
    found = list(bootstrap.unfinished_requests().until(SILENCE + timedelta(hours=1)))
    assert found == [
        UnfinishedRequest(kind=Unfinished.PAYMENT, agreement_id="agmt-1", request_id="pr-abc"),
        UnfinishedRequest(kind=Unfinished.CANCELLATION, agreement_id="agmt-1", request_id="acr-1"),
        UnfinishedRequest(kind=Unfinished.PAYMENT, agreement_id="agmt-1", request_id="pr-later"),
    ]
    assert len(list(bootstrap.unfinished_requests().until(SILENCE))) == 2
