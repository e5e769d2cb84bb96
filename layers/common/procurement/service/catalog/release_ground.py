"""What a seller's offers are judged by beside themselves, read once for a whole change set."""

from dataclasses import dataclass, field

from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.release_rules import ReleaseGround
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.service.caller import Caller
from procurement.service.marketplace.buyers_of_offer import buyers_of
from procurement.service.marketplace.read_resale_authorizations import authorization_for
from procurement.service.ports.unit_of_work import UnitOfWork


@dataclass(kw_only=True, slots=True)
class SellersGrounds:
    """`domain.catalog.Grounds` for the seller (R-303, R-320, R-321)."""

    seller: Caller
    unit: UnitOfWork
    must_pay_by_invoice: bool
    _found: dict[str, ResaleAuthorization | None] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)

    def of(self, offer: Offer) -> ReleaseGround:
        """Its buyers, and the authorization that it rests on."""
        return ReleaseGround(
            buyers=buyers_of(offer.terms.target_account_ids, self.unit),
            must_pay_by_invoice=self.must_pay_by_invoice,
            authorization=self._authorization_of(offer),
        )

    def authorization(self, authorization_id: str) -> ResaleAuthorization | None:
        """The authorization with this ID, if the seller may use it."""
        if authorization_id not in self._found:
            found = authorization_for(authorization_id, self.seller, self.unit)
            self._found[authorization_id] = found
        return self._found[authorization_id]

    def hold(self, offer: Offer) -> None:
        """Stage that the authorization still stands when the offer is saved."""
        authorization = self._authorization_of(offer)
        if authorization is not None and authorization.authorization_id not in self._held:
            self.unit.resale_authorizations.hold(authorization)
            self._held.add(authorization.authorization_id)

    def _authorization_of(self, offer: Offer) -> ResaleAuthorization | None:
        resale = offer.terms.resale
        return self.authorization(resale.authorization_id) if resale else None
