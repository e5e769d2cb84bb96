"""Billing settings in DynamoDB: an account's lie together, for one query to read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.attributes import instant, read_instant
from procurement.adapters.dynamodb.paging import Listing, texts
from procurement.adapters.dynamodb.portals import HEAD as PORTALS
from procurement.adapters.dynamodb.portals import PREFERENCE, to_portals
from procurement.adapters.dynamodb.tables.settings import BillingItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoice_units import (
    FormerInvoiceUnit,
    InvoiceUnit,
    InvoiceUnitNames,
    InvoiceUnits,
)
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.billing_settings.trading_party import Buyer, party_members, read_party
from procurement.domain.errors import AlreadyExists, InvoiceUnitNotFound
from procurement.domain.organizations.integration import (
    IntegrationChange,
    MarketplaceIntegration,
)
from procurement.service.ports.page import Page

_ALL: Final = "BILLING#"
# Read before the units themselves: what changes them meanwhile is noticed when this is saved.
_NAMES: Final = f"{_ALL}INVOICE-UNITS"
_PAYMENT: Final = f"{_ALL}PAYMENT"
_INTEGRATION: Final = f"{_ALL}INTEGRATION"
_UNIT: Final = f"{_ALL}UNIT#"
# Apart from the settings, which would be read with all of their history.
_FORMER: Final = "FORMER-UNIT#"

HEADS: Final = (_NAMES, _PAYMENT, _INTEGRATION, PORTALS)
"""The settings that an account has one of: all there are, unless these name or count others."""


class DynamoBillingSettings:
    """`service.ports.BillingSettingsStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction, *, is_integrated_by_default: bool) -> None:
        self._transaction = transaction
        self._is_integrated_by_default = is_integrated_by_default

    def of_account(self, account_id: str) -> BillingSettings:
        """One query; a further one for every megabyte, which is over 100,000 linked accounts."""
        with translated():
            found = list(
                BillingItem.query(
                    account_id, BillingItem.entry.startswith(_ALL), consistent_read=True
                )
            )
        return self.made_of(account_id, found)

    def made_of(self, account_id: str, items: Iterable[BillingItem]) -> BillingSettings:
        """The settings that all of an account's items make."""
        found = list(items)
        heads = {item.entry: item for item in found}
        units = (_to_unit(item) for item in found if item.entry.startswith(_UNIT))
        return BillingSettings(
            payment=_to_payment(account_id, heads.get(_PAYMENT)),
            invoice_units=InvoiceUnits(
                names=_to_names(account_id, heads.get(_NAMES)), units=tuple(units)
            ),
            integration=self._to_integration(account_id, heads.get(_INTEGRATION)),
            portals=to_portals(
                account_id,
                heads.get(PORTALS),
                (item for item in found if item.entry.startswith(PREFERENCE)),
            ),
        )

    def payment(self, account_id: str) -> PaymentSettings:
        """One strongly consistent read."""
        return _to_payment(account_id, _find(account_id, _PAYMENT))

    def integration(self, account_id: str) -> MarketplaceIntegration:
        """One strongly consistent read."""
        return self._to_integration(account_id, _find(account_id, _INTEGRATION))

    def unit_names(self, account_id: str) -> InvoiceUnitNames:
        """One strongly consistent read."""
        return _to_names(account_id, _find(account_id, _NAMES))

    def unit(self, account_id: str, name: str) -> InvoiceUnit:
        """One strongly consistent read; `InvoiceUnitNotFound` when it finds nothing."""
        item = _find(account_id, _UNIT + name)
        if item is None:
            raise InvoiceUnitNotFound(name)
        return _to_unit(item)

    def page_of_units(self, account_id: str, *, limit: int, token: str | None) -> Page[InvoiceUnit]:
        """One range query."""
        return Listing("invoice-units", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: BillingItem.query(
                account_id,
                BillingItem.entry.startswith(_UNIT),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_unit,
        )

    def former_units(self, account_id: str, at: datetime) -> Sequence[FormerInvoiceUnit]:
        """One range query over what ended after that instant, which DynamoDB filters."""
        with translated():
            found = BillingItem.query(
                account_id,
                BillingItem.entry.between(f"{_FORMER}{instant(at)}~", f"{_FORMER}~"),
                BillingItem.updated_at <= at,
                consistent_read=True,
            )
            return [
                FormerInvoiceUnit(
                    unit=_to_unit(item), ended_at=item.ended_at, ended_by=item.ended_by
                )
                for item in found
            ]

    def save_payment(self, before: PaymentSettings, after: PaymentSettings) -> None:
        """Put them over the version that was read."""
        self._transaction.put(
            BillingItem(
                after.account_id,
                _PAYMENT,
                version=after.version,
                updated_at=after.updated_at,
                bill_to=after.bill_to,
                payment_terms=after.payment_terms,
                net_payment_days=after.net_payment_days,
                tax_registration_numbers=[list(pair) for pair in after.tax_registration_numbers],
                preferred_currency=after.preferred_currency,
                buyer=party_members(after.buyer) if after.buyer else None,
                consolidates_daily=after.consolidates_daily or None,
            ),
            condition=_still(BillingItem.version == before.version, before.version),
            on_failure=lost("PaymentSettings", after.account_id),
        )

    def save_integration(
        self, before: MarketplaceIntegration, after: MarketplaceIntegration
    ) -> None:
        """Put it over the version that was read."""
        self._transaction.put(
            BillingItem(
                after.account_id,
                _INTEGRATION,
                version=after.version,
                is_enabled=after.is_enabled,
                changes=[[instant(change.at), change.is_enabled] for change in after.changes],
            ),
            condition=_still(BillingItem.version == before.version, before.version),
            on_failure=lost("MarketplaceIntegration", after.account_id),
        )

    def save_unit_names(self, names: InvoiceUnitNames) -> None:
        """Put them over the revision that was read."""
        self._transaction.put(
            BillingItem(
                names.account_id,
                _NAMES,
                names=sorted(names.names),
                revision=names.revision + 1,
                changed_at=names.changed_at,
            ),
            condition=_still(BillingItem.revision == names.revision, names.revision),
            on_failure=lost("InvoiceUnits", names.account_id),
        )

    def add_unit(self, unit: InvoiceUnit) -> None:
        """Put it if its name is free."""
        self._transaction.put(
            _to_item(unit),
            condition=BillingItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"invoice unit {unit.name!r} exists already",
                resource_type="InvoiceUnit",
                resource_id=unit.name,
            ),
        )

    def save_unit(self, before: InvoiceUnit, after: InvoiceUnit) -> None:
        """Put it over the version that was read."""
        self._transaction.put(
            _to_item(after),
            condition=BillingItem.version == before.version,
            on_failure=lost("InvoiceUnit", after.name),
        )

    def add_former_unit(self, former: FormerInvoiceUnit) -> None:
        """Put it under the instant at which it ended."""
        unit = former.unit
        item = _to_item(unit)
        item.entry = f"{_FORMER}{instant(former.ended_at)}#{unit.name}#{unit.version}"
        item.ended_at = former.ended_at
        item.ended_by = former.ended_by
        self._transaction.put(item, condition=None, on_failure=lost("InvoiceUnit", unit.name))

    def remove_unit(self, unit: InvoiceUnit) -> None:
        """Delete the version that was read."""
        self._transaction.delete(
            _to_item(unit),
            condition=BillingItem.version == unit.version,
            on_failure=lost("InvoiceUnit", unit.name),
        )

    def _to_integration(self, account_id: str, item: BillingItem | None) -> MarketplaceIntegration:
        if item is None:
            return MarketplaceIntegration(
                account_id=account_id, is_enabled=self._is_integrated_by_default
            )
        return MarketplaceIntegration(
            account_id=account_id,
            is_enabled=item.is_enabled,
            changes=tuple(
                IntegrationChange(read_instant(at), is_enabled)
                for at, is_enabled in item.changes or ()
            ),
            version=int(item.version),
        )


def is_whole(heads: Mapping[str, BillingItem]) -> bool:
    """Whether the account has nothing beside these: no invoice unit, no portal preference."""
    names = heads.get(_NAMES)
    return PORTALS not in heads and not (names and names.names)


def _find(account_id: str, entry: str) -> BillingItem | None:
    try:
        with translated():
            return BillingItem.get(account_id, entry, consistent_read=True)
    except BillingItem.DoesNotExist:
        return None


def _still(is_unchanged: Condition, count: int) -> Condition:
    """Nobody wrote since: what was never written must not be there."""
    return is_unchanged if count else BillingItem.account_id.does_not_exist()


def _to_payment(account_id: str, item: BillingItem | None) -> PaymentSettings:
    if item is None:
        return PaymentSettings(account_id=account_id)
    days = item.net_payment_days
    return PaymentSettings(
        account_id=account_id,
        bill_to=item.bill_to or "",
        payment_terms=item.payment_terms or "",
        net_payment_days=None if days is None else int(days),
        tax_registration_numbers=tuple(
            (entity, number) for entity, number in item.tax_registration_numbers or ()
        ),
        preferred_currency=item.preferred_currency,
        buyer=read_party(item.buyer, Buyer) if item.buyer else None,
        consolidates_daily=bool(item.consolidates_daily),
        version=int(item.version),
        updated_at=item.updated_at,
    )


def _to_names(account_id: str, item: BillingItem | None) -> InvoiceUnitNames:
    if item is None:
        return InvoiceUnitNames(account_id=account_id)
    names: Iterable[object] = item.names or ()
    return InvoiceUnitNames(
        account_id=account_id,
        names=frozenset(texts(names)),
        revision=int(item.revision),
        changed_at=item.changed_at,
    )


def _to_unit(item: BillingItem) -> InvoiceUnit:
    return InvoiceUnit(
        account_id=item.account_id,
        name=item.name,
        invoice_receiver=item.invoice_receiver,
        updated_at=item.updated_at,
        description=item.description or "",
        is_tax_inheritance_disabled=item.is_tax_inheritance_disabled,
        linked_accounts=tuple(item.linked_accounts),
        bill_source_accounts=tuple(item.bill_source_accounts or ()),
        tags=tuple((key, value) for key, value in item.tags or ()),
        client_token=item.client_token or "",
        version=int(item.version),
    )


def _to_item(unit: InvoiceUnit) -> BillingItem:
    return BillingItem(
        unit.account_id,
        _UNIT + unit.name,
        name=unit.name,
        invoice_receiver=unit.invoice_receiver,
        updated_at=unit.updated_at,
        description=unit.description,
        is_tax_inheritance_disabled=unit.is_tax_inheritance_disabled,
        linked_accounts=list(unit.linked_accounts),
        bill_source_accounts=list(unit.bill_source_accounts) or None,
        tags=[list(tag) for tag in unit.tags] or None,
        client_token=unit.client_token or None,
        version=unit.version,
    )
