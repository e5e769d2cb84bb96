"""A seller's request to cancel an agreement, which silence approves (R-399, R-400).

====================  =======================================================================
From                  To
====================  =======================================================================
PENDING_APPROVAL      APPROVED by the buyer, or by nobody's answer within `ANSWER_WITHIN`;
                      REJECTED by the buyer; CANCELLED by the seller; VALIDATION_FAILED when
                      the agreement cannot be cancelled any more
all others            nothing
====================  =======================================================================

Shapes and reasons are those of AWS's marketplace-agreement service.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from procurement.domain.after_sale.request_input import MAX_TEXT, check_client_token, check_text
from procurement.domain.errors import Problems, WrongStatus

ANSWER_WITHIN: Final = timedelta(days=7)
"""After so long without an answer the request is approved, to the microsecond (R-399)."""


class CancellationStatus(StrEnum):
    """agreement:AgreementCancellationRequestStatus (R-400)."""

    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    VALIDATION_FAILED = "VALIDATION_FAILED"


class CancellationReason(StrEnum):
    """agreement:AgreementCancellationRequestReasonCode."""

    INCORRECT_TERMS_ACCEPTED = "INCORRECT_TERMS_ACCEPTED"
    REPLACING_AGREEMENT = "REPLACING_AGREEMENT"
    TEST_AGREEMENT = "TEST_AGREEMENT"
    ALTERNATIVE_PROCUREMENT_CHANNEL = "ALTERNATIVE_PROCUREMENT_CHANNEL"
    PRODUCT_DISCONTINUED = "PRODUCT_DISCONTINUED"
    UNINTENDED_RENEWAL = "UNINTENDED_RENEWAL"
    BUYER_DISSATISFACTION = "BUYER_DISSATISFACTION"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancellationRequest:
    """A request as it is kept. `status_message` is the reason of whoever ended it.

    What is kept may lag behind: `as_of` tells what holds. `revision` rises with every write.
    """

    request_id: str
    agreement_id: str
    proposer_account_id: str
    acceptor_account_id: str
    reason_code: CancellationReason
    description: str | None
    created_at: datetime
    updated_at: datetime
    status: CancellationStatus = CancellationStatus.PENDING_APPROVAL
    status_message: str | None = None
    revision: int = 0

    @property
    def answer_by(self) -> datetime:
        """The instant from which silence has approved it."""
        return self.created_at + ANSWER_WITHIN

    @property
    def is_open(self) -> bool:
        """Whether nothing that is kept has answered it."""
        return self.status is CancellationStatus.PENDING_APPROVAL

    @property
    def come_back_at(self) -> datetime | None:
        """When somebody has to look at it again: when silence approves it."""
        return self.answer_by if self.is_open else None

    def as_of(self, now: datetime) -> "CancellationRequest":
        """The request as it stands at `now`: approved by silence from `answer_by` on (R-399).

        That is so whether anybody has looked since or not.
        """
        if self.is_open and now >= self.answer_by:
            return replace(self, status=CancellationStatus.APPROVED, updated_at=self.answer_by)
        return self

    def approved(self, now: datetime) -> "CancellationRequest":
        """The request that the buyer approved; `WrongStatus` once it is answered (R-400)."""
        return self._moved(CancellationStatus.APPROVED, None, now)

    def rejected(self, reason: str, now: datetime) -> "CancellationRequest":
        """The request that the buyer rejected; `WrongStatus` once it is answered (R-400)."""
        return self._moved(CancellationStatus.REJECTED, reason, now)

    def withdrawn(self, reason: str, now: datetime) -> "CancellationRequest":
        """The request that the seller took back; `WrongStatus` once it is answered (R-400)."""
        return self._moved(CancellationStatus.CANCELLED, reason, now)

    def failed(self, message: str, now: datetime) -> "CancellationRequest":
        """The open request whose agreement cannot be cancelled any more."""
        status = CancellationStatus.VALIDATION_FAILED
        return replace(self, status=status, status_message=message[:MAX_TEXT], updated_at=now)

    def _moved(
        self, status: CancellationStatus, message: str | None, now: datetime
    ) -> "CancellationRequest":
        present = self.as_of(now).status
        if present is not CancellationStatus.PENDING_APPROVAL:
            told = f"the cancellation request is {present}, only a pending one can be answered"
            raise WrongStatus(
                told, resource_type="AgreementCancellationRequest", resource_id=self.request_id
            )
        return replace(self, status=status, status_message=message, updated_at=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class CancellationOrder:
    """What a seller sends (agreement:SendAgreementCancellationRequestInput)."""

    reason_code: str | None = None
    description: str | None = None
    client_token: str | None = None

    def reason(self) -> CancellationReason:
        """The reason code of a sound order.

        `InvalidInput` with every problem: MISSING_REASON_CODE, INVALID_REASON_CODE,
        INVALID_DESCRIPTION, INVALID_CLIENT_TOKEN.
        """
        problems = Problems()
        code = self.reason_code
        if not code:
            problems.add("reasonCode", "MISSING_REASON_CODE", "is required", "R-399")
        elif code not in list(CancellationReason):
            message = f"must be one of {', '.join(CancellationReason)}"
            problems.add("reasonCode", "INVALID_REASON_CODE", message, "R-399")
        if self.description is not None:
            reason = "INVALID_DESCRIPTION"
            check_text("description", self.description, reason, problems, rule="R-399")
        check_client_token(self.client_token, problems)
        problems.raise_if_any()
        return CancellationReason(code or "")


def read_reason(field: str, given: str | None, invalid: str) -> str:
    """The reason with which a request is rejected or withdrawn; it is required.

    `InvalidInput` with MISSING_REASON, or with `invalid` for one that is too long.
    """
    problems = Problems()
    if not given:
        problems.add(field, "MISSING_REASON", "is required", "R-400")
    else:
        check_text(field, given, invalid, problems, rule="R-400")
    problems.raise_if_any()
    return given or ""
