"""Stored change sets, the entities they hold, and drafts of offers that lack something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator
    from datetime import datetime

    from procurement.domain.catalog.change_set import ChangeSet
    from procurement.domain.catalog.offer_changes import OfferEntity
    from procurement.domain.catalog.offer_draft import OfferDraft
    from procurement.domain.marketplace.offer import Offer


class Catalog(Protocol):
    """Change sets and what they are about."""

    def get_change_set(self, change_set_id: str) -> ChangeSet:
        """The change set whoever asks; `ChangeSetNotFound` otherwise."""

    def add_change_set(self, change_set: ChangeSet) -> None:
        """Stage a new change set; the commit raises `AlreadyExists` when its ID is taken."""

    def save_change_set(self, before: ChangeSet, after: ChangeSet) -> None:
        """Stage a change set that moved; the commit raises `LostRace` unless `before` stands."""

    def change_sets_of(self, account_id: str, since: datetime) -> Iterator[ChangeSet]:
        """Those the account started since then, newest first (eventually consistent)."""

    def hold_entity(self, entity_id: str, change_set_id: str) -> None:
        """Stage that the entity waits; the commit raises `ResourceInUse` if it does already."""

    def free_entity(self, entity_id: str, change_set_id: str) -> None:
        """Stage that the entity waits no more; `LostRace` unless it waits for this change set."""

    def find_offer(self, offer_id: str) -> OfferEntity | None:
        """The offer or the draft of it, whoever asks."""

    def add_draft(self, draft: OfferDraft) -> None:
        """Stage a new draft; the commit raises `AlreadyExists` when its ID is taken."""

    def save_draft(self, before: OfferDraft, after: OfferDraft) -> None:
        """Stage a changed draft; the commit raises `LostRace` unless `before` still stands."""

    def drop_draft(self, draft: OfferDraft) -> None:
        """Stage that the draft is an offer now; `LostRace` unless it still stands."""

    def offers_of(self, account_id: str) -> Iterator[Offer]:
        """Every offer the account proposed, newest first (eventually consistent)."""

    def drafts_of(self, account_id: str) -> Iterator[OfferDraft]:
        """Every draft of the account that lacks something (eventually consistent)."""
