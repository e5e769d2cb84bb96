"""Billing settings over the API: invoice units, payment settings, invoicing entities, taxes."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.entrypoints.http import (
    DEFAULT_RESULTS,
    Api,
    ExpectedVersion,
    MaxResults,
    NextToken,
    PathText,
)
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.base import InstantInput
from procurement.entrypoints.schemas.billing_settings import (
    CreateInvoiceUnitRequest,
    InvoiceUnitPage,
    InvoiceUnitView,
    InvoicingEntitiesView,
    PaymentSettingsView,
    PutInvoicingEntitiesRequest,
    PutPaymentSettingsRequest,
    UpdateInvoiceUnitRequest,
)
from procurement.entrypoints.schemas.taxes import PutTaxRulesRequest, TaxRulesView
from procurement.service.billing_settings.create_invoice_unit import create_invoice_unit
from procurement.service.billing_settings.delete_invoice_unit import delete_invoice_unit
from procurement.service.billing_settings.put_invoicing_entities import put_invoicing_entities
from procurement.service.billing_settings.put_payment_settings import put_payment_settings
from procurement.service.billing_settings.put_tax_rules import put_tax_rules
from procurement.service.billing_settings.read_billing_settings import (
    get_invoice_unit,
    get_invoicing_entities,
    get_payment_settings,
    get_tax_rules,
    list_invoice_units,
)
from procurement.service.billing_settings.update_invoice_unit import update_invoice_unit

api = Api(bootstrap.acting_for)

AsOf = Annotated[InstantInput | None, Query(alias="asOf")]


@api.post("/invoice-units", status_code=201, operation_id="CreateInvoiceUnit")
def create_unit(request: CreateInvoiceUnitRequest) -> InvoiceUnitView:
    """Create an invoice unit: accounts that are invoiced apart (R-046, R-047)."""
    return InvoiceUnitView.of(
        create_invoice_unit(
            request.to_input(),
            request.client_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/invoice-units", operation_id="ListInvoiceUnits")
def list_units(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None, as_of: AsOf = None
) -> InvoiceUnitPage:
    """List invoice units by name, as they are or as they were at an instant (R-386)."""
    page = list_invoice_units(
        max_results, next_token, api.caller, bootstrap.unit_of_work(), as_of=as_of
    )
    items = [InvoiceUnitView.of(unit) for unit in page.items]
    return InvoiceUnitPage(items=items, next_token=page.next_token)


@api.get("/invoice-units/<invoice_unit_name>", operation_id="GetInvoiceUnit")
def get_unit(invoice_unit_name: PathText, as_of: AsOf = None) -> InvoiceUnitView:
    """Get one invoice unit with its accounts, as it is or as it was at an instant (R-386)."""
    return InvoiceUnitView.of(
        get_invoice_unit(invoice_unit_name, api.caller, bootstrap.unit_of_work(), as_of=as_of)
    )


@api.patch("/invoice-units/<invoice_unit_name>", operation_id="UpdateInvoiceUnit")
def update_unit(invoice_unit_name: PathText, request: UpdateInvoiceUnitRequest) -> InvoiceUnitView:
    """Edit an invoice unit; what is left out stays, name and receiver always do (R-047)."""
    return InvoiceUnitView.of(
        update_invoice_unit(
            invoice_unit_name,
            request.to_input(),
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.delete("/invoice-units/<invoice_unit_name>", status_code=204, operation_id="DeleteInvoiceUnit")
def delete_unit(
    invoice_unit_name: PathText,
    force: Annotated[bool, Query()] = False,
    expected_version: ExpectedVersion = None,
) -> None:
    """Delete an invoice unit; `force` unlinks the purchase orders that name it (R-034, R-035)."""
    delete_invoice_unit(
        invoice_unit_name,
        expected_version,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        is_forced=force,
    )


@api.get("/payment-settings", operation_id="GetPaymentSettings")
def get_payment() -> PaymentSettingsView:
    """Get the account's payment settings."""
    return PaymentSettingsView.of(get_payment_settings(api.caller, bootstrap.unit_of_work()))


@api.put("/payment-settings", operation_id="PutPaymentSettings")
def put_payment(request: PutPaymentSettingsRequest) -> PaymentSettingsView:
    """Replace the account's payment settings (R-020, R-024, R-025)."""
    return PaymentSettingsView.of(
        put_payment_settings(
            request.to_input(),
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/invoicing-entities", operation_id="GetInvoicingEntities")
def get_entities() -> InvoicingEntitiesView:
    """Get the sellers of record, and which types of line items each may carry (R-106)."""
    return InvoicingEntitiesView.of(
        get_invoicing_entities(bootstrap.shipped_entities(), bootstrap.unit_of_work())
    )


@api.put("/invoicing-entities", operation_id="PutInvoicingEntities")
def put_entities(request: PutInvoicingEntitiesRequest) -> InvoicingEntitiesView:
    """Replace that table for the whole deployment; for its own account alone (R-106)."""
    return InvoicingEntitiesView.of(
        put_invoicing_entities(
            request.to_input(),
            request.expected_version,
            api.caller,
            bootstrap.settings().deployment_account,
            bootstrap.shipped_entities(),
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/tax-rules", operation_id="GetTaxRules")
def get_taxes() -> TaxRulesView:
    """Get the taxes that invoicing entities charge (R-392)."""
    return TaxRulesView.of(get_tax_rules(bootstrap.unit_of_work()))


@api.put("/tax-rules", operation_id="PutTaxRules")
def put_taxes(request: PutTaxRulesRequest) -> TaxRulesView:
    """Replace that table for the whole deployment; for its own account alone (R-392)."""
    return TaxRulesView.of(
        put_tax_rules(
            [rule.to_input() for rule in request.rules],
            request.expected_version,
            api.caller,
            bootstrap.settings().deployment_account,
            bootstrap.entities(),
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
