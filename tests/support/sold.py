"""What was sold on AWS Marketplace to the account of a deployment, for tests of the console."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

from local.api import Api, JsonObject
from local.samples import present_day

CANADA: Final = "Amazon Web Services Canada, Inc."
"""No purchase order of another test is billed from here, so that nothing is matched."""


def payment(days: int, amount: str) -> JsonObject:
    """A payment so many days from now."""
    return {"chargeDate": str(present_day() + timedelta(days=days)), "chargeAmount": amount}


def a_draft(api: Api, account_id: str, payments: Sequence[JsonObject] = ()) -> JsonObject:
    """A private offer to the account itself; product and offer have the same name, a new one."""
    name = f"prod-{uuid4().hex[:6]}"
    body = {
        "name": name,
        "productId": name,
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [account_id],
        "contractDuration": "P36M",
        "availabilityEndDate": str(present_day() + timedelta(days=7)),
        "currencyCode": "USD",
        "invoicingEntity": CANADA,
        "clientToken": uuid4().hex,
    }
    return api.post("offers", **body, **({"schedule": [*payments]} if payments else {}))


def sold(api: Api, account_id: str, *payments: JsonObject) -> JsonObject:
    """The agreement of such an offer, accepted without a purchase order, as `agreement` has it."""
    offer = a_draft(api, account_id, payments)
    api.post("offers", offer["offerId"], "release")
    agreement: JsonObject = api.post("offers", offer["offerId"], "accept")["agreement"]
    return {**agreement, "name": offer["name"]}
