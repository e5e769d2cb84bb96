"""Calendars as calendar programs read them: RFC 5545, read back by the rules of that document."""

from dataclasses import replace
from datetime import UTC, date, datetime
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.notices.calendar import CalendarEntry
from procurement.entrypoints.icalendar import entity_tag, escaped, folded, written
from tests.support.calendar_text import components, unfolded
from tests.support.purchase_orders import money

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="charge-ch-1",
    at=date(2027, 4, 30),
    summary="Payment 1 of 3: Widgets, large; \\round\nand blue",
    details=(("Agreement", "agmt-1"), ("Purchase order", "PO;7,8")),
    sequence=2,
    category="Payment",
    amount=money("1234.50 USD"),
    changed_at=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def read(*entries: CalendarEntry, with_amounts: bool = True) -> list[dict[str, str]]:
    text = written(entries, NOW, with_amounts=with_amounts)
    return [event for name, event in components(text) if name == "VEVENT"]


def test_a_whole_day_is_a_date_that_ends_before_the_next():
    (event,) = read(ENTRY)
    assert event == {
        "UID": "charge-ch-1@ledgerline",
        "DTSTAMP": "20270115T120000Z",
        "DTSTART;VALUE=DATE": "20270430",
        "DTEND;VALUE=DATE": "20270501",
        "SEQUENCE": "2",
        "LAST-MODIFIED": "20270102T030405Z",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "CATEGORIES": "Payment",
        "SUMMARY": "Payment 1 of 3: Widgets, large; \\round\nand blue, 1234.50 USD",
        "DESCRIPTION": "Amount: 1234.50 USD\nAgreement: agmt-1\nPurchase order: PO;7,8",
    }


def test_an_instant_has_no_length():
    (event,) = read(replace(ENTRY, at=datetime(2027, 10, 31, 9, tzinfo=UTC)))
    assert event["DTSTART"] == "20271031T090000Z"
    assert not [name for name in event if name.startswith("DTEND")]


def test_what_is_called_off_says_so():
    (event,) = read(replace(ENTRY, is_cancelled=True))
    assert event["STATUS"] == "CANCELLED"


def test_whoever_has_only_the_link_sees_no_amounts():
    (event,) = read(ENTRY, with_amounts=False)
    assert "1234" not in "".join(event.values())
    assert event["SUMMARY"].endswith("and blue")


def test_an_empty_calendar_is_still_one():
    ((name, head),) = components(written((), NOW, with_amounts=True))
    assert name == "VCALENDAR"
    assert (head["VERSION"], head["METHOD"]) == ("2.0", "PUBLISH")
    assert head["PRODID"]
    assert head["REFRESH-INTERVAL;VALUE=DURATION"] == "PT6H"


def test_the_tag_says_what_stands_there_and_not_when_it_was_asked_for():
    first = written([ENTRY], NOW, with_amounts=True)
    later = written([ENTRY], NOW.replace(hour=18), with_amounts=True)
    other = written([replace(ENTRY, sequence=3)], NOW, with_amounts=True)
    assert first != later
    assert entity_tag(first) == entity_tag(later)
    assert entity_tag(first) != entity_tag(other)


@pytest.mark.parametrize(
    "text",
    [
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:smuggled",
        "x\nATTACH:https://example.com/",
        "x\rURL:https://example.com/",
        "\x00\x0b\x1b[31m",
        "x\u2028URL:https://example.com/\x85URL:https://example.com/\u2029\x9b2J",
    ],
)
def test_nothing_that_somebody_typed_begins_a_line(text):
    """No component, attachment or address can be smuggled into somebody's calendar"""
    document = written([replace(ENTRY, summary=text)], NOW, with_amounts=True)
    # Some programs take all that Python does for the end of a line.
    assert len(document.splitlines()) == document.count("\r\n")
    (event,) = read(replace(ENTRY, summary=text, details=(("Agreement", text),)))
    assert set(event) == set(read(ENTRY)[0])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_comes_back_from_lines_of_75_octets(text):
    """RFC 5545, 3.1 and 3.3.11"""
    document = written([replace(ENTRY, summary=text, amount=None)], NOW, with_amounts=True)
    assert document.endswith("END:VCALENDAR\r\n")
    for line in document.split("\r\n"):
        assert len(line.encode()) <= 75
        assert "\n" not in line
        assert "\r" not in line
    kept = text.replace("\r\n", "\n")
    for sign in ("\r", "\x85", "\u2028", "\u2029"):
        kept = kept.replace(sign, "\n")
    kept = "".join(sign for sign in kept if sign in "\n\t" or category(sign) != "Cc")
    ((_, event),) = [each for each in components(document) if each[0] == "VEVENT"]
    assert event["SUMMARY"] == kept


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_folding_tears_no_character_apart(text):
    assert unfolded(folded(text)) == [text]


def test_escaping_is_that_of_texts():
    assert escaped("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
