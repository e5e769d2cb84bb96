"""The answers that refuse a request: which an operation has, and what they look like."""

import re
from collections.abc import Iterator
from typing import Any, Final

from local.openapi.functions import operations, refuses_as_the_catalog
from local.openapi.problem import (
    CATALOG_ERROR,
    GATEWAY_ERROR,
    HEADERS,
    OF_GATEWAY,
    PROBLEM,
    SAMPLES,
    sample,
)
from procurement.domain import errors
from procurement.domain.errors import LedgerlineError

PROBLEM_TYPE: Final = "application/problem+json"

_VERSION: Final = "expectedVersion"
_TOO_LARGE: Final = 413
_READ_BY_POST: Final = ("PreviewMatches", "SearchAgreements")

_IN_PATHS: Final[dict[str, tuple[type[LedgerlineError], ...]]] = {
    "agreement-approvals": (errors.AgreementApprovalNotFound,),
    "agreement-requests": (errors.AgreementRequestNotFound,),
    "agreements": (errors.AgreementNotFound,),
    "billed-revenue-reports": (errors.ReportNotFound,),
    "billing-adjustments": (errors.BillingAdjustmentNotFound,),
    "billing-transfers": (errors.BillingTransferNotFound,),
    "calendars": (errors.CalendarLinkNotFound,),
    "cancellation-requests": (errors.CancellationRequestNotFound,),
    "editions": (errors.EditionNotFound,),
    "invoice-regenerations": (errors.RegenerationNotFound,),
    "invoice-runs": (errors.RunNotFound,),
    "invoice-units": (errors.InvoiceUnitNotFound,),
    "invoices": (errors.InvoiceNotFound,),
    "license-grants": (errors.LicenseGrantNotFound,),
    "line-items": (errors.LineItemNotFound,),
    "offers": (errors.OfferNotFound,),
    "organization-invitations": (errors.InvitationNotFound,),
    "parts": (errors.NotFound,),
    "payment-requests": (errors.PaymentRequestNotFound,),
    "procurement-portal-preferences": (errors.PortalPreferenceNotFound,),
    "reconciliations": (errors.ReconciliationNotFound,),
    "purchase-orders": (errors.PurchaseOrderNotFound,),
    "resale-authorizations": (errors.ResaleAuthorizationNotFound,),
    "usage-records": (errors.UsageRecordNotFound,),
}
"""What is missing if the ID behind this part of the path is unknown."""

_IN_BODIES: Final[dict[str, tuple[type[LedgerlineError], ...]]] = {
    "BatchCreateBillingAdjustmentRequest": (errors.AgreementNotFound, errors.InvoiceNotFound),
    "CreateAgreementRequest": (errors.OfferNotFound, errors.AgreementNotFound),
    "CreateGrant": (errors.AgreementNotFound,),
    "CreateOffer": (errors.AgreementNotFound, errors.ResaleAuthorizationNotFound),
    "DeleteCalendarLink": (errors.CalendarLinkNotFound,),
    "GetCalendarLink": (errors.CalendarLinkNotFound,),
    "GetChargeTotals": (errors.AgreementNotFound,),
    "GetOrganization": (errors.OrganizationNotFound,),
    "ImportOrganizationAccounts": (errors.OrganizationNotFound,),
    "InviteOrganizationAccount": (errors.OrganizationNotFound,),
    "ListCharges": (errors.AgreementNotFound,),
    "ListOrganizationAccounts": (errors.OrganizationNotFound,),
    "ListTagsForResource": (errors.PurchaseOrderNotFound, errors.InvoiceUnitNotFound),
    "PreviewMatches": (errors.PurchaseOrderNotFound,),
    "TagResource": (errors.PurchaseOrderNotFound, errors.InvoiceUnitNotFound),
    "UntagResource": (errors.PurchaseOrderNotFound, errors.InvoiceUnitNotFound),
    "ListStoppedInvoices": (errors.PortalPreferenceNotFound,),
    "RegenerateInvoices": (errors.PurchaseOrderNotFound,),
    "RemoveOrganizationAccount": (errors.OrganizationAccountNotFound,),
    "UpdatePurchaseOrders": (errors.ChargeNotFound, errors.AgreementNotFound),
}
"""What else can be missing: things that bodies name, or that the account has none of."""

_QUOTAS: Final[dict[str, tuple[str, ...]]] = {
    "AcceptAgreementRequest": ("activeAgreements",),
    "AcceptAgreementRequestWithoutPurchaseOrders": ("activeAgreements",),
    "AcceptOffer": ("activeAgreements",),
    "AcceptOfferWithoutPurchaseOrders": ("activeAgreements",),
    "AddLineItem": ("LineItemsPerPurchaseOrder",),
    "AddPurchaseOrder": (
        "ActivePurchaseOrders",
        "ContactsPerPurchaseOrder",
        "LineItemsPerPurchaseOrder",
        "TagsPerPurchaseOrder",
    ),
    "CreateInvoiceUnit": ("InvoiceUnits",),
    "CreateProcurementPortalPreference": ("ProcurementPortalPreferences",),
    "ImportPurchaseOrders": ("ActivePurchaseOrders",),
    "InviteOrganizationAccount": ("OrganizationAccounts",),
    "InviteOrganizationToTransferResponsibility": (
        "BillingTransferInvitations",
        "BillingTransfersOffered",
    ),
    "AcceptOrganizationInvitation": ("OrganizationStays",),
    "IssueCreditMemo": ("CreditMemosPerInvoice",),
    "ListPurchaseOrderForecasts": ("UsageInvoicesRead", "ChargesForeseen"),
    "GetPurchaseOrderForecast": ("UsageInvoicesRead", "ChargesForeseen"),
    "GetRadar": ("ChargesForeseen",),
    "ListReceivedGrants": ("ReceivedGrantsRead",),
    "PutNoticeSettings": ("NoticeContacts",),
    "PutPurchaseOrderContacts": ("ContactsPerPurchaseOrder",),
    "PutRadarSubscribers": ("RadarSubscribers",),
    "RegenerateInvoice": ("EditionsPerInvoice",),
    "SearchAgreements": ("AgreementsSearched",),
    "StartAgreementApprovals": ("ApprovalPurchaseOrders",),
    "UpdatePurchaseOrder": (
        "ActivePurchaseOrders",
        "ContactsPerPurchaseOrder",
        "LineItemsPerPurchaseOrder",
        "TagsPerPurchaseOrder",
    ),
}
"""The limits that an operation can pass, by the names that the answer gives."""

_CONFLICTS: Final[dict[str, tuple[type[LedgerlineError], ...]]] = {
    "AddPurchaseOrder": (errors.AlreadyExists,),
    "CreateInvoiceUnit": (errors.AlreadyExists,),
    "DeleteInvoiceUnit": (errors.InvoiceUnitInUse,),
    "StartInvoiceRun": (errors.AlreadyExists,),
    "UpdatePurchaseOrderStatus": (errors.WrongStatus,),
    "UpdatePurchaseOrders": (errors.StaleChargeRevision, errors.ChargeAlreadyInvoiced),
    "GetBilledRevenue": (errors.MissingExchangeRates,),
}
"""What a present state forbids besides the version that is stale and the race that is lost."""


def add(document: dict[str, Any]) -> None:
    """Give each operation the refusals that it can answer with, and describe their bodies."""
    components = document["components"]
    components["schemas"] |= {
        "Problem": PROBLEM,
        "CatalogError": CATALOG_ERROR,
        "GatewayError": GATEWAY_ERROR,
    }
    components["headers"] = HEADERS
    components["responses"] = {code: _gateway(title, code) for _, _, code, title in OF_GATEWAY[1:]}
    components["examples"] = SAMPLES
    for path, method, operation in operations(document):
        if "x-answers-itself" in operation:
            del operation["x-answers-itself"]
            if operation["operationId"] == "PostCxml":
                described = "ValidationException: the address is none"
                operation["responses"]["400"] = _problem(described, [errors.InvalidInput])
        elif (refusals := refuses_as_the_catalog(operation)) is not None:
            _of_catalog(operation, refusals)
        else:
            _of_function(path, method, operation, components["schemas"])
        _of_gateway(operation)


def _of_function(
    path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]
) -> None:
    name, responses = operation["operationId"], operation["responses"]
    quotas = _QUOTAS.get(name, ())
    told = f"; ServiceQuotaExceededException: a limit ({', '.join(quotas)})" if quotas else ""
    responses["400"] = _problem(
        f"ValidationException: the request breaks rules, all of which are named{told}",
        [errors.InvalidInput, *([errors.QuotaExceeded] if quotas else [])],
    )
    if operation.get("security") != []:
        described = "AccessDeniedException: not your billing account, or not permitted by IAM"
        responses["403"] = _problem(described, [errors.NotAllowed])
    if missing := [*_named_by(path), *_IN_BODIES.get(name, ())]:
        described = "ResourceNotFoundException: it does not exist, or not for you"
        responses["404"] = _problem(described, missing)
    conflicts = [*_CONFLICTS.get(name, ())]
    if method != "get" and name not in _READ_BY_POST:
        versioned = [errors.StaleVersion] if _takes_a_version(operation, schemas) else []
        conflicts += [*versioned, errors.LostRace]
    if conflicts:
        described = "ConflictException: the present state forbids it; read again"
        responses["409"] = _problem(described, conflicts)
    responses["500"] = _problem(
        "InternalServerException: a fault of ours", [LedgerlineError], kind="INTERNAL"
    )
    busy: list[type[LedgerlineError]] = [errors.Unavailable]
    if "/documents" in path or path.endswith("/pdf"):
        busy.insert(0, errors.DocumentPending)
    responses["503"] = _problem("ThrottlingException: busy, try again", busy)
    responses["503"]["headers"] = {
        **responses["503"]["headers"],
        "Retry-After": {"$ref": "#/components/headers/RetryAfter"},
    }


def _named_by(path: str) -> Iterator[type[LedgerlineError]]:
    for collection in re.findall(r"/([\w-]+)/\{\w+\}", path):
        yield from _IN_PATHS.get(collection, ())


def _takes_a_version(operation: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if any(each["name"] == _VERSION for each in operation["parameters"]):
        return True
    content = operation.get("requestBody", {}).get("content", {}).values()
    named = (each["schema"].get("$ref", "").rpartition("/")[2] for each in content)
    return any(_VERSION in schemas[name].get("properties", {}) for name in named if name)


def _problem(
    described: str, classes: list[type[LedgerlineError]], kind: str | None = None
) -> dict[str, Any]:
    codes = [kind] if kind else [class_.code for class_ in classes]
    return {
        "description": described,
        "headers": {"x-amzn-errortype": {"$ref": "#/components/headers/ErrorType"}},
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"$ref": sample(code)} for code in codes},
            }
        },
    }


def _of_catalog(operation: dict[str, Any], refusals: dict[str, str]) -> None:
    for status, described in refusals.items():
        operation["responses"][status] = {
            "description": described,
            "headers": {"x-amzn-errortype": {"$ref": "#/components/headers/ErrorType"}},
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/CatalogError"},
                }
            },
        }


def _of_gateway(operation: dict[str, Any]) -> None:
    """What API Gateway answers before a function is asked."""
    responses = operation["responses"]
    if "4XX" in responses:
        # AWS's SDKs read the gateway's own refusals as well.
        return
    if operation.get("security") != []:
        refused = responses.setdefault("403", {"description": "No permission", "content": {}})
        _or_gateway(refused, "ACCESS_DENIED")
    for status, _, code, _ in OF_GATEWAY[1:]:
        if str(status) in responses:
            _or_gateway(responses[str(status)], code)
        elif status != _TOO_LARGE or "requestBody" in operation:
            responses[str(status)] = {"$ref": f"#/components/responses/{code}"}


def _gateway(title: str, code: str) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": f"{title}; the gateway's own answer",
        "headers": {"x-amzn-errortype": {"$ref": "#/components/headers/ErrorType"}},
        "content": {},
    }
    _or_gateway(response, code)
    return response


def _or_gateway(response: dict[str, Any], code: str) -> None:
    """The gateway's own body beside what the function answers."""
    content = response["content"].setdefault("application/json", {})
    own = {"$ref": "#/components/schemas/GatewayError"}
    schema = content.get("schema")
    content["schema"] = {"anyOf": [schema, own]} if schema else own
    content.setdefault("examples", {})[code] = {"$ref": sample(code)}
