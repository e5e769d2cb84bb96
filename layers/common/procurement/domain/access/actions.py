"""The actions on purchase orders, and what a policy may ask about each (R-361 to R-364, R-368)."""

from enum import StrEnum
from typing import Final

SERVICE: Final = "purchase-orders"


class Action(StrEnum):
    """What may be done with purchase orders, in the words of AWS's service authorization."""

    ADD = "AddPurchaseOrder"
    DELETE = "DeletePurchaseOrder"
    GET = "GetPurchaseOrder"
    LIST = "ListPurchaseOrders"
    LIST_INVOICES = "ListPurchaseOrderInvoices"
    UPDATE = "UpdatePurchaseOrder"
    UPDATE_STATUS = "UpdatePurchaseOrderStatus"
    TAG = "TagResource"
    UNTAG = "UntagResource"
    LIST_TAGS = "ListTagsForResource"
    GET_ACTION_SET = "GetConsoleActionSetEnforced"
    UPDATE_ACTION_SET = "UpdateConsoleActionSetEnforced"
    VIEW = "ViewPurchaseOrders"
    MODIFY = "ModifyPurchaseOrders"

    @property
    def qualified(self) -> str:
        """As policies write it: ``purchase-orders:GetPurchaseOrder``."""
        return f"{SERVICE}:{self}"

    @property
    def legacy(self) -> "Action | None":
        """The action of the legacy pair that comprises it; None for those that it never had."""
        return _LEGACY.get(self)

    @property
    def has_resource(self) -> bool:
        """Whether it is about one purchase order; the others are about ``*``."""
        return self not in _ABOUT_ALL

    def has_key(self, key: str) -> bool:
        """Whether a request for it has `key`: one of `TAGS`, or ``aws:TagKeys`` (R-368)."""
        return key in _KEYS.get(self, ())


REQUEST_TAG: Final = "aws:RequestTag"
RESOURCE_TAG: Final = "aws:ResourceTag"
TAG_KEYS: Final = "aws:TagKeys"
PRINCIPAL_ARN: Final = "aws:PrincipalArn"
PRINCIPAL_ACCOUNT: Final = "aws:PrincipalAccount"
CURRENT_TIME: Final = "aws:CurrentTime"
EPOCH_TIME: Final = "aws:EpochTime"

TAGS: Final = (REQUEST_TAG, RESOURCE_TAG)
"""Families of keys: a slash and the key of a tag follow."""
PLAIN_KEYS: Final = (TAG_KEYS, PRINCIPAL_ARN, PRINCIPAL_ACCOUNT, CURRENT_TIME, EPOCH_TIME)

_ABOUT_ALL: Final = (Action.LIST, Action.GET_ACTION_SET, Action.UPDATE_ACTION_SET)

_LEGACY: Final = {
    **dict.fromkeys((Action.GET, Action.LIST, Action.LIST_INVOICES, Action.LIST_TAGS), Action.VIEW),
    **dict.fromkeys(
        (
            Action.ADD,
            Action.DELETE,
            Action.UPDATE,
            Action.UPDATE_STATUS,
            Action.TAG,
            Action.UNTAG,
        ),
        Action.MODIFY,
    ),
}

_WRITTEN: Final = (REQUEST_TAG, RESOURCE_TAG, TAG_KEYS)
_KEYS: Final = {
    Action.ADD: _WRITTEN,
    Action.UPDATE: _WRITTEN,
    Action.MODIFY: _WRITTEN,
    Action.TAG: _WRITTEN,
    Action.UNTAG: (RESOURCE_TAG, TAG_KEYS),
    Action.DELETE: (RESOURCE_TAG,),
    Action.GET: (RESOURCE_TAG,),
    Action.LIST_INVOICES: (RESOURCE_TAG,),
    Action.LIST_TAGS: (RESOURCE_TAG,),
    Action.UPDATE_STATUS: (RESOURCE_TAG,),
    Action.VIEW: (RESOURCE_TAG,),
}
"""As R-368 lists them. What every request has, whatever its action, is not among them."""
