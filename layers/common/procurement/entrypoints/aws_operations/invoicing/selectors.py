"""Selectors of preferences: units by their ARNs, sellers of record by a code without spaces."""

import re
from collections.abc import Collection
from typing import Any, Final

from procurement.domain.billing_settings.invoice_units import unit_arn
from procurement.domain.portals.preference import PortalPreference
from procurement.entrypoints.aws_operations.invoicing.names import unit_named
from procurement.entrypoints.aws_protocol.call import Call, Members

_WORDS: Final = re.compile(r"[^A-Z0-9]+")


def seller_code(name: str) -> str:
    """A seller of record in one word, as AWS's model wants it: ``AMAZON_WEB_SERVICES_INC``."""
    return _WORDS.sub("_", name.upper()).strip("_")


def selector_given(selector: Members, call: Call) -> dict[str, Any]:
    """ProcurementPortalPreferenceSelector with the names of units and sellers.

    What is none of the caller's units and no seller's code stays as it is, to be refused by name.
    """
    arns, codes = selector.get("InvoiceUnitArns", ()), selector.get("SellerOfRecords", ())
    own = call.caller.account_id
    return {
        "invoiceUnits": [unit_named(arn, own) or arn for arn in arns],
        "sellerOfRecords": _sellers(codes, call.backend.entities().known) if codes else [],
    }


def selector_shown(preference: PortalPreference) -> Members:
    """ProcurementPortalPreferenceSelector; empty lists select all."""
    selector = preference.selector
    return {
        "InvoiceUnitArns": [
            unit_arn(preference.account_id, name) for name in selector.invoice_units
        ],
        "SellerOfRecords": [seller_code(name) for name in selector.sellers_of_record],
    }


def _sellers(codes: Collection[str], known: Collection[str]) -> list[str]:
    names = {seller_code(name): name for name in known}
    return [names.get(code, code) for code in codes]
