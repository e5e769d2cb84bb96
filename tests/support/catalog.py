"""The catalog in few words: boto3's own client on the application in process, and change sets."""

import importlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.config import Config

from tests.support.api import BUYER, SELLER, call
from tests.support.lambda_context import LambdaContext

API_URL: Final = "https://api.example.com/v1"
CATALOG: Final = "AWSMarketplace"
REFERENCE: Final = "$CreateOfferChange.Entity.Identifier"

Document = dict[str, Any]


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def catalog(account: str = SELLER) -> Any:
    """An unmodified client whose requests arrive at the functions; nothing is sent twice."""
    client = boto3.client(
        "marketplace-catalog",
        endpoint_url=API_URL,
        config=Config(retries={"total_max_attempts": 1}),
    )

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        address = urlsplit(request.url)
        answer = call(
            request.method,
            address.path.removeprefix("/v1"),
            account=account,
            raw_body=_text(request.body),
            **dict(parse_qsl(address.query)),
        )
        content = json.dumps(answer.body).encode()
        return AWSResponse(request.url, answer.status, HeadersDict(answer.headers), _Raw(content))

    client.meta.events.register_first("before-send.marketplace-catalog", send)
    return client


def a_change(
    change_type: str,
    document: Mapping[str, Any] | None = None,
    *,
    identifier: str | None = REFERENCE,
    **more: Any,
) -> Document:
    """One change of an offer; by default of the one that `create` creates."""
    entity = {"Type": "Offer@1.0", **({"Identifier": identifier} if identifier else {})}
    return {
        "ChangeType": change_type,
        "Entity": entity,
        "DetailsDocument": dict(document or {}),
        **more,
    }


def create(product_id: str = "prod-widgets", **more: Any) -> Document:
    """The change that creates an offer, under the name that `REFERENCE` refers to."""
    document = {"ProductId": product_id, **more}
    return a_change("CreateOffer", document, identifier=None, ChangeName="CreateOfferChange")


def terms(change_type: str, *of: Document, identifier: str = REFERENCE, **more: Any) -> Document:
    """A change of terms."""
    return a_change(change_type, {**more, "Terms": list(of)}, identifier=identifier)


def payments(*of: tuple[str, str], currency: str = "USD", **more: Any) -> Document:
    """A schedule of (date, amount) pairs."""
    schedule = [{"ChargeDate": day, "ChargeAmount": amount} for day, amount in of]
    term = {"Type": "PaymentScheduleTerm", "CurrencyCode": currency, "Schedule": schedule}
    return terms("UpdatePaymentScheduleTerms", term, **more)


def pricing(*of: Document, model: str = "Contract", **more: Any) -> Document:
    """Pricing terms; by default what AWS demands beside a payment schedule (R-288)."""
    grants = [{"DimensionKey": "seats", "MaxQuantity": 10}]
    fixed = {"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD", "Price": "0.0"}
    held = of or ({**fixed, "Grants": grants},)
    return terms("UpdatePricingTerms", *held, PricingModel=model, **more)


def information(name: str = "Widget analytics", **more: Any) -> Document:
    """A name and a description."""
    document = {"Name": name, "Description": "All widgets, counted"}
    return a_change("UpdateInformation", document, **more)


def targeting(*accounts: str, **more: Any) -> Document:
    """The buyers; one unless told."""
    held = {"PositiveTargeting": {"BuyerAccounts": list(accounts or (BUYER,))}}
    return a_change("UpdateTargeting", held, **more)


def availability(day: str = "2027-01-31", **more: Any) -> Document:
    """The last day to accept."""
    return a_change("UpdateAvailability", {"AvailabilityEndDate": day}, **more)


def validity(duration: str = "P12M", **more: Any) -> Document:
    """How long the agreement runs."""
    term = {"Type": "ValidityTerm", "AgreementDuration": duration}
    return terms("UpdateValidityTerms", term, **more)


def release(**more: Any) -> Document:
    """The offer made visible to its buyers."""
    return a_change("ReleaseOffer", **more)


def an_offer(*further: Document) -> list[Document]:
    """A whole private offer with two payments; what comes further replaces its like."""
    held = [
        create(),
        information(),
        targeting(),
        availability(),
        pricing(),
        validity(),
        payments(("2027-02-15", "600.00"), ("2027-08-15", "600.00")),
    ]
    given = {change["ChangeType"]: change for change in further}
    return list(({change["ChangeType"]: change for change in held} | given).values())


def start(*changes: Document, account: str = SELLER, **more: Any) -> str:
    """Start a change set; its ID."""
    answer = catalog(account).start_change_set(Catalog=CATALOG, ChangeSet=list(changes), **more)
    return str(answer["ChangeSetId"])


def work(change_set_id: str) -> str:
    """Apply a change set, as its message asks; its status."""
    app = importlib.import_module("functions.apply_change_sets.app")
    answer = app.lambda_handler({"changeSetId": change_set_id}, LambdaContext())
    return str(answer["status"])


def described(change_set_id: str, account: str = SELLER) -> Document:
    """What is told of a change set."""
    return dict(catalog(account).describe_change_set(Catalog=CATALOG, ChangeSetId=change_set_id))


def applied(*changes: Document, account: str = SELLER, **more: Any) -> Document:
    """Start a change set and apply it; what is told of it then."""
    change_set_id = start(*changes, account=account, **more)
    work(change_set_id)
    return described(change_set_id, account)


def made(*changes: Document, account: str = SELLER) -> str:
    """Apply a change set, which must succeed; the ID of its first offer."""
    found = applied(*changes, account=account)
    assert found["Status"] == "SUCCEEDED", found
    return str(found["ChangeSet"][0]["Entity"]["Identifier"].partition("@")[0])


def codes(found: Document) -> dict[str, set[str]]:
    """The error codes of a change set, by the type of change."""
    return {
        change["ChangeType"]: {error["ErrorCode"] for error in change["ErrorDetailList"]}
        for change in found["ChangeSet"]
        if change["ErrorDetailList"]
    }


def offer_of(entity_id: str, account: str = SELLER) -> Document:
    """The document of an offer."""
    answer = catalog(account).describe_entity(Catalog=CATALOG, EntityId=entity_id)
    return dict(json.loads(answer["Details"]))


def _text(body: Any) -> str | None:
    return body.decode() if isinstance(body, bytes) else body
