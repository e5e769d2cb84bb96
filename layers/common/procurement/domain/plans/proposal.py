"""Edits that somebody considers: what the purchase orders would be, judged as real edits are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    Problem,
    PurchaseOrderNotFound,
    path,
)
from procurement.domain.purchase_orders.changes import edited_purchase_order, new_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import (
    PurchaseOrder,
    Status,
    new_key,
    with_status,
)
from procurement.domain.purchase_orders.quota import ActiveQuota

MAX_PROPOSALS: Final = 20
"""Edits considered at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddProposal:
    """A purchase order that is not there yet."""

    given: PurchaseOrderInput

    @property
    def purchase_order_id(self) -> str:
        """The ID it would have."""
        return self.given.purchase_order_id or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateProposal:
    """An edit of header, lines or contacts (R-067)."""

    purchase_order_id: str
    given: PurchaseOrderInput
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusProposal:
    """A change of status (R-054 to R-063)."""

    purchase_order_id: str
    status: Status


@dataclass(frozen=True, kw_only=True, slots=True)
class DeleteProposal:
    """A deletion (R-070)."""

    purchase_order_id: str


Proposal = AddProposal | UpdateProposal | StatusProposal | DeleteProposal

_MEMBERS: Final = {AddProposal: "add", UpdateProposal: "update"}
"""Where a writer puts the fields of an edit."""


def proposed(
    purchase_orders: Sequence[PurchaseOrder],
    proposals: Sequence[Proposal],
    *,
    account_id: str,
    default_currency: str,
    settings: BillingSettings,
    entities: InvoicingEntities,
    quota: ActiveQuota,
    now: datetime,
) -> tuple[PurchaseOrder, ...]:
    """The account's purchase orders after the edits, made one after the other at `now`.

    Raises what the edits themselves would: `InvalidInput` with the problems of every edit under the
    path ``edits[n].add`` or ``edits[n].update``, `AlreadyExists`, `PurchaseOrderNotFound`,
    `StaleVersion`, `WrongStatus`,
    `QuotaExceeded`.
    """
    standing = {order.purchase_order_id: order for order in purchase_orders}
    problems: list[Problem] = []
    for index, proposal in enumerate(proposals):
        at = path(f"edits[{index}]", _MEMBERS.get(type(proposal), ""))
        with _collected(problems, at):
            before = _before(proposal, standing, at)
            after = _after(
                proposal,
                before,
                account_id=account_id,
                default_currency=default_currency,
                settings=settings,
                entities=entities,
                now=now,
            )
            quota = quota.moved(before, after, now)
            standing.pop(proposal.purchase_order_id, None)
            if after is not None:
                standing[proposal.purchase_order_id] = after
    if problems:
        raise InvalidInput(problems)
    return tuple(standing.values())


def _before(
    proposal: Proposal, standing: Mapping[str, PurchaseOrder], at: str
) -> PurchaseOrder | None:
    found = standing.get(proposal.purchase_order_id)
    if isinstance(proposal, AddProposal):
        if found is not None:
            raise AlreadyExists(
                f"purchase order {proposal.purchase_order_id!r} exists already",
                resource_type="PurchaseOrder",
                resource_id=proposal.purchase_order_id,
                field=path(at, "purchaseOrderId"),
            )
    elif found is None:
        raise PurchaseOrderNotFound(proposal.purchase_order_id)
    return found


def _after(
    proposal: Proposal,
    before: PurchaseOrder | None,
    *,
    account_id: str,
    default_currency: str,
    settings: BillingSettings,
    entities: InvoicingEntities,
    now: datetime,
) -> PurchaseOrder | None:
    known_units = settings.invoice_units.names.names
    match proposal, before:
        case AddProposal(given=given), None:
            return new_purchase_order(
                given,
                account_id=account_id,
                key=new_key(account_id, proposal.purchase_order_id, now),
                default_currency=settings.payment.preferred_currency or default_currency,
                default_ship_to=settings.payment.bill_to,
                known_units=known_units,
                entities=entities,
                now=now,
            )
        case UpdateProposal(given=given, expected_version=version), PurchaseOrder():
            before.expect_version(version)
            return edited_purchase_order(
                before, given, entities=entities, now=now, known_units=known_units
            )
        case StatusProposal(status=status), PurchaseOrder():
            return with_status(before, status, now)
        case _:
            return None


@contextmanager
def _collected(problems: list[Problem], at: str) -> Iterator[None]:
    """Notes what is wrong with one edit and goes on to the next."""
    try:
        yield
    except InvalidInput as error:
        problems += [replace(each, field=path(at, each.field)) for each in error.problems]
