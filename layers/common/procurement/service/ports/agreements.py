"""Stored offers, quotes and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from procurement.domain.marketplace.agreement import Agreement
    from procurement.domain.marketplace.agreement_limits import ActiveAgreements
    from procurement.domain.marketplace.agreement_request import AgreementRequest
    from procurement.domain.marketplace.offer import Offer
    from procurement.service.ports.page import Page


class Agreements(Protocol):
    """Offers and the agreements they became."""

    def get_offer(self, offer_id: str) -> Offer:
        """The offer whoever asks; `OfferNotFound` otherwise."""

    def find_offer(self, offer_id: str) -> Offer | None:
        """The offer whoever asks, or None."""

    def get_agreement(self, agreement_id: str) -> Agreement:
        """The agreement whoever asks; `AgreementNotFound` otherwise."""

    def find_agreement(self, agreement_id: str) -> Agreement | None:
        """The agreement whoever asks, or None."""

    def find_agreements(self, agreement_ids: Collection[str]) -> Mapping[str, Agreement]:
        """Those of the agreements that there are, by ID, whoever asks."""

    def add_offer(self, offer: Offer) -> None:
        """Stage a new offer; the commit raises `AlreadyExists` when its ID is taken."""

    def save_offer(self, before: Offer, after: Offer) -> None:
        """Stage a changed offer; the commit raises `StaleVersion` unless `before` still stands."""

    def hold_offer(self, offer: Offer) -> None:
        """Stage a check that the offer still has this version when the commit happens."""

    def add_agreement(self, agreement: Agreement) -> None:
        """Stage a new agreement; the commit raises `AlreadyExists` when its ID is taken."""

    def save_agreement(self, before: Agreement, after: Agreement) -> None:
        """Stage a changed agreement; the commit raises `LostRace` unless `before` still stands."""

    def hold_agreement(self, agreement: Agreement) -> None:
        """Stage a check that the agreement still has this version when the commit happens."""

    def awaiting(self, now: datetime) -> Iterator[str]:
        """Agreements that renew themselves by `now`, and ended ones that are not settled yet.

        Their IDs, each shard's longest waiting first (eventually consistent).
        """

    def active(self, account_id: str, product_id: str) -> ActiveAgreements:
        """How many agreements the account has on the product; none before the first."""

    def save_active(self, counts: ActiveAgreements) -> None:
        """Stage the count; the commit raises `LostRace` unless its revision still stands."""

    def get_request(self, request_id: str) -> AgreementRequest:
        """The agreement request whoever asks; `AgreementRequestNotFound` otherwise."""

    def add_request(self, request: AgreementRequest) -> None:
        """Stage a new request; the commit raises `AlreadyExists` when its ID is taken."""

    def save_request(self, before: AgreementRequest, after: AgreementRequest) -> None:
        """Stage a changed request; the commit raises `LostRace` unless `before` still stands."""

    def requests_of(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[AgreementRequest]:
        """Requests the account made, newest first (eventually consistent)."""

    def every_agreement(self, account_id: str, *, is_proposer: bool) -> Iterator[Agreement]:
        """All agreements the account proposed, or accepted (eventually consistent)."""

    def offers_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Offer]:
        """Offers the account proposed (eventually consistent)."""

    def agreements_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Agreement]:
        """Agreements the account accepted (eventually consistent)."""
