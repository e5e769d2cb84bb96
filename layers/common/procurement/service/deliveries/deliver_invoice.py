"""Deliver an issued document to the procurement portal that it is scheduled for (R-268)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.documents.e_invoice import EInvoice, e_invoice_of
from procurement.domain.documents.portal_document import Envelope, payload_id
from procurement.domain.errors import NotAllowed, Unavailable
from procurement.domain.events import EventType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.portals.delivery import DeliveryStatus, EinvoiceDelivery, StoppedBy
from procurement.domain.portals.preference import Connection, PortalPreference, PreferenceStatus
from procurement.service.attempts import decide
from procurement.service.documents.printed_invoice import printed_invoice
from procurement.service.portals.delivery_detail import delivery_detail
from procurement.service.ports.clock import Clock
from procurement.service.ports.portal_delivery import (
    Environment,
    Portal,
    PortalSecrets,
    PortalWriter,
)
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event

ACTOR: Final = "deliver_invoices"
_REFUSALS: Final = 300
"""From here on a portal's status says that it did not take the document."""
_FAULTS: Final = 500
"""From here on it may take the same document later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalAnswer:
    """What a portal says: a status of its protocol with an explanation."""

    status: int
    explanation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatch:
    """What delivering takes. `read_answer` raises `Unavailable` for what is no answer."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    entities: InvoicingEntities
    writer: PortalWriter
    portal: Portal
    secrets: PortalSecrets
    read_answer: Callable[[bytes], PortalAnswer]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parcel:
    """An edition on its way, and the environment that it goes to."""

    invoice: Invoice
    e_invoice: EInvoice | None
    preference: PortalPreference | None
    order_payload_id: str | None
    environment: Environment = Environment.PRODUCTION

    @property
    def connection(self) -> Connection | None:
        """Where it goes; None when the preference sends nothing there (any more).

        Only an active preference reaches the production environment (R-263).
        """
        preference, is_test = self.preference, self.environment is Environment.TEST
        if preference is None or preference.einvoice is None:
            return None
        if is_test:
            return preference.test
        is_active = preference.einvoice.status is PreferenceStatus.ACTIVE
        return preference.production if is_active else None


def deliver_invoice(
    account_id: str, invoice_id: str, dispatch: Dispatch, *, is_last_try: bool, again: bool = False
) -> EinvoiceDelivery | None:
    """The delivery as it stands afterwards; None for a document that no portal is to get.

    The same edition always goes under the same payload ID: the portal may see it more than once and
    takes it once. `again` tries once more what failed on the way. Raises `Unavailable` when another
    try makes sense, except at the last, which records the failure.
    """
    with dispatch.unit_of_work() as unit:
        invoice = unit.invoices.get(account_id, invoice_id)
        delivery = invoice.delivery
        if delivery is None or not _is_to_be_delivered(delivery, again=again):
            return delivery
        parcel = _packed(unit, invoice, delivery.preference_id, dispatch)
    try:
        reason, explanation = _sent(parcel, dispatch)
    except Unavailable as error:
        if not is_last_try:
            raise
        reason, explanation = StoppedBy.PORTAL_NOT_REACHED, error.message
    return _settled(invoice, reason, explanation, dispatch)


def replay_invoice(
    account_id: str, invoice_id: str, preference_id: str, dispatch: Dispatch
) -> tuple[StoppedBy | None, str]:
    """Send an issued document to the test environment of a preference; nothing is recorded (R-263).

    Why it was not taken, and what was answered. Raises `InvoiceNotFound`,
    `PortalPreferenceNotFound`, `Unavailable`.
    """
    with dispatch.unit_of_work() as unit:
        unit.portals.of_account(account_id).get(preference_id)
        invoice = unit.invoices.get(account_id, invoice_id)
        parcel = _packed(unit, invoice, preference_id, dispatch)
    return _sent(replace(parcel, environment=Environment.TEST), dispatch)


def _is_to_be_delivered(delivery: EinvoiceDelivery, *, again: bool) -> bool:
    if delivery.status is DeliveryStatus.SCHEDULED:
        return True
    reason = delivery.reason
    return again and reason is not None and reason.may_be_tried_again


def _packed(unit: UnitOfWork, invoice: Invoice, preference_id: str, dispatch: Dispatch) -> _Parcel:
    """What is sent, as everything stands now; the order is the portal's own, if it sent one."""
    order_payload_id = None
    if invoice.purchase_order_id is not None:
        known = unit.portal_orders.get(invoice.account_id, invoice.purchase_order_id)
        is_theirs = known.preference_id == preference_id
        if is_theirs and known.purchase_order_key == invoice.match.purchase_order_key:
            order_payload_id = known.payload_id
    return _Parcel(
        invoice=invoice,
        e_invoice=e_invoice_of(printed_invoice(unit, invoice, dispatch.entities)),
        preference=unit.portals.of_account(invoice.account_id).find(preference_id),
        order_payload_id=order_payload_id,
    )


def _sent(parcel: _Parcel, dispatch: Dispatch) -> tuple[StoppedBy | None, str]:
    """Why it was not taken, None if it was, and what is to be told of it."""
    connection, invoice, preference = parcel.connection, parcel.invoice, parcel.preference
    if preference is None or connection is None or connection.endpoint is None:
        return StoppedBy.PREFERENCE_SUSPENDED, "the preference delivers nothing there any more"
    if parcel.e_invoice is None:
        return StoppedBy.NOT_WRITABLE, "the lines do not add up to the totals"
    secret = dispatch.secrets.read(invoice.account_id, preference.preference_id, parcel.environment)
    if secret is None or connection.secret is None or not connection.secret.is_of(secret):
        return StoppedBy.CREDENTIAL_MISSING, "keep the present secret, then deliver again"
    is_test = parcel.environment is Environment.TEST
    document = dispatch.writer(
        parcel.e_invoice,
        Envelope(
            payload_id=payload_id(invoice, preference.preference_id, is_test=is_test),
            at=dispatch.clock.now(),
            parties=connection.parties,
            secret=secret,
            order_payload_id=parcel.order_payload_id,
            is_test=is_test,
        ),
    )
    try:
        answer = dispatch.read_answer(dispatch.portal.post(connection.endpoint, document))
    except NotAllowed as error:
        return StoppedBy.ADDRESS_REFUSED, error.message
    told = f"{answer.status} {answer.explanation}".strip().replace(secret, "***")
    if answer.status >= _FAULTS:
        raise Unavailable(f"the portal answered {told}")
    return (None if answer.status < _REFUSALS else StoppedBy.REFUSED_BY_PORTAL), told


def _settled(
    invoice: Invoice, reason: StoppedBy | None, explanation: str, dispatch: Dispatch
) -> EinvoiceDelivery | None:
    """Record what came of it, unless another edition has its own delivery by now."""
    now = dispatch.clock.now()

    def attempt() -> EinvoiceDelivery | None:
        with dispatch.unit_of_work() as unit:
            present = unit.invoices.get(invoice.account_id, invoice.invoice_id)
            if present.delivery is None or present.edition != invoice.edition:
                return present.delivery
            if present.delivery.status is DeliveryStatus.DELIVERED:
                return present.delivery
            after = replace(present, delivery=present.delivery.settled(reason, explanation, now))
            unit.invoices.save(after)
            unit.ledger.record(
                new_event(
                    after.account_id,
                    EventType.INVOICE_DELIVERY_FAILED if reason else EventType.INVOICE_DELIVERED,
                    f"invoice/{after.invoice_id}",
                    at=now,
                    actor=ACTOR,
                    occasion=f"{after.edition}@{present.revision}",
                    detail={
                        "invoiceId": after.invoice_id,
                        "edition": after.edition,
                        "explanation": after.delivery.explanation if after.delivery else None,
                        "einvoiceDelivery": delivery_detail(after),
                    },
                )
            )
            unit.commit()
        return after.delivery

    return decide(attempt)
