"""Stored requests of sellers, and what of them nobody has answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from procurement.domain.after_sale.cancellation_request import CancellationRequest
    from procurement.domain.after_sale.payment_request import PaymentBalance, PaymentRequest
    from procurement.service.ports.page import Page


class CancellationRequests(Protocol):
    """Requests to cancel agreements; an agreement has one open one at most."""

    def find(self, agreement_id: str, request_id: str) -> CancellationRequest | None:
        """The request, or None."""

    def get(self, agreement_id: str, request_id: str) -> CancellationRequest:
        """The request; `CancellationRequestNotFound` otherwise."""

    def open_of(self, agreement_id: str) -> CancellationRequest | None:
        """The agreement's request that nothing kept has answered, or None."""

    def ends_by(self, agreement_ids: Sequence[str], now: datetime) -> Mapping[str, datetime]:
        """When silence approved the open requests of those agreements, as far as it did."""

    def of_agreement(
        self, agreement_id: str, *, limit: int, token: str | None
    ) -> Page[CancellationRequest]:
        """The agreement's requests, by ID."""

    def of_party(
        self, account_id: str, *, is_proposer: bool, limit: int, token: str | None
    ) -> Page[CancellationRequest]:
        """The seller's, or the buyer's, requests, newest first (eventually consistent)."""

    def add(self, request: CancellationRequest) -> None:
        """Stage a new open one; the commit raises `AlreadyExists` when its ID is taken, and
        `LostRace` when the agreement has another open one by now."""

    def answer(self, request: CancellationRequest) -> None:
        """Stage the end of the open one; the commit raises `LostRace` when it was answered."""

    def save(self, request: CancellationRequest) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""


class PaymentRequests(Protocol):
    """Requests for payments under agreements, and how much of their terms they use."""

    def find(self, agreement_id: str, request_id: str) -> PaymentRequest | None:
        """The request, or None."""

    def get(self, agreement_id: str, request_id: str) -> PaymentRequest:
        """The request; `PaymentRequestNotFound` otherwise."""

    def balance(self, agreement_id: str) -> PaymentBalance:
        """How much of its term the agreement has used; nothing before its first request."""

    def of_agreement(
        self, agreement_id: str, *, limit: int, token: str | None
    ) -> Page[PaymentRequest]:
        """The agreement's requests, by ID."""

    def of_party(
        self, account_id: str, *, is_proposer: bool, limit: int, token: str | None
    ) -> Page[PaymentRequest]:
        """The seller's, or the buyer's, requests, newest first (eventually consistent)."""

    def add(self, request: PaymentRequest) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when its ID is taken."""

    def save(self, request: PaymentRequest) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

    def save_balance(self, balance: PaymentBalance) -> None:
        """Stage a changed balance; the commit raises `LostRace` when another came between."""


class Unfinished(Enum):
    """Kinds of requests that somebody has to come back to."""

    CANCELLATION = "cancellation request"
    PAYMENT = "payment request"
    ADJUSTMENT = "billing adjustment"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnfinishedRequest:
    """A request that somebody has to come back to."""

    kind: Unfinished
    agreement_id: str
    request_id: str


class UnfinishedRequests(Protocol):
    """What is left of requests that nobody answered, or that were cut off."""

    def until(self, now: datetime) -> Iterator[UnfinishedRequest]:
        """Those whose time has come, in its order (eventually consistent)."""
