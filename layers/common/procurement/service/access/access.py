"""What a caller may do with the purchase orders of its billing account: asked here, nowhere else.

Use cases on behalf of a caller read and judge through this. What Marketplace charges, runs and
procurement portals do is nobody's request, and reads the unit of work itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from procurement.domain.access.access_settings import AccessSettings
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import AccessRequest, Tags
from procurement.domain.errors import (
    AlreadyExists,
    LedgerlineError,
    NotAllowed,
    PurchaseOrderNotFound,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, PurchaseOrderSummary
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork


class Access:
    """One caller in one decision. The account's policies are read once, when they are asked first.

    Whom they let get a purchase order sees it. For everybody else it is not there (R-377): lists
    leave it out (R-371), and what asks for it by name is refused as if it did not exist. Who sees
    it and may not do more with it is told so.
    """

    def __init__(self, caller: Caller, unit: UnitOfWork, now: datetime) -> None:
        self._caller = caller
        self._unit = unit
        self._now = now

    def get(
        self,
        action: Action,
        purchase_order_id: str,
        *,
        request_tags: Tags = (),
        tag_keys: tuple[str, ...] = (),
    ) -> PurchaseOrder:
        """The caller's purchase order, to do `action` with it.

        `PurchaseOrderNotFound` when there is none, or none for this caller; `NotAllowed` when the
        caller sees it and may not do that.
        """
        found = self._unit.purchase_orders.get(self._caller.account_id, purchase_order_id)
        self.expect(action, found, request_tags=request_tags, tag_keys=tag_keys)
        return found

    def find(self, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order if the caller sees it."""
        found = self._unit.purchase_orders.find(self._caller.account_id, purchase_order_id)
        return found if found and self.sees(found) else None

    def find_many(self, purchase_order_ids: Iterable[str]) -> Sequence[PurchaseOrder]:
        """Those that exist and that the caller sees, in the order of their IDs as given."""
        account = self._caller.account_id
        return self.seen(self._unit.purchase_orders.find_many(account, purchase_order_ids))

    def page(
        self, query: PurchaseOrderQuery, *, limit: int, token: str | None
    ) -> Page[PurchaseOrderSummary]:
        """What `query` asks for of what the caller sees; `NotAllowed` when it may not list."""
        self.expect(Action.LIST)
        return self._unit.purchase_orders.page(
            self._caller.account_id,
            query,
            now=self._now,
            limit=limit,
            token=token,
            is_shown=None if self.sees_all else self.sees,
        )

    @property
    def sees_all(self) -> bool:
        """Whether nothing is kept from the caller, because no policy binds it."""
        return not self._settings.binds(self._caller.arn)

    def sees(self, order: PurchaseOrder | PurchaseOrderSummary) -> bool:
        """Whether the caller may get it."""
        return self._allows(Action.GET, order.purchase_order_id, order.tags)

    def seen(self, orders: Iterable[PurchaseOrder]) -> Sequence[PurchaseOrder]:
        """Those among `orders` that the caller sees."""
        return [order for order in orders if self.sees(order)]

    def expect(
        self,
        action: Action,
        order: PurchaseOrder | None = None,
        *,
        request_tags: Tags = (),
        tag_keys: tuple[str, ...] = (),
    ) -> None:
        """Refuse `action` on `order`, or on all of them, unless the policies allow it."""
        purchase_order_id = order.purchase_order_id if order else None
        tags = order.tags if order else ()
        if not self._allows(action, purchase_order_id, tags, request_tags, tag_keys):
            if order and not self.sees(order):
                raise PurchaseOrderNotFound(order.purchase_order_id)
            raise self._denied(action, purchase_order_id)

    def expect_added(self, order: PurchaseOrder) -> None:
        """Refuse a new purchase order, which has no tags yet but those it asks for (R-370)."""
        for action in (Action.ADD, Action.TAG) if order.tags else (Action.ADD,):
            if not self._allows(action, order.purchase_order_id, (), order.tags):
                raise self._denied(Action.ADD, order.purchase_order_id)

    def refusal_of(self, taken: AlreadyExists) -> LedgerlineError:
        """How to refuse a purchase order whose ID is taken.

        As a denied one if it is taken by one that the caller does not see: nobody learns IDs by
        trying them.
        """
        if self.sees_all:
            return taken
        present = self._unit.purchase_orders.find(self._caller.account_id, taken.resource_id)
        if present is None or self.sees(present):
            return taken
        return self._denied(Action.ADD, taken.resource_id)

    @cached_property
    def _settings(self) -> AccessSettings:
        return self._unit.access_settings.of_account(self._caller.account_id)

    def _allows(
        self,
        action: Action,
        purchase_order_id: str | None,
        tags: Tags = (),
        request_tags: Tags = (),
        tag_keys: tuple[str, ...] = (),
    ) -> bool:
        request = AccessRequest(
            caller=self._caller.arn,
            account_id=self._caller.account_id,
            action=action,
            at=self._now,
            purchase_order_id=purchase_order_id,
            resource_tags=tags,
            request_tags=request_tags,
            tag_keys=tag_keys,
        )
        return self._settings.allows(request)

    def _denied(self, action: Action, purchase_order_id: str | None) -> NotAllowed:
        asked = AccessRequest(
            caller=self._caller.arn,
            account_id=self._caller.account_id,
            action=action,
            at=self._now,
            purchase_order_id=purchase_order_id,
        )
        return NotAllowed(
            f"User: {self._caller.arn} is not authorized to perform: {action.qualified} "
            f"on resource: {asked.resource}"
        )
