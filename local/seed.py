"""Load `samples/` through the API; loading again changes nothing."""

from pathlib import Path

from local.api import Api, JsonObject
from local.errors import ApiRefused
from local.progress import Progress
from local.samples import (
    SampleOffer,
    SamplePurchaseOrder,
    offers,
    present_day,
    purchase_orders,
)

ALREADY_THERE = 409


def load_samples(api: Api, folder: Path, progress: Progress) -> list[JsonObject]:
    """Add the purchase orders, then create, release and accept the offers.

    Returns the agreements. The caller is seller and buyer in one: other sellers have accounts of
    their own. Raises ApiRefused, SampleFault.
    """
    today = present_day()
    orders = purchase_orders(folder, today)
    added = sum(_add(api, sample) for sample in orders)
    progress(f"purchase orders: {added} added, {len(orders) - added} there before")
    agreements = [_agree(api, sample) for sample in offers(folder, today)]
    progress(f"private offers: {len(agreements)} accepted")
    return agreements


def _add(api: Api, sample: SamplePurchaseOrder) -> bool:
    """Whether it was not there before; what somebody made of it since then stays."""
    try:
        added = api.post("purchase-orders", **sample.request)
        is_new = True
    except ApiRefused as refused:
        if refused.status != ALREADY_THERE:
            raise
        added = api.get("purchase-orders", sample.request["purchaseOrderId"])
        is_new = False
    # Untouched since it was added: perhaps by an earlier call that ended right here.
    if sample.status is not None and added["version"] == 1:
        api.put("purchase-orders", added["purchaseOrderId"], "status", status=sample.status)
    return is_new


def _agree(api: Api, sample: SampleOffer) -> JsonObject:
    """The agreement that the offer became, now or before."""
    # Dates count from today, so that tomorrow's request under the same token would be another one.
    name = sample.offer["name"]
    present = next((offer for offer in api.items("offers") if offer["name"] == name), None)
    offer = present or api.post("offers", **sample.offer)
    if offer["state"] == "DRAFT":
        api.post("offers", offer["offerId"], "release")
    accepted = api.post("offers", offer["offerId"], "accept", **sample.acceptance)
    agreement: JsonObject = accepted["agreement"]
    return agreement
