"""The groups of operations: which functions belong to one, and what it is about."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A group. `page` is the page that tells of it."""

    name: str
    description: str
    page: str
    functions: tuple[str, ...]


TAGS: Final = (
    Tag(
        name="Purchase orders",
        description="Add, list, edit, suspend and delete purchase orders, one or many.",
        page="docs/api/purchase-orders.md",
        functions=("purchase_orders",),
    ),
    Tag(
        name="Purchase order files",
        description="Purchase orders as YAML, JSON and CSV, planned before they are applied.",
        page="docs/files.md",
        functions=("purchase_order_files",),
    ),
    Tag(
        name="Offers and agreements",
        description="Private offers from draft to acceptance, agreements, their terms and renewal.",
        page="docs/api/agreements.md",
        functions=("agreements",),
    ),
    Tag(
        name="Charges",
        description="What is due under agreements, and the purchase order numbers of it.",
        page="docs/api/agreements.md",
        functions=("list_agreement_charges", "update_po"),
    ),
    Tag(
        name="Agreement requests",
        description="Quotes for offers, accepted with purchase orders or without.",
        page="docs/api/agreement-requests.md",
        functions=("agreement_requests",),
    ),
    Tag(
        name="Agreement approvals",
        description="Who approves what is bought, before it is.",
        page="docs/api/approvals.md",
        functions=("agreement_approvals",),
    ),
    Tag(
        name="Procurement systems",
        description="The organization's procurement system, and plans of approval.",
        page="docs/api/approvals.md",
        functions=("procurement_systems",),
    ),
    Tag(
        name="Payment requests",
        description="Payments that a seller asks for one by one.",
        page="docs/api/payment-requests.md",
        functions=("payment_requests",),
    ),
    Tag(
        name="Cancellation requests",
        description="A seller asks for the end of an agreement, and silence agrees.",
        page="docs/api/cancellation-requests.md",
        functions=("cancellation_requests",),
    ),
    Tag(
        name="Metered usage",
        description="What sellers meter, record by record and month by month.",
        page="docs/api/metering.md",
        functions=("meter_usage",),
    ),
    Tag(
        name="License grants",
        description="The license of an agreement, for other accounts.",
        page="docs/api/license-grants.md",
        functions=("license_grants",),
    ),
    Tag(
        name="Resale authorizations",
        description="What resellers may offer, by the manufacturer's plan.",
        page="docs/api/resale-authorizations.md",
        functions=("resale_authorizations",),
    ),
    Tag(
        name="Catalog",
        description="Change sets and entities of a seller's catalog, in the shapes of AWS "
        "Marketplace Catalog; refusals too are in its form.",
        page="docs/api/catalog.md",
        functions=("catalog",),
    ),
    Tag(
        name="Invoices",
        description="Issued invoices and credit memos, their editions, and the ledger of events.",
        page="docs/api/invoices.md",
        functions=("invoices",),
    ),
    Tag(
        name="Invoice documents",
        description="PDF, UBL and Factur-X, and where they are downloaded.",
        page="docs/api/invoice-documents.md",
        functions=("invoice_documents",),
    ),
    Tag(
        name="Corrections",
        description="Regeneration with another purchase order, credit memos, billing adjustments.",
        page="docs/api/corrections.md",
        functions=("invoice_corrections", "billing_adjustments"),
    ),
    Tag(
        name="Invoice runs",
        description="Start an invoice run or try one, and see how far it is.",
        page="docs/api/runs.md",
        functions=("invoice_runs",),
    ),
    Tag(
        name="Matches",
        description="Why an invoice carries its number, and what the next one will.",
        page="docs/api/matches.md",
        functions=("matches",),
    ),
    Tag(
        name="Forecasts",
        description="When purchase orders run out, and charges at risk.",
        page="docs/api/forecasts.md",
        functions=("forecasts",),
    ),
    Tag(
        name="Reports",
        description="Billed revenue, accruals, spend by purchase order, exchange rates.",
        page="docs/api/reports.md",
        functions=("reports",),
    ),
    Tag(
        name="Notices",
        description="Who is mailed when, and what was mailed.",
        page="docs/api/notices.md",
        functions=("notices",),
    ),
    Tag(
        name="Calendar",
        description="Payments, due dates and expiries for calendar programs.",
        page="docs/api/calendar.md",
        functions=("calendar", "calendar_feed"),
    ),
    Tag(
        name="Billing settings",
        description="Invoice units, payment settings, invoicing entities and tax rules.",
        page="docs/api/billing-settings.md",
        functions=("billing_settings",),
    ),
    Tag(
        name="Procurement portals",
        description="Where invoices are delivered, and orders of portals in cXML.",
        page="docs/api/procurement-portals.md",
        functions=("procurement_portals", "cxml_orders"),
    ),
    Tag(
        name="Organizations",
        description="Who pays for whom, billing transfers, integration with Marketplace.",
        page="docs/api/organizations.md",
        functions=("organizations",),
    ),
    Tag(
        name="Access and tags",
        description="Who may do what with which purchase orders, and the tags that decide it.",
        page="docs/api/access.md",
        functions=("access_policies", "resource_tags"),
    ),
    Tag(
        name="Reconciliations",
        description="What AWS really printed, compared with what the rules expect.",
        page="docs/api/reconciliations.md",
        functions=("reconciliations",),
    ),
    Tag(
        name="AWS SDKs",
        description="Operations of AWS's own services, in the protocols of its SDKs and CLI.",
        page="docs/api/aws-protocols.md",
        functions=("aws_protocol",),
    ),
    Tag(
        name="Documentation",
        description="This document, a page to read it, and the schemas of events.",
        page="docs/api/README.md",
        functions=("api_docs",),
    ),
)


def tag_of(function: str) -> str:
    """The group of a function; one of its own name if nobody has said."""
    for tag in TAGS:
        if function in tag.functions:
            return tag.name
    return function.replace("_", " ").capitalize()


def used_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The groups that have operations, in the order of reading."""
    used = {
        name
        for verbs in document["paths"].values()
        for operation in verbs.values()
        for name in operation["tags"]
    }
    known = [
        {"name": tag.name, "description": f"{tag.description} Told in {tag.page}."}
        for tag in TAGS
        if tag.name in used
    ]
    return known + [{"name": name} for name in sorted(used - {tag.name for tag in TAGS})]
