"""Every page opens by its address, light and dark, wide and narrow, and keeps nobody out."""

from typing import Final, Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.support.console import Console
from tests.support.console_pages import Sample, View, routes, views

pytestmark = pytest.mark.e2e

NARROW: Final[ViewportSize] = {"width": 500, "height": 900}
THEMES: Final[dict[Literal["light", "dark"], list[str]]] = {"light": [], "dark": ["color-contrast"]}
"""What axe looks for in each: only contrast depends on colours. No rule is every rule."""


def test_no_page_is_forgotten() -> None:
    assert {view.route for view in views()} == routes()


@pytest.mark.parametrize("view", views(), ids=str)
def test_it_opens(console: Console, sample: Sample, view: View) -> None:
    console.visit(view, sample)
    console.shows(sample.named(view.heading))
    if view.tab:
        assert console.tabs() == [each.tab for each in views() if each.route == view.route]
        expect(console.page.get_by_role("tab", name=view.tab, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
    for theme, rules in THEMES.items():
        console.page.emulate_media(color_scheme=theme)
        console.keep_picture(f"{view}-{theme}")
        assert console.serious_violations(rules) == []
    console.page.set_viewport_size(NARROW)
    for theme in THEMES:
        console.page.emulate_media(color_scheme=theme)
        console.keep_picture(f"{view}-{theme}-narrow")
    assert not console.is_wider_than_its_window()
    expect(console.page.get_by_text("Could not load")).to_have_count(0)


def test_what_is_no_page_leads_on(console: Console) -> None:
    console.open("/nothing")
    console.shows("Page not found")
    console.page.get_by_role("link", name="purchase orders", exact=True).click()
    console.shows("Purchase orders")
