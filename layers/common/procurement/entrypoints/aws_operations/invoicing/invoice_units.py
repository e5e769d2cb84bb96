"""Invoice units (R-046, R-047, R-386)."""

from procurement.domain.billing_settings.invoice_units import InvoiceUnit
from procurement.entrypoints.aws_operations.invoicing.members import camel, pascal, tags_given
from procurement.entrypoints.aws_operations.invoicing.names import UNIT, resource
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.billing_settings import (
    CreateInvoiceUnitRequest,
    InvoiceUnitView,
    UpdateInvoiceUnitRequest,
)
from procurement.service.billing_settings import create_invoice_unit as creation
from procurement.service.billing_settings import delete_invoice_unit as deletion
from procurement.service.billing_settings import update_invoice_unit as edit
from procurement.service.billing_settings.read_billing_settings import (
    get_invoice_unit as invoice_unit_of,
)
from procurement.service.billing_settings.search_invoice_units import (
    MAX_SHOWN,
    UnitFilter,
    search_invoice_units,
)


def create_invoice_unit(request: Members, call: Call) -> Members:
    """A unit of the caller's; the same client token gives the same unit again."""
    given = {**camel(request), "resourceTags": tags_given(request.get("ResourceTags", ()))}
    asked = read(CreateInvoiceUnitRequest, given)
    created = creation.create_invoice_unit(
        asked.to_input(), asked.client_token, call.caller, call.unit_of_work, call.clock
    )
    return {"InvoiceUnitArn": created.arn}


def get_invoice_unit(request: Members, call: Call) -> Members:
    """A unit as it is, or as it was."""
    with resource(request["InvoiceUnitArn"], call, [UNIT]) as (caller, _, name):
        found = invoice_unit_of(name, caller, call.unit_of_work, as_of=request.get("AsOf"))
    return _members(found)


def list_invoice_units(request: Members, call: Call) -> Members:
    """The caller's units, as they are or as they were, that match every filter; by name."""
    filters = request.get("Filters", {})
    page = search_invoice_units(
        UnitFilter(
            names=filters.get("Names"),
            receivers=filters.get("InvoiceReceivers"),
            accounts=filters.get("Accounts"),
            bill_sources=filters.get("BillSourceAccounts"),
        ),
        request.get("AsOf"),
        request.get("MaxResults", MAX_SHOWN),
        request.get("NextToken"),
        call.caller,
        call.unit_of_work,
    )
    return {"InvoiceUnits": [_members(unit) for unit in page.items], "NextToken": page.next_token}


def update_invoice_unit(request: Members, call: Call) -> Members:
    """Other accounts, another description; what is left out stays."""
    asked = read(
        UpdateInvoiceUnitRequest, camel(request), without=("invoiceUnitArn", "clientToken")
    )
    with resource(request["InvoiceUnitArn"], call, [UNIT]) as (caller, _, name):
        edited = edit.update_invoice_unit(
            name, asked.to_input(), None, caller, call.unit_of_work, call.clock
        )
    return {"InvoiceUnitArn": edited.arn}


def delete_invoice_unit(request: Members, call: Call) -> Members:
    """Gone for good; refused while purchase orders name it (R-034)."""
    with resource(request["InvoiceUnitArn"], call, [UNIT]) as (caller, _, name):
        deletion.delete_invoice_unit(
            name, None, caller, call.unit_of_work, call.clock, is_forced=False
        )
    return {"InvoiceUnitArn": request["InvoiceUnitArn"]}


def _members(unit: InvoiceUnit) -> Members:
    return pascal({**shown(InvoiceUnitView.of(unit)), "resourceTags": None})
