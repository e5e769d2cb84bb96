"""All 21 operations of invoicing, by boto3's own client, in either protocol."""

from typing import Any, Final

import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from procurement.entrypoints.aws_protocol.models import OperationModel, model_of
from tests.support.aws_clients import PROTOCOLS, Document, Protocol
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.invoicing import (
    NORTHERN,
    a_preference,
    a_unit,
    invoicing,
    tag_list,
    what_it_says,
)
from tests.support.rendering import make_room, render

pytestmark = pytest.mark.usefixtures("aws", "clock")

ACCOUNTS: Final[dict[Protocol, str]] = {"json": "111122223333", "cbor": "222233334444"}
REFUSED: Final = {"SendProcurementPortalValidation", "VerifyProcurementPortalValidation"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_operation_answers_as_its_model_says(protocol: Protocol, clock: Any) -> None:
    """Nothing is there that the model does not know, nothing is missing that it requires"""
    clock("2027-02-03T06:00")
    asked, account = invoicing(ACCOUNTS[protocol], protocol=protocol), ACCOUNTS[protocol]
    heard: dict[str, Document] = {}

    def hear(http_response: Any, parsed: Document, model: OperationModel, **_: Any) -> None:
        if "Error" not in parsed:
            heard[model.name] = {k: v for k, v in parsed.items() if k != "ResponseMetadata"}

    asked.meta.events.register("after-call.invoicing", hear)
    walk(asked, account)
    model = model_of("invoicing")
    assert heard.keys() == set(model.operation_names) - REFUSED
    for operation, answer in heard.items():
        report = ParamValidator().validate(answer, model.operation_model(operation).output_shape)
        assert not report.has_errors(), (operation, report.generate_report())


def walk(asked: Any, account: str) -> None:
    """Ask for everything once."""
    unit = a_unit(asked, "North 2", NORTHERN, ResourceTags=tag_list(team="a"))
    asked.get_invoice_unit(InvoiceUnitArn=unit)
    asked.list_invoice_units()
    asked.update_invoice_unit(InvoiceUnitArn=unit, Description="North")
    asked.tag_resource(ResourceArn=unit, ResourceTags=tag_list(team="b"))
    asked.list_tags_for_resource(ResourceArn=unit)
    asked.untag_resource(ResourceArn=unit, ResourceTagKeys=["team"])
    selected = {"ProcurementPortalPreferenceArn": a_preference(asked)}
    asked.get_procurement_portal_preference(**selected)
    asked.list_procurement_portal_preferences()
    asked.put_procurement_portal_preference(**selected, **what_it_says())
    asked.update_procurement_portal_preference_status(
        **selected, EinvoiceDeliveryPreferenceStatus="VALIDATED"
    )
    asked.list_procurement_portals()
    asked.list_procurement_portal_suppliers(PortalIdentifier="SAP_BUSINESS_NETWORK")
    for verb, more in (("send", {}), ("verify", {"Code": "1"})):
        with pytest.raises(ClientError):
            getattr(asked, f"{verb}_procurement_portal_validation")(**selected, **more)
    charged(a_usage_charge("ch-1", "100.00", account=account, tax="19.00"))
    (number,) = invoice_now(account)
    make_room()
    assert render({"accountId": account, "invoiceId": number}) == []
    asked.get_invoice_pdf(InvoiceId=number)
    asked.list_invoice_summaries(Selector={"ResourceType": "ACCOUNT_ID", "Value": account})
    asked.batch_get_invoice_profile(AccountIds=[account])
    asked.delete_procurement_portal_preference(**selected)
    asked.delete_invoice_unit(InvoiceUnitArn=unit)
