"""What is answered of `invoicing`: all 21 operations of its model."""

from typing import Final

from procurement.entrypoints.aws_operations.invoicing.members import pascal_path
from procurement.entrypoints.aws_operations.invoicing.reasons import MODEL, reason_of
from procurement.entrypoints.aws_protocol.service import Service, partly, refused, served

_NO_CODE: Final = (
    "no portal is sent a code: whoever has tried the connection says so with "
    "UpdateProcurementPortalPreferenceStatus"
)

SERVICE: Final = Service(
    name=MODEL,
    package=__package__,
    reason_of=reason_of,
    field_of=pascal_path,
    refusal="NOT_SERVED",
    operations={
        "BatchGetInvoiceProfile": partly(
            "profiles:batch_get_invoice_profile",
            "the accounts of an organization have the profile of their payer; no `ReceiverEmail`",
        ),
        "CreateInvoiceUnit": served("invoice_units:create_invoice_unit"),
        "CreateProcurementPortalPreference": served(
            "portal_preferences:create_procurement_portal_preference"
        ),
        "DeleteInvoiceUnit": served("invoice_units:delete_invoice_unit"),
        "DeleteProcurementPortalPreference": served(
            "portal_preferences:delete_procurement_portal_preference"
        ),
        "GetInvoicePDF": served("invoices:get_invoice_pdf"),
        "GetInvoiceUnit": served("invoice_units:get_invoice_unit"),
        "GetProcurementPortalPreference": partly(
            "portal_preferences:get_procurement_portal_preference",
            "shared secrets are not shown; no `PurchaseOrderRetrievalEndpoint`",
        ),
        "ListInvoiceSummaries": partly(
            "invoices:list_invoice_summaries",
            "no `CommercialInvoiceId`, no `TaxAuthorityStatus`; every receiver is a BUYER; what is "
            "still to be delivered has no `EinvoiceDeliveryStatus`",
        ),
        "ListInvoiceUnits": served("invoice_units:list_invoice_units"),
        "ListProcurementPortalPreferences": served(
            "portal_preferences:list_procurement_portal_preferences"
        ),
        "ListProcurementPortalSuppliers": partly(
            "portals:list_procurement_portal_suppliers",
            "the suppliers that the account's preferences name, without `CountryCode`",
        ),
        "ListProcurementPortals": served("portals:list_procurement_portals"),
        "ListTagsForResource": served("resource_tags:list_tags_for_resource"),
        "PutProcurementPortalPreference": served(
            "portal_preferences:put_procurement_portal_preference"
        ),
        "SendProcurementPortalValidation": refused(_NO_CODE),
        "TagResource": served("resource_tags:tag_resource"),
        "UntagResource": served("resource_tags:untag_resource"),
        "UpdateInvoiceUnit": served("invoice_units:update_invoice_unit"),
        "UpdateProcurementPortalPreferenceStatus": served(
            "portal_preferences:update_procurement_portal_preference_status"
        ),
        "VerifyProcurementPortalValidation": refused(_NO_CODE),
    },
)
