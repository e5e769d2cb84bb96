"""Invoice runs, their counters and parts."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute, InstantAttribute
from procurement.adapters.dynamodb.tables.base import InvoicesTable


class RunItem(InvoicesTable):
    """An invoice run; what it came to is written once it is over."""

    mode = UnicodeAttribute()
    is_closed = BooleanAttribute(null=True)
    started_at = InstantAttribute()
    due_by = InstantAttribute()
    handed_out_at = InstantAttribute(null=True)
    last_settled_at = InstantAttribute(null=True)
    planned = NumberAttribute()
    done = NumberAttribute(null=True)
    failed = NumberAttribute(null=True)
    invoices = NumberAttribute(null=True)
    without_purchase_order = NumberAttribute(null=True)


class RunTallyItem(InvoicesTable):
    """One of the counters of an invoice run."""

    done = NumberAttribute()
    failed = NumberAttribute()
    invoices = NumberAttribute()
    without_purchase_order = NumberAttribute()
    last_settled_at = InstantAttribute()


class RunPartItem(InvoicesTable):
    """One part of an invoice run."""

    receiver_account_id = UnicodeAttribute()
    is_settled = BooleanAttribute()
    invoices = NumberAttribute()
    without_purchase_order = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    settled_at = InstantAttribute(null=True)

    @property
    def nearest_ledger(self) -> str:
        """Planned parts are told to the run; each that is settled, to the ledger of its place."""
        return self.account_id if self.is_settled else ""


class PlannedInvoicesItem(InvoicesTable):
    """What one part of a dry run decided."""

    invoices = CompressedJsonAttribute()
