"""Billing adjustments: a seller gives back some of what its agreements' buyers were invoiced.

1 to 5 entries, all of one agreement, one invoice and one token each (R-393). Shapes and reasons are
those of AWS's marketplace-agreement service (R-396).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.ids import derived_id, is_resource_id
from procurement.domain.money import Money, minor_unit, parse_amount, places
from procurement.domain.text import has_control_characters

MAX_ENTRIES: Final = 5
"""Entries of one call (R-393)."""
MAX_DESCRIPTION: Final = 500
_MAX_INVOICE_ID: Final = 1024
_MAX_MESSAGE: Final = 500
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,64}")

_FIELD: Final = "billingAdjustmentRequestEntries"


class AdjustmentStatus(StrEnum):
    """agreement:BillingAdjustmentStatus (R-396). Only PENDING ones still change."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    VALIDATION_FAILED = "VALIDATION_FAILED"


class AdjustmentReason(StrEnum):
    """agreement:BillingAdjustmentReasonCode; OTHER needs a description."""

    INCORRECT_TERMS_ACCEPTED = "INCORRECT_TERMS_ACCEPTED"
    INCORRECT_METERING = "INCORRECT_METERING"
    TEST_ENVIRONMENT_CHARGES = "TEST_ENVIRONMENT_CHARGES"
    ALTERNATIVE_PROCUREMENT_CHANNEL = "ALTERNATIVE_PROCUREMENT_CHANNEL"
    UNINTENDED_RENEWAL = "UNINTENDED_RENEWAL"
    BUYER_DISSATISFACTION = "BUYER_DISSATISFACTION"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True, slots=True)
class AdjustmentEntry:
    """One entry as it was sent (agreement:BatchCreateBillingAdjustmentRequestEntry)."""

    agreement_id: str | None = None
    original_invoice_id: str | None = None
    adjustment_amount: str | None = None
    currency_code: str | None = None
    adjustment_reason_code: str | None = None
    description: str | None = None
    client_token: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AdjustmentOrder:
    """A sound entry; `amount` is before tax and above zero (R-394)."""

    agreement_id: str
    invoice_id: str
    amount: Money
    reason_code: AdjustmentReason
    description: str | None
    client_token: str

    @property
    def request_id(self) -> str:
        """The same for every repeat under the same token."""
        return derived_id("ba", self.agreement_id, self.client_token)


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingAdjustment:
    """A request as it is kept. `account_id` received the invoice and receives the credit memo.

    `revision` rises with every write.
    """

    request_id: str
    account_id: str
    order: AdjustmentOrder
    created_at: datetime
    updated_at: datetime
    status: AdjustmentStatus = AdjustmentStatus.PENDING
    status_message: str | None = None
    credit_memo_id: str | None = None
    revision: int = 0

    def completed(self, credit_memo_id: str, now: datetime) -> "BillingAdjustment":
        """The request whose credit memo is issued (R-398)."""
        return replace(
            self,
            status=AdjustmentStatus.COMPLETED,
            credit_memo_id=credit_memo_id,
            updated_at=now,
        )

    def failed(self, message: str, now: datetime) -> "BillingAdjustment":
        """The request that its invoice no longer allows."""
        return replace(
            self,
            status=AdjustmentStatus.VALIDATION_FAILED,
            status_message=message[:_MAX_MESSAGE],
            updated_at=now,
        )


def read_entries(entries: Sequence[AdjustmentEntry] | None) -> tuple[AdjustmentOrder, ...]:
    """What `entries` ask for, in their order.

    Raises `InvalidInput` with every problem under ``billingAdjustmentRequestEntries[i]...``, in
    AWS's reasons: MISSING_BILLING_ADJUSTMENTS, BILLING_ADJUSTMENTS_LIMIT_EXCEEDED (R-393),
    MULTIPLE_AGREEMENT_IDS, MISSING_INVOICE_ID, INVALID_ADJUSTMENT_AMOUNT, INVALID_CURRENCY_CODE,
    INVALID_CLIENT_TOKEN and so on.
    """
    problems = Problems()
    if not entries:
        message = f"must have 1 to {MAX_ENTRIES} entries"
        problems.add(_FIELD, "MISSING_BILLING_ADJUSTMENTS", message, "R-393")
    elif len(entries) > MAX_ENTRIES:
        message = f"has {len(entries)} entries, at most {MAX_ENTRIES} are allowed"
        problems.add(_FIELD, "BILLING_ADJUSTMENTS_LIMIT_EXCEEDED", message, "R-393")
    problems.raise_if_any()
    given = entries or ()
    orders = [_read(f"{_FIELD}[{i}]", entry, problems) for i, entry in enumerate(given)]
    if len({entry.agreement_id for entry in given if entry.agreement_id}) > 1:
        problems.add(_FIELD, "MULTIPLE_AGREEMENT_IDS", "must be of one agreement", "R-393")
    tokens = [entry.client_token for entry in given if entry.client_token]
    if len(set(tokens)) < len(tokens):
        message = "every entry needs a token of its own"
        problems.add(_FIELD, "INVALID_CLIENT_TOKEN", message, "R-393")
    problems.raise_if_any()
    return tuple(order for order in orders if order is not None)


def _read(at: str, entry: AdjustmentEntry, problems: Problems) -> AdjustmentOrder | None:
    check = _Check(at, problems)
    before = len(problems.found)
    check.agreement_id(entry.agreement_id)
    check.invoice_id(entry.original_invoice_id)
    check.currency(entry.currency_code)
    amount = check.amount(entry.adjustment_amount, entry.currency_code or "")
    reason = check.reason(entry.adjustment_reason_code)
    check.description(entry.description, reason)
    check.token(entry.client_token)
    if len(problems.found) > before or reason is None or amount is None:
        return None
    return AdjustmentOrder(
        agreement_id=entry.agreement_id or "",
        invoice_id=entry.original_invoice_id or "",
        amount=Money(amount, entry.currency_code or ""),
        reason_code=reason,
        description=entry.description,
        client_token=entry.client_token or "",
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """Checks the members of the entry at one path and notes every fault."""

    at: str
    problems: Problems

    def agreement_id(self, given: str | None) -> None:
        if not given:
            self._note("agreementId", "MISSING_AGREEMENT_ID", "is required")
        elif not is_resource_id(given):
            message = "must be 1 to 64 letters, digits or _ / -"
            self._note("agreementId", "INVALID_AGREEMENT_ID", message)

    def invoice_id(self, given: str | None) -> None:
        if not given:
            self._note("originalInvoiceId", "MISSING_INVOICE_ID", "is required")
        elif len(given) > _MAX_INVOICE_ID or has_control_characters(given):
            # AWS has no reason of its own for this.
            message = f"must have at most {_MAX_INVOICE_ID} characters, no control characters"
            self._note("originalInvoiceId", "OTHER", message)

    def currency(self, given: str | None) -> None:
        if not given:
            self._note("currencyCode", "MISSING_CURRENCY_CODE", "is required")
        elif not _CURRENCY.fullmatch(given):
            self._note("currencyCode", "INVALID_CURRENCY_CODE", "must be three capital letters")

    def amount(self, given: str | None, currency: str) -> Decimal | None:
        if not given:
            self._note("adjustmentAmount", "MISSING_ADJUSTMENT_AMOUNT", "is required", "R-394")
            return None
        amount = parse_amount(given)
        if amount is None or amount <= 0:
            message = "must be an amount above zero"
        elif places(amount) > minor_unit(currency):
            message = f"{currency} has at most {minor_unit(currency)} decimal places"
        else:
            return amount
        self._note("adjustmentAmount", "INVALID_ADJUSTMENT_AMOUNT", message, "R-394")
        return None

    def reason(self, given: str | None) -> AdjustmentReason | None:
        if not given:
            self._note("adjustmentReasonCode", "MISSING_REASON_CODE", "is required")
        elif given not in list(AdjustmentReason):
            message = f"must be one of {', '.join(AdjustmentReason)}"
            self._note("adjustmentReasonCode", "INVALID_REASON_CODE", message)
        else:
            return AdjustmentReason(given)
        return None

    def description(self, given: str | None, reason: AdjustmentReason | None) -> None:
        if given is None:
            if reason is AdjustmentReason.OTHER:
                message = f"is required with {AdjustmentReason.OTHER}"
                self._note("description", "MISSING_DESCRIPTION", message)
        elif not 1 <= len(given) <= MAX_DESCRIPTION or has_control_characters(given):
            message = f"must have 1 to {MAX_DESCRIPTION} characters, no control characters"
            self._note("description", "INVALID_DESCRIPTION", message)

    def token(self, given: str | None) -> None:
        if not given or not _TOKEN.fullmatch(given):
            message = "must be 1 to 64 letters, digits or -"
            self._note("clientToken", "INVALID_CLIENT_TOKEN", message)

    def _note(self, member: str, reason: str, message: str, rule: str = "R-396") -> None:
        self.problems.add(f"{self.at}.{member}", reason, message, rule)
