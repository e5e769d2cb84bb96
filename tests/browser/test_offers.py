"""A seller's draft: its payments are generated, adjusted, compared with what is meant, released."""

import pytest
from playwright.sync_api import expect

from local.api import Api, JsonObject
from tests.support.console import Console
from tests.support.deployed import Deployed
from tests.support.sold import a_draft, payment

pytestmark = pytest.mark.e2e


@pytest.fixture
def draft(api: Api, deployed: Deployed) -> JsonObject:
    """A draft without payments."""
    return a_draft(api, deployed.info.account_id)


@pytest.fixture
def builder(console: Console, draft: JsonObject) -> Console:
    """The page of the draft, as its seller opens it."""
    console.open().sign_in("Marketplace seller")
    console.open(f"/offers/{draft['offerId']}")
    console.shows(draft["name"])
    return console


def test_from_a_total_to_a_released_offer(builder: Console, draft: JsonObject, api: Api) -> None:
    generates(builder, "100.00", parts=3)
    expect(builder.fact("Total due")).to_have_text("$100.00")
    assert builder.page.get_by_label("Amount of payment 3").input_value() == "33.34"

    builder.fills("Amount of payment 3", "43.34")
    expect(builder.fact("Difference")).to_contain_text("$10.00 more than intended")
    expect(builder.page.get_by_role("button", name="Release")).to_be_disabled()
    builder.presses("Save changes")
    builder.says("The payments were saved")
    expect(builder.fact("Total due")).to_have_text("$110.00")
    assert builder.serious_violations() == []

    builder.presses("Release")
    release = builder.dialog().get_by_role("button", name="Release")
    expect(release).to_be_disabled()
    builder.dialog().get_by_role("checkbox").check()
    release.click()
    builder.says("The offer is released")
    released = api.get("offers", draft["offerId"])
    assert (released["state"], released["totalDue"]["amount"]) == ("RELEASED", "110.00")


def test_a_wrong_date_is_told_where_it_stands(builder: Console) -> None:
    generates(builder, "100.00", parts=2)
    builder.fills("Date of payment 2", "2020-01-01")
    builder.presses("Save changes")
    second = builder.page.get_by_role("table", name="Payments").get_by_role("row").nth(2)
    expect(second).to_contain_text("2020-01-01 ")
    builder.page.get_by_role("button", name="Remove payment 2").click()
    builder.presses("Save changes")
    builder.says("The payments were saved")


def test_what_somebody_else_saved_meanwhile_is_not_lost(
    builder: Console, draft: JsonObject, api: Api
) -> None:
    """The second one to save chooses: their version, or one's own in its place."""
    schedule = ("offers", draft["offerId"], "payment-schedule")
    generates(builder, "100.00", parts=2)
    builder.fills("Amount of payment 1", "60.00")
    api.put(*schedule, schedule=[payment(30, "77.00")])
    builder.presses("Save changes")
    builder.says("Somebody else changed this offer meanwhile")
    assert api.get("offers", draft["offerId"])["totalDue"]["amount"] == "77.00"
    builder.presses("Show their version")
    expect(builder.fact("Total due")).to_have_text("$77.00")

    builder.fills("Amount of payment 1", "80.00")
    api.put(*schedule, schedule=[payment(30, "78.00")])
    builder.presses("Save changes")
    builder.presses("Save mine over it")
    builder.says("The payments were saved")
    assert api.get("offers", draft["offerId"])["totalDue"]["amount"] == "80.00"


def generates(builder: Console, total: str, *, parts: int) -> None:
    builder.fills("Total (USD)", total)
    builder.fills("First payment on", payment(30, total)["chargeDate"])
    builder.fills("Number of payments", str(parts))
    # The heading that opens the form is a button of the same name.
    builder.page.get_by_role("button", name="Generate payments", exact=True).last.click()
    builder.says("The payments were generated")
