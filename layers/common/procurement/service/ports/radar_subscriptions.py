"""Who is mailed the radar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator

    from procurement.domain.foresight.radar_subscription import RadarSubscription


class RadarSubscriptions(Protocol):
    """Who gets which account's radar by mail."""

    def of_account(self, account_id: str) -> RadarSubscription:
        """The account's subscribers; nobody, at version 0, when none were ever put in."""

    def every(self) -> Iterator[RadarSubscription]:
        """Those of every account that has any."""

    def save(self, before: RadarSubscription, after: RadarSubscription) -> None:
        """Stage the subscribers; the commit raises `LostRace` unless `before` still stands."""
