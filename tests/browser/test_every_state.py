"""Every page tells how its reading went: going on, failed, refused, nothing there."""

import pytest
from playwright.sync_api import expect

from tests.support.console import Console
from tests.support.console_pages import Sample, View, views

pytestmark = pytest.mark.e2e

READING = [view for view in views() if view.reads]
LISTS = [view for view in views() if view.empty]
OF_ONE_THING = [view for view in READING if view.place.endswith("}")]

NOBODYS = Sample(
    order="none",
    offer="offer-none",
    agreement="agmt-none",
    invoice="0",
    regeneration="rg-none",
    run="none",
)


@pytest.mark.parametrize("view", READING, ids=str)
def test_what_cannot_be_read_is_told_and_can_be_tried_again(
    console: Console, sample: Sample, view: View
) -> None:
    reading = console.reading(view.reads)
    console.visit(view, sample)
    expect(console.page.get_by_text("Loading").first).to_be_visible()
    expect(console.page.get_by_role("heading", level=1)).to_have_count(1)

    reading.fails(500)
    expect(console.page.get_by_text(f"Could not load {view.what}")).to_be_visible()
    expect(console.page.get_by_role("heading", level=1)).to_have_count(1)
    console.keep_picture(f"{view}-failed")

    reading.fails(403)
    console.try_again()
    expect(console.page.get_by_text(f"Your role may not see {view.what}")).to_be_visible()

    reading.works()
    console.try_again()
    console.shows(sample.named(view.heading))
    expect(console.page.get_by_role("button", name="Try again")).to_have_count(0)


@pytest.mark.parametrize("view", LISTS, ids=str)
def test_where_there_is_nothing_it_says_so(console: Console, sample: Sample, view: View) -> None:
    console.reading(view.reads).finds_nothing()
    console.visit(view, sample)
    expect(console.page.get_by_text(view.empty, exact=True)).to_be_visible()
    console.shows(sample.named(view.heading))
    console.keep_picture(f"{view}-empty")


@pytest.mark.parametrize("view", OF_ONE_THING, ids=str)
def test_what_does_not_exist_is_told(console: Console, view: View) -> None:
    console.visit(view, NOBODYS)
    expect(console.page.get_by_text(f"Could not load {view.what}")).to_be_visible()
    expect(console.page.get_by_text("does not exist")).to_be_visible()


def test_a_page_that_cannot_be_fetched_can_be_tried_again(console: Console) -> None:
    console.open("/purchase-orders")
    console.shows("Purchase orders")
    console.page.route("**/assets/*.js", lambda route: route.abort())
    console.page.get_by_role("link", name="Notices").click()
    expect(console.page.get_by_text("Could not load the page")).to_be_visible()
    console.page.unroute_all()
    console.try_again()
    console.shows("Notices")
