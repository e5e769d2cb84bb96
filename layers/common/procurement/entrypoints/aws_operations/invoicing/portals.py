"""Procurement portals, and who the sellers are in them."""

from typing import Final

from procurement.domain.portals.directory import DELIVERED, PortalEntry, Supplier
from procurement.entrypoints.aws_operations.invoicing.selectors import seller_code
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.service.portals.read_portals import list_portals, list_suppliers

MOST: Final = 100


def list_procurement_portals(request: Members, call: Call) -> Members:
    """All that there are; a portal's identifier is its name."""
    page = list_portals(
        request.get("MaxResults", MOST), request.get("NextToken"), call.caller, call.unit_of_work
    )
    portals = [_portal(portal) for portal in page.items]
    return {"ProcurementPortals": portals, "NextToken": page.next_token}


def list_procurement_portal_suppliers(request: Members, call: Call) -> Members:
    """Those that the caller's preferences name."""
    page = list_suppliers(
        request["PortalIdentifier"],
        request.get("MaxResults", MOST),
        request.get("NextToken"),
        call.caller,
        call.unit_of_work,
    )
    suppliers = [_supplier(supplier) for supplier in page.items]
    return {"ProcurementPortalSuppliers": suppliers, "NextToken": page.next_token}


def _portal(portal: PortalEntry) -> Members:
    return {
        "PortalIdentifier": portal.name.value,
        "PortalName": portal.name.value,
        "PortalDisplayName": portal.display_name,
        "DefaultFeatureConfigurations": {
            "InvoiceConfiguration": {
                "DocumentTypes": [type_.value for type_ in DELIVERED],
                "AttachmentTypes": [],
            }
        },
    }


def _supplier(supplier: Supplier) -> Members:
    return {
        "SupplierIdentifier": supplier.identifier,
        "SellerOfRecord": seller_code(supplier.seller_of_record) or None,
        "Environment": supplier.environment,
    }
