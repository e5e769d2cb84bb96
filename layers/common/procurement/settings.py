"""What the deployment says, read once from the environment that the template sets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

_LENIENCY: Final = "METERING_LENIENCY_HOURS"


class MissingSetting(RuntimeError):
    """An environment variable that `template.yaml` declares is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The deployment's names and choices. Absent names stay empty until something needs them."""

    region: str
    purchase_orders_table: str
    agreements_table: str
    charges_table: str
    invoices_table: str
    ledger_table: str
    page_keys_table: str
    invoice_queue_url: str
    event_bus: str
    exports_bucket: str
    documents_bucket: str
    document_queue_url: str
    reports_bucket: str
    report_queue_url: str
    portal_secrets: str
    notification_sender: str
    default_currency: str
    deployment_account: str
    is_integrated_by_default: bool
    must_pay_by_invoice: bool
    may_set_references: bool
    metering_leniency: timedelta
    clock_table: str
    is_local: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; `MissingSetting` names the variable when a needed one is absent."""

        def needed(name: str) -> str:
            value = environment.get(name, "")
            if not value:
                raise MissingSetting(f"environment variable {name} is not set")
            return value

        return cls(
            region=needed("AWS_REGION"),
            purchase_orders_table=needed("PURCHASE_ORDERS_TABLE"),
            agreements_table=needed("AGREEMENTS_TABLE"),
            charges_table=needed("CHARGES_TABLE"),
            invoices_table=needed("INVOICES_TABLE"),
            ledger_table=needed("LEDGER_TABLE"),
            page_keys_table=needed("PAGE_KEYS_TABLE"),
            invoice_queue_url=environment.get("INVOICE_QUEUE_URL", ""),
            event_bus=environment.get("EVENT_BUS", ""),
            exports_bucket=environment.get("EXPORTS_BUCKET", ""),
            documents_bucket=environment.get("DOCUMENTS_BUCKET", ""),
            document_queue_url=environment.get("DOCUMENT_QUEUE_URL", ""),
            reports_bucket=environment.get("REPORTS_BUCKET", ""),
            report_queue_url=environment.get("REPORT_QUEUE_URL", ""),
            portal_secrets=environment.get("PORTAL_SECRETS", ""),
            notification_sender=environment.get("NOTIFICATION_SENDER", ""),
            default_currency=environment.get("DEFAULT_CURRENCY", "USD"),
            deployment_account=environment.get("DEPLOYMENT_ACCOUNT", ""),
            must_pay_by_invoice=environment.get("INVOICE_TERMS", "") == "required",
            may_set_references=environment.get("RECONCILIATION_CHANGES", "") == "references",
            is_integrated_by_default=environment.get("MARKETPLACE_INTEGRATION", "") != "disabled",
            metering_leniency=timedelta(hours=int(environment.get(_LENIENCY, "0"))),
            clock_table=environment.get("CLOCK_TABLE", ""),
            is_local=environment.get("STAGE", "") == "local",
        )
