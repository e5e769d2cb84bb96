"""Cancellation requests: what moves are there, and what seven days of silence do."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement.domain.after_sale.cancellation_request import (
    ANSWER_WITHIN,
    CancellationOrder,
    CancellationReason,
    CancellationStatus,
    read_reason,
)
from procurement.domain.errors import InvalidInput, WrongStatus
from tests.support.after_sale import CANCELLATION_ASKED, a_cancellation_request

LATER = CANCELLATION_ASKED + timedelta(days=2)
SILENCE = datetime(2027, 6, 8, 10, tzinfo=UTC)
SMALLEST = timedelta(microseconds=1)


class TestSilence:
    def test_seven_days_are_seven_days(self):
        """R-399"""
        assert timedelta(days=7) == ANSWER_WITHIN
        assert a_cancellation_request().answer_by == SILENCE

    def test_it_approves_at_the_instant_and_not_before(self):
        """R-399, S-91"""
        request = a_cancellation_request()
        assert request.as_of(SILENCE - SMALLEST) is request
        for moment in (SILENCE, SILENCE + timedelta(days=400)):
            approved = request.as_of(moment)
            assert (approved.status, approved.updated_at) == (CancellationStatus.APPROVED, SILENCE)

    def test_it_approves_nothing_that_was_answered(self):
        """R-400"""
        for answered in (
            a_cancellation_request().rejected("no", LATER),
            a_cancellation_request().withdrawn("no", LATER),
            a_cancellation_request().failed("no", LATER),
            a_cancellation_request().approved(LATER),
        ):
            assert answered.as_of(SILENCE) is answered
            assert answered.come_back_at is None

    def test_somebody_comes_back_to_an_open_one(self):
        """R-399"""
        assert a_cancellation_request().come_back_at == SILENCE


class TestMoves:
    def test_each_answer_has_its_status_and_its_reason(self):
        """R-400"""
        found = {
            answered.status: answered.status_message
            for answered in (
                a_cancellation_request().approved(LATER),
                a_cancellation_request().rejected("We need it", LATER),
                a_cancellation_request().withdrawn("A mistake", LATER),
                a_cancellation_request().failed("the agreement is expired", LATER),
            )
        }
        assert found == {
            CancellationStatus.APPROVED: None,
            CancellationStatus.REJECTED: "We need it",
            CancellationStatus.CANCELLED: "A mistake",
            CancellationStatus.VALIDATION_FAILED: "the agreement is expired",
        }

    def test_nothing_follows_an_answer(self):
        """R-400: a conflict, for what silence approved too"""
        ended = [
            (a_cancellation_request().approved(LATER), LATER),
            (a_cancellation_request().rejected("no", LATER), LATER),
            (a_cancellation_request().withdrawn("no", LATER), LATER),
            (a_cancellation_request().failed("no", LATER), LATER),
            (a_cancellation_request(), SILENCE),
        ]
        for request, now in ended:
            for answer in (
                lambda r=request, n=now: r.approved(n),
                lambda r=request, n=now: r.rejected("no", n),
                lambda r=request, n=now: r.withdrawn("no", n),
            ):
                with pytest.raises(WrongStatus) as refusal:
                    answer()
                assert refusal.value.resource_type == "AgreementCancellationRequest"

    def test_the_last_moment_counts(self):
        """R-399"""
        assert (
            a_cancellation_request().rejected("no", SILENCE - SMALLEST).status
            is CancellationStatus.REJECTED
        )


class TestInput:
    def test_every_problem_is_told(self):
        order = CancellationOrder(reason_code="NO", description="\x00", client_token="ä")
        with pytest.raises(InvalidInput) as refusal:
            order.reason()
        assert [problem.reason for problem in refusal.value.problems] == [
            "INVALID_REASON_CODE",
            "INVALID_DESCRIPTION",
            "INVALID_CLIENT_TOKEN",
        ]

    def test_a_sound_order_has_a_reason(self):
        order = CancellationOrder(reason_code="OTHER", description="x" * 2000, client_token="a-1")
        assert order.reason() is CancellationReason.OTHER

    def test_answers_give_reasons(self):
        assert read_reason("rejectionReason", "x" * 2000, "INVALID") == "x" * 2000
        for given, reason in ((None, "MISSING_REASON"), ("", "MISSING_REASON"), ("x" * 2001, "X")):
            with pytest.raises(InvalidInput) as refusal:
                read_reason("rejectionReason", given, "X")
            assert [problem.reason for problem in refusal.value.problems] == [reason]
