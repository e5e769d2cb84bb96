"""From a file's tree to what each purchase order shall be; every problem keeps its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from procurement.domain.errors import Problem, path
from procurement.domain.plans.desired_state import DesiredPurchaseOrder
from procurement.domain.plans.document import (
    MAX_LINES,
    MAX_PURCHASE_ORDERS,
    Place,
    PurchaseOrderDocument,
)
from procurement.domain.purchase_orders.input import (
    ContactInput,
    NotificationSettingsInput,
    PurchaseOrderInput,
)
from procurement.domain.purchase_orders.line_item import LineItemInput, imported_type
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.entrypoints.files.tree import Many, Members, Node, Scalar, located, refused

T = TypeVar("T")

_ROOT: Final = {"purchaseOrders"}
_HEADER: Final = {
    "purchaseOrderId",
    "description",
    "billFrom",
    "shipTo",
    "taxRegistrationNumbers",
    "currencyCode",
    "effectiveMonth",
    "expirationMonth",
    "status",
    "contacts",
    "notificationSettings",
    "invoiceUnits",
    "tags",
    "lineItems",
}
_CONTACT: Final = {"email", "name", "telephone"}
_NOTIFICATION: Final = {"balanceThresholds", "expiryLeadTimes"}
_LINE: Final = {
    "lineItemNumber",
    "description",
    "type",
    "startMonth",
    "endMonth",
    "unitPrice",
    "quantity",
    "tax",
    "isBalanceTracked",
}
_TAX: Final = {"type", "value"}
_FLAGS: Final = {"true": True, "false": False, True: True, False: False}
_STATUSES: Final = {Status.ACTIVE.value: False, Status.SUSPENDED.value: True}


def read_document(tree: Node, problems: list[Problem]) -> PurchaseOrderDocument:
    """The document in a tree ``{purchaseOrders: […]}``; `problems` are those found so far.

    What is of the wrong kind is noted and left out. `InvalidInput` when there is no such list, or
    more than 1,000 purchase orders or 10,000 line items in it.
    """
    binder = Binder(problems)
    found = binder.members(tree, "", _ROOT).get("purchaseOrders")
    if not isinstance(found, Many):
        raise refused("INVALID_DOCUMENT", "must hold a list purchaseOrders", tree.place)
    entries = binder.many(found, "purchaseOrders")
    if len(entries) > MAX_PURCHASE_ORDERS:
        message = f"has more than {MAX_PURCHASE_ORDERS} purchase orders"
        raise refused("TOO_LARGE", message, entries[MAX_PURCHASE_ORDERS].place)
    desired = tuple(
        binder.purchase_order(entry, PurchaseOrderDocument.path_of(index))
        for index, entry in enumerate(entries)
    )
    if sum(len(each.given.line_items or ()) for each in desired) > MAX_LINES:
        raise refused("TOO_LARGE", f"has more than {MAX_LINES} line items")
    return PurchaseOrderDocument(
        purchase_orders=desired, places=binder.places, problems=tuple(binder.problems)
    )


@dataclass(slots=True)
class Binder:
    """Reads members as what they should be, noting where they stand and what is wrong."""

    problems: list[Problem] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def purchase_order(self, node: Node, at: str) -> DesiredPurchaseOrder:
        """One purchase order, unchecked but for the kinds of its members."""
        of = self.members(node, at, _HEADER)
        text = self._texts(of, at)
        given = PurchaseOrderInput(
            purchase_order_id=text("purchaseOrderId"),
            description=text("description"),
            bill_from=self._list(of, at, "billFrom"),
            ship_to=text("shipTo"),
            tax_registration_numbers=self._list(of, at, "taxRegistrationNumbers"),
            currency=text("currencyCode"),
            effective_month=text("effectiveMonth"),
            expiration_month=text("expirationMonth"),
            contacts=self._each(of, at, "contacts", self._contact),
            notification_settings=self._notification_settings(of, at),
            invoice_units=self._list(of, at, "invoiceUnits"),
            tags=self._tags(of, at),
            line_items=self._each(of, at, "lineItems", self._line),
        )
        return DesiredPurchaseOrder(given=given, is_suspended=self._is_suspended(of, at))

    def members(
        self, node: Node | None, at: str, known: set[str] | None = None
    ) -> Mapping[str, Node]:
        """The members of a mapping; those that are not `known` are noted."""
        if node is None or (isinstance(node, Scalar) and node.of is None):
            return {}
        if not isinstance(node, Members):
            self._note(at, "INVALID_TYPE", "must be a mapping of members", node.place)
            return {}
        self._keep(at, node.place)
        for name in node.of:
            if known is not None and name not in known:
                message = f"is unknown here; there are {', '.join(sorted(known))}"
                place = node.names.get(name) or node.of[name].place
                self._note(path(at, name[:60]), "UNKNOWN_MEMBER", message, place)
        return node.of

    def many(self, node: Node | None, at: str) -> tuple[Node, ...]:
        """The members of a list."""
        if isinstance(node, Many):
            self._keep(at, node.place)
            return node.of
        if node is not None and not (isinstance(node, Scalar) and node.of is None):
            self._note(at, "INVALID_TYPE", "must be a list", node.place)
        return ()

    def text(self, node: Node | None, at: str) -> str | None:
        """The text of a scalar, or None."""
        if node is None:
            return None
        self._keep(at, node.place)
        if not isinstance(node, Scalar) or isinstance(node.of, bool):
            self._note(at, "INVALID_TYPE", "must be text", node.place)
            return None
        if node.of is not None and any("\ud800" <= sign <= "\udfff" for sign in node.of):
            self._note(at, "INVALID_VALUE", "holds half a surrogate pair", node.place)
            return None
        return node.of

    def _texts(self, of: Mapping[str, Node], at: str) -> Callable[[str], str | None]:
        return lambda name: self.text(of.get(name), path(at, name))

    def _list(self, of: Mapping[str, Node], at: str, name: str) -> tuple[str, ...] | None:
        found = self._each(of, at, name, self.text)
        return None if found is None else tuple(text for text in found if text is not None)

    def _each(
        self, of: Mapping[str, Node], at: str, name: str, read: Callable[[Node, str], T]
    ) -> tuple[T, ...] | None:
        """Every member of the list of this name; None when there is no such list."""
        here = path(at, name)
        found = self.many(of.get(name), here)
        if not isinstance(of.get(name), Many):
            return None
        return tuple(read(node, f"{here}[{index}]") for index, node in enumerate(found))

    def _contact(self, node: Node, at: str) -> ContactInput:
        text = self._texts(self.members(node, at, _CONTACT), at)
        return ContactInput(email=text("email"), name=text("name"), telephone=text("telephone"))

    def _notification_settings(
        self, of: Mapping[str, Node], at: str
    ) -> NotificationSettingsInput | None:
        here = path(at, "notificationSettings")
        found = self.members(of.get("notificationSettings"), here, _NOTIFICATION)
        if not isinstance(of.get("notificationSettings"), Members):
            return None
        return NotificationSettingsInput(
            balance_thresholds=self._list(found, here, "balanceThresholds"),
            expiry_lead_times=self._list(found, here, "expiryLeadTimes"),
        )

    def _tags(self, of: Mapping[str, Node], at: str) -> Mapping[str, str] | None:
        here = path(at, "tags")
        found = self.members(of.get("tags"), here)
        if not isinstance(of.get("tags"), Members):
            return None
        # A tag without a value is still a tag.
        return {key: self.text(node, f"{here}[{key[:20]}]") or "" for key, node in found.items()}

    def _line(self, node: Node, at: str) -> LineItemInput:
        of = self.members(node, at, _LINE)
        text = self._texts(of, at)
        tax_at = path(at, "tax")
        tax = self._texts(self.members(of.get("tax"), tax_at, _TAX), tax_at)
        return LineItemInput(
            line_item_number=text("lineItemNumber"),
            description=text("description"),
            type=imported_type(text("type")),
            start_month=text("startMonth"),
            end_month=text("endMonth"),
            unit_price=text("unitPrice"),
            quantity=text("quantity"),
            tax_type=tax("type"),
            tax_value=tax("value"),
            is_balance_tracked=self._flag(of.get("isBalanceTracked"), path(at, "isBalanceTracked")),
        )

    def _flag(self, node: Node | None, at: str) -> bool | None:
        if node is None:
            return None
        self._keep(at, node.place)
        value = node.of if isinstance(node, Scalar) else ""
        if value is not None and value not in _FLAGS:
            self._note(at, "INVALID_TYPE", "must be true or false", node.place)
        return None if value is None else _FLAGS.get(value)

    def _is_suspended(self, of: Mapping[str, Node], at: str) -> bool | None:
        here = path(at, "status")
        status = self.text(of.get("status"), here)
        if status and status not in _STATUSES:
            message = "must be ACTIVE or SUSPENDED; what has expired follows from expirationMonth"
            self._note(here, "INVALID_VALUE", message, self.places.get(here))
        return _STATUSES.get(status or "")

    def _keep(self, at: str, place: Place | None) -> None:
        if place:
            self.places[at] = place

    def _note(self, at: str, reason: str, message: str, place: Place | None) -> None:
        self.problems.append(located(at or "body", reason, message, place))
