"""A seller's request for a payment under a variable payment term (R-403).

====================  =======================================================================
From                  To
====================  =======================================================================
PENDING_APPROVAL      APPROVED by the buyer, or by nobody's answer if the buyer chose so;
                      REJECTED by the buyer; CANCELLED by the seller; VALIDATION_FAILED when
                      the agreement was ended before silence could approve it
all others            nothing
====================  =======================================================================

Requests are checked before they are kept, so that none is ever seen VALIDATING. Shapes and reasons
are those of AWS's marketplace-agreement service.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.after_sale.request_input import MAX_TEXT, check_client_token, check_text
from procurement.domain.errors import InvalidInput, Problem, Problems, WrongStatus
from procurement.domain.marketplace.expected_charges import term_charge_id
from procurement.domain.marketplace.term import VariablePaymentTerm
from procurement.domain.money import EXACT, MAX_AMOUNT, Money, minor_unit, places

REJECTION: Final = (1, 250)
"""Characters of agreement:PaymentRequestRejectionReason."""

_NAME: Final = (5, 64)
_AMOUNT: Final = re.compile(r"(?=\.?[0-9])[0-9]{0,30}(\.[0-9]{0,8})?")


class PaymentStatus(StrEnum):
    """agreement:PaymentRequestStatus (R-403)."""

    VALIDATING = "VALIDATING"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


COUNTED: Final = (PaymentStatus.PENDING_APPROVAL, PaymentStatus.APPROVED)
"""Requests that use up the maximum of their term."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRequest:
    """A request as it is kept; `amount` is before tax. `status_message` says why it ended.

    `answer_by` is the instant from which silence has approved it; None where it waits for an
    answer. What is kept may lag behind: `as_of` tells what holds. `purchase_order_reference` is the
    number that its charge is made with. `is_settled` once that purchase order has its line, or
    there is none. `revision` rises with every write.
    """

    request_id: str
    agreement_id: str
    term_id: str
    proposer_account_id: str
    acceptor_account_id: str
    name: str
    description: str | None
    amount: Money
    created_at: datetime
    updated_at: datetime
    answer_by: datetime | None = None
    status: PaymentStatus = PaymentStatus.PENDING_APPROVAL
    status_message: str | None = None
    purchase_order_reference: str | None = None
    is_settled: bool = False
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Whether nothing that is kept has answered it."""
        return self.status is PaymentStatus.PENDING_APPROVAL

    @property
    def come_back_at(self) -> datetime | None:
        """When somebody has to look at it again: silence approves it, or it is not settled yet."""
        if self.status is PaymentStatus.APPROVED and not self.is_settled:
            return self.updated_at
        return self.answer_by if self.is_open else None

    @property
    def charge_id(self) -> str | None:
        """The charge that its approval makes (R-258); None as long as it is not approved."""
        if self.status is not PaymentStatus.APPROVED:
            return None
        return term_charge_id(self.agreement_id, self.request_id.removeprefix("pr-"))

    def as_of(self, now: datetime) -> "PaymentRequest":
        """The request as it stands at `now`: approved by silence from `answer_by` on (R-403).

        That is so whether anybody has looked since or not.
        """
        if self.is_open and self.answer_by is not None and now >= self.answer_by:
            return replace(self, status=PaymentStatus.APPROVED, updated_at=self.answer_by)
        return self

    def approved(self, now: datetime) -> "PaymentRequest":
        """The request that the buyer approved; `WrongStatus` once it is answered."""
        return self._moved(PaymentStatus.APPROVED, None, now)

    def rejected(self, reason: str | None, now: datetime) -> "PaymentRequest":
        """The request that the buyer rejected; `WrongStatus` once it is answered."""
        return self._moved(PaymentStatus.REJECTED, reason, now)

    def withdrawn(self, now: datetime) -> "PaymentRequest":
        """The request that the seller took back; `WrongStatus` once it is answered."""
        return self._moved(PaymentStatus.CANCELLED, None, now)

    def failed(self, message: str, now: datetime) -> "PaymentRequest":
        """The open request whose agreement was ended first."""
        status = PaymentStatus.VALIDATION_FAILED
        return replace(self, status=status, status_message=message[:MAX_TEXT], updated_at=now)

    def charged_to(self, reference: str | None) -> "PaymentRequest":
        """The approved request whose charge is made with that purchase order number, or none."""
        return replace(self, purchase_order_reference=reference, is_settled=reference is None)

    def settled(self) -> "PaymentRequest":
        """The approved request whose purchase order has its line."""
        return replace(self, is_settled=True)

    def _moved(self, status: PaymentStatus, message: str | None, now: datetime) -> "PaymentRequest":
        present = self.as_of(now).status
        if present is not PaymentStatus.PENDING_APPROVAL:
            told = f"the payment request is {present}, only a pending one can be answered"
            raise WrongStatus(told, resource_type="PaymentRequest", resource_id=self.request_id)
        return replace(self, status=status, status_message=message, updated_at=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentBalance:
    """How much of its variable payment term an agreement has used: pending and approved requests.

    `revision` rises with every write, so that two requests at once are judged one by one.
    """

    agreement_id: str
    requested: Decimal = Decimal(0)
    revision: int = 0

    def with_request(self, amount: Money, term: VariablePaymentTerm) -> "PaymentBalance":
        """The balance after another request.

        `InvalidInput` with INVALID_CHARGE_AMOUNT if the term has not as much left (R-403).
        """
        requested = EXACT.add(self.requested, amount.amount)
        if requested > term.max_total_charge_amount:
            left = Money(
                EXACT.subtract(term.max_total_charge_amount, self.requested), amount.currency
            )
            message = f"{amount} is more than the {left} that are left of the term"
            reason = "INVALID_CHARGE_AMOUNT"
            raise InvalidInput(
                [Problem(field="chargeAmount", reason=reason, message=message, rule="R-403")]
            )
        return replace(self, requested=requested)

    def without_request(self, amount: Money) -> "PaymentBalance":
        """The balance after a request came to nothing: it counts no longer."""
        return replace(self, requested=EXACT.subtract(self.requested, amount.amount))


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentOrder:
    """What a seller sends (agreement:SendAgreementPaymentRequestInput)."""

    term_id: str | None = None
    name: str | None = None
    charge_amount: str | None = None
    description: str | None = None
    client_token: str | None = None

    def read(self, term: VariablePaymentTerm | None) -> Money:
        """The amount of a sound order under the agreement's `term`.

        `InvalidInput` with every problem: MISSING_TERM_ID, INVALID_TERM_ID also where there is no
        such term, MISSING_NAME, INVALID_NAME, MISSING_CHARGE_AMOUNT, INVALID_CHARGE_AMOUNT for what
        is not above zero or has more places than the currency (R-261), INVALID_DESCRIPTION,
        INVALID_CLIENT_TOKEN.
        """
        problems = Problems()
        if not self.term_id:
            problems.add("termId", "MISSING_TERM_ID", "is required", "R-403")
        elif term is None or self.term_id != term.id:
            message = "the agreement has no variable payment term of this ID"
            problems.add("termId", "INVALID_TERM_ID", message, "R-403")
        self._check_name(problems)
        currency = term.currency if term else ""
        amount = self._amount(currency, problems)
        if self.description is not None:
            reason = "INVALID_DESCRIPTION"
            check_text("description", self.description, reason, problems, rule="R-403")
        check_client_token(self.client_token, problems)
        problems.raise_if_any()
        return Money(amount, currency)

    def _check_name(self, problems: Problems) -> None:
        if not self.name:
            problems.add("name", "MISSING_NAME", "is required", "R-403")
        else:
            check_text("name", self.name, "INVALID_NAME", problems, rule="R-403", lengths=_NAME)

    def _amount(self, currency: str, problems: Problems) -> Decimal:
        given = self.charge_amount
        amount = Decimal(given) if given and _AMOUNT.fullmatch(given) else Decimal(0)
        unit = minor_unit(currency)
        if not given:
            problems.add("chargeAmount", "MISSING_CHARGE_AMOUNT", "is required", "R-403")
        elif not 0 < amount < MAX_AMOUNT or places(amount) > unit:
            message = f"must be an amount above zero with at most {unit} decimal places"
            problems.add("chargeAmount", "INVALID_CHARGE_AMOUNT", message, "R-261")
        return amount


def check_rejection(reason: str | None) -> None:
    """`InvalidInput` with INVALID_REJECTION_REASON for one that is too long; there may be none."""
    problems = Problems()
    if reason is not None:
        code = "INVALID_REJECTION_REASON"
        check_text("rejectionReason", reason, code, problems, rule="R-403", lengths=REJECTION)
    problems.raise_if_any()
