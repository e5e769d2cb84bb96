"""Sample files: relative dates become real ones, and what they hold is what the API takes."""

from datetime import date
from pathlib import Path

import pytest

from local.errors import SampleFault
from local.samples import offers, purchase_orders, resolved
from procurement.entrypoints.schemas.acceptances import AcceptOfferRequest
from procurement.entrypoints.schemas.offers import CreateOfferRequest
from procurement.entrypoints.schemas.purchase_orders import AddPurchaseOrderRequest

SAMPLES = Path(__file__).parents[3] / "samples"
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("today", "2026-11-22"),
        ("today+P9D", "2026-12-01"),
        ("today+P365D", "2027-11-22"),
        ("this-month", "2026-11"),
        ("this-month+1", "2026-12"),
        ("this-month+2", "2027-01"),
        ("this-month+11", "2027-10"),
        ("this-month+25", "2028-12"),
    ],
)
def test_a_relative_date_counts_from_today(written, meant):
    assert resolved(written, TODAY) == meant


@pytest.mark.parametrize("text", ["Delivered today", "today+30", "this-month-1", "2026-01", ""])
def test_other_text_stays_as_it_is(text):
    assert resolved(text, TODAY) == text


def test_dates_are_found_at_any_depth():
    written = {"lineItems": [{"endMonth": "this-month", "quantity": 2, "tax": None}]}
    meant = {"lineItems": [{"endMonth": "2026-11", "quantity": 2, "tax": None}]}
    assert resolved(written, TODAY) == meant


def test_every_sample_is_a_request_that_the_api_understands():
    for sample in purchase_orders(SAMPLES, TODAY):
        AddPurchaseOrderRequest.model_validate(sample.request)
    for offer in offers(SAMPLES, TODAY):
        CreateOfferRequest.model_validate(offer.offer)
        AcceptOfferRequest.model_validate(offer.acceptance)


@pytest.mark.parametrize("content", ["{", "{}", "[1]", '[{"offer": {}}]'])
def test_a_broken_file_is_named(tmp_path, content):
    (tmp_path / "offers.json").write_text(content)
    with pytest.raises(SampleFault, match=r"offers\.json"):
        offers(tmp_path, TODAY)
