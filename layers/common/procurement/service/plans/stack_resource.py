"""A purchase order as a resource of a CloudFormation stack: whose it is, and how that is known.

CloudFormation may send any request twice, and sends a deletion after a creation that failed. So a
purchase order of a stack has an internal key that follows from the request that creates it, and
the resource's physical ID carries that key: a stack finds its own purchase order again, and never
touches another one, though it have the same ID.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procurement.domain.errors import AlreadyExists, NotAllowed, PurchaseOrderNotFound
from procurement.domain.ids import derived_id
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.caller import Caller

_SEPARATOR: Final = "/"


class RequestType(StrEnum):
    """What CloudFormation asks for."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True)
class Owned:
    """A purchase order by its internal key and its ID: what a physical ID holds."""

    key: str
    purchase_order_id: str

    @classmethod
    def of(cls, physical_id: str) -> "Owned":
        """Read it; what was never ours gives a key that no purchase order has."""
        key, _, purchase_order_id = physical_id.partition(_SEPARATOR)
        return cls(key, purchase_order_id)

    @property
    def physical_id(self) -> str:
        """As CloudFormation keeps it."""
        return f"{self.key}{_SEPARATOR}{self.purchase_order_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class StackRequest:
    """One request of CloudFormation. `physical_id` is empty until the resource was created."""

    type: RequestType
    request_id: str
    stack_id: str
    logical_id: str
    physical_id: str = ""

    @property
    def account_id(self) -> str:
        """The account that the stack is in; empty for what is no stack ID."""
        parts = self.stack_id.split(":")
        is_stack = len(parts) == 6 and parts[2] == "cloudformation"
        return parts[4] if is_stack else ""

    @property
    def fresh_key(self) -> str:
        """The key of the purchase order that this very request creates."""
        return derived_id(self._lineage, self.request_id)

    @property
    def _lineage(self) -> str:
        return derived_id("po", self.stack_id, self.logical_id)

    def owned(self, purchase_order_id: str, present: PurchaseOrder | None) -> Owned:
        """The purchase order of this ID as the resource's own.

        It is the one that the resource has; or, when an update asks for another ID, the one that
        the resource had before and goes back to; or else the one that this request creates.
        """
        has = Owned.of(self.physical_id)
        if self.type is RequestType.UPDATE and has.purchase_order_id == purchase_order_id:
            return has
        if self.type is RequestType.UPDATE and present and self._made(present.key):
            return Owned(present.key, purchase_order_id)
        return Owned(self.fresh_key, purchase_order_id)

    def check_owner(self, owned: Owned, present: PurchaseOrder | None) -> None:
        """`AlreadyExists` for a purchase order that is not the resource's own.

        `PurchaseOrderNotFound` when its own is gone.
        """
        if present is None and owned.key != self.fresh_key:
            raise PurchaseOrderNotFound(owned.purchase_order_id)
        if present is not None and present.key != owned.key:
            raise AlreadyExists(
                f"purchase order {owned.purchase_order_id!r} exists already, "
                "and this resource did not create it",
                resource_type="PurchaseOrder",
                resource_id=owned.purchase_order_id,
            )

    def caller(self, deployment_account: str) -> Caller:
        """The stack as the caller; `NotAllowed` unless it is in the deployment's own account."""
        if not deployment_account or self.account_id != deployment_account:
            raise NotAllowed("only stacks of the deployment's own account have purchase orders")
        return Caller(account_id=deployment_account, arn=self.stack_id)

    def _made(self, key: str) -> bool:
        return key.startswith(f"{self._lineage}-")


@dataclass(frozen=True, slots=True)
class Settled:
    """The physical ID to answer with, and the purchase order; None once it is deleted."""

    physical_id: str
    purchase_order: PurchaseOrder | None = None
