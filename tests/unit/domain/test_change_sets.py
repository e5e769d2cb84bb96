"""Change sets by themselves: which changes fit together, how a set moves, what is searched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.catalog.change import ChangeError, RequestedChange, Tag
from procurement.domain.catalog.change_rules import (
    MAX_CHANGES,
    check_changes,
    entities_named,
    expect_room,
    resolved,
)
from procurement.domain.catalog.change_set import (
    MAX_ERRORS,
    ChangeSet,
    ChangeSetIntent,
    ChangeSetStatus,
    FailureCode,
)
from procurement.domain.catalog.change_set_search import change_set_summary, read_change_set_search
from procurement.domain.catalog.entity_types import ENTITY_TYPES, OTHER_NAMES, ChangeType
from procurement.domain.catalog.product_types import PricingModel, product_type_of
from procurement.domain.catalog.search import Search, SearchTerm, Summary
from procurement.domain.errors import InvalidInput, Problems, QuotaExceeded, ResourceInUse
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import (
    ConfigurableUpfrontPricingTerm,
    FixedUpfrontPricingTerm,
    RecurringPaymentTerm,
    TermSet,
    UsageBasedPricingTerm,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
FIXED = FixedUpfrontPricingTerm(currency="USD", price=Decimal(1200))
CONFIGURABLE = ConfigurableUpfrontPricingTerm(currency="USD", rate_cards=())
USAGE = UsageBasedPricingTerm(currency="USD", rates=())
RECURRING = RecurringPaymentTerm(currency="USD", price=Decimal(10))
REFERENCE = "$Made.Entity.Identifier"


def a_creation(name: str | None = "Made", **more: Any) -> RequestedChange:
    made = RequestedChange(
        change_type="CreateOffer", entity_type="Offer@1.0", name=name, details="{}"
    )
    return replace(made, **more)


def an_update(
    identifier: str | None = REFERENCE, change_type: str = "UpdateInformation", **more: Any
) -> RequestedChange:
    made = RequestedChange(
        change_type=change_type, entity_type="Offer@1.0", identifier=identifier, details="{}"
    )
    return replace(made, **more)


def refused(*changes: RequestedChange) -> list[tuple[str, str]]:
    problems = Problems()
    check_changes(changes, problems)
    return [(problem.field, problem.reason) for problem in problems.found]


def a_set(*changes: RequestedChange, **more: Any) -> ChangeSet:
    made = ChangeSet(
        change_set_id="cs-1",
        account_id="111111111111",
        started_by="arn:aws:iam::111111111111:user/seller",
        name="Spring",
        changes=resolved(changes or (a_creation(),), "cs-1"),
        started_at=NOW,
    )
    return replace(made, **more)


class TestChanges:
    @pytest.mark.parametrize(
        "changes",
        [
            [a_creation(), an_update()],
            [an_update(), a_creation()],
            [a_creation(None)],
            [an_update("offer-1"), an_update("offer-2")],
            [an_update("offer-1@3"), an_update("offer-1", "UpdateTargeting")],
            [a_creation("A"), a_creation("B"), an_update("$B.Entity.Identifier")],
        ],
    )
    def test_they_fit_together(self, changes):
        """References in any order"""
        assert refused(*changes) == []

    def test_one_to_twenty(self):
        """catalog:RequestedChangeList"""
        assert refused() == [("ChangeSet", "INVALID_CHANGE_SET")]
        many = [a_creation(f"C{n}") for n in range(MAX_CHANGES + 1)]
        assert refused(*many) == [("ChangeSet", "INVALID_CHANGE_SET")]
        assert refused(*many[1:]) == []

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ([a_creation(entity_type="Offer@2.0")], ("[0].Entity.Type", "UNKNOWN_ENTITY_TYPE")),
            ([an_update("o1", "UpdateDimensions")], ("[0].ChangeType", "UNKNOWN_CHANGE_TYPE")),
            ([a_creation(identifier="o1")], ("[0].Entity.Identifier", "INVALID_IDENTIFIER")),
            ([an_update()], ("[0].Entity.Identifier", "INVALID_IDENTIFIER")),
            ([an_update(None)], ("[0].Entity.Identifier", "INVALID_IDENTIFIER")),
            ([an_update("offer/1")], ("[0].Entity.Identifier", "INVALID_IDENTIFIER")),
            ([an_update("offer-1@x")], ("[0].Entity.Identifier", "INVALID_IDENTIFIER")),
            (
                [a_creation(), an_update("$Made.Identifier")],
                ("[1].Entity.Identifier", "INVALID_IDENTIFIER"),
            ),
            (
                [an_update("offer-1", name="Made"), an_update(change_type="ReleaseOffer")],
                ("[1].Entity.Identifier", "INVALID_IDENTIFIER"),
            ),
            ([an_update("o1"), an_update("o1@2")], ("[1].ChangeType", "DUPLICATE_CHANGE")),
        ],
    )
    def test_they_do_not(self, changes, expected):
        field, reason = expected
        assert refused(*changes) == [(f"ChangeSet{field}", reason)]

    def test_a_name_is_given_once(self):
        found = refused(a_creation(), a_creation(), an_update("o1", name="Made"))
        assert [reason for _, reason in found] == ["DUPLICATE_CHANGE_NAME"] * 3

    def test_room_for_the_details(self):
        expect_room([an_update(details="x" * 16_384)] * 12)
        with pytest.raises(QuotaExceeded, match="200000"):
            expect_room([an_update(details="ü" * 16_384)] * 12)

    def test_whom_they_are_about(self):
        made = resolved(
            [
                an_update(),
                a_creation(),
                an_update("offer-1@3"),
                an_update("offer-1", "ReleaseOffer"),
            ],
            "cs-1",
        )
        created = made[1].entity_id
        assert [change.entity_id for change in made] == [created, created, "offer-1", "offer-1"]
        assert [change.revision for change in made] == [None, None, 3, None]
        assert created.startswith("offer-")
        assert entities_named(made) == ("offer-1",)
        again = resolved([an_update(), a_creation()], "cs-1")
        assert again[1].entity_id == created
        assert resolved([a_creation()], "cs-2")[0].entity_id != created


class TestMoves:
    def test_from_preparing_to_success(self):
        done = a_set().begin().succeed([2], now=LATER)
        assert (done.status, done.ended_at, done.revisions, done.version) == (
            ChangeSetStatus.SUCCEEDED,
            LATER,
            (2,),
            3,
        )
        assert done.is_ended

    def test_to_failure_through_its_changes(self):
        error = ChangeError(code="MISSING_NAME", message="is required")
        failed = a_set(a_creation(), an_update()).begin().refuse({1: [error] * 60}, now=LATER)
        assert failed.failure_code is FailureCode.CLIENT_ERROR
        assert failed.errors == ((), (error,) * MAX_ERRORS)

    @pytest.mark.parametrize("change_set", [a_set(), a_set().begin()])
    def test_to_failure_through_us(self, change_set):
        failed = change_set.give_up(now=LATER)
        assert (failed.status, failed.failure_code) == (
            ChangeSetStatus.FAILED,
            FailureCode.SERVER_FAULT,
        )

    def test_it_is_cancelled_while_it_is_prepared(self):
        cancelled = a_set().cancel(now=LATER)
        assert cancelled.status is ChangeSetStatus.CANCELLED
        assert cancelled.cancel(now=LATER) is cancelled
        with pytest.raises(ResourceInUse):
            a_set().begin().cancel(now=LATER)
        with pytest.raises(ResourceInUse):
            a_set().begin().succeed([1], now=NOW).cancel(now=LATER)

    def test_nothing_happens_after_its_end(self):
        for ended in (a_set().cancel(now=NOW), a_set().begin().succeed([1], now=NOW)):
            for move in (ended.begin, lambda ended=ended: ended.give_up(now=LATER)):
                with pytest.raises(ValueError, match="does not move"):
                    move()

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Summer"},
            {"intent": ChangeSetIntent.VALIDATE},
            {"tags": (Tag(key="team", value="north"),)},
            {"changes": resolved([a_creation(details="[]")], "cs-1")},
        ],
    )
    def test_what_asks_for_something_else(self, other):
        assert a_set().asks_the_same_as(a_set().begin())
        assert not a_set().asks_the_same_as(a_set(**other))


class TestSearching:
    FOUND = Summary(
        identifier="offer-1",
        fields={
            "Name": ("Widgets, one year",),
            "BuyerAccounts": ("123", "456"),
            "Date": ("2027-03",),
        },
    )

    @pytest.mark.parametrize(
        ("term", "finds"),
        [
            (SearchTerm(name="Name", values=("Widgets, one year", "x")), True),
            (SearchTerm(name="Name", values=("Widgets",)), False),
            (SearchTerm(name="Name", wild_card="WIDGET"), True),
            (SearchTerm(name="BuyerAccounts", wild_card="56"), True),
            (SearchTerm(name="Date", after="2027-03", before="2027-03"), True),
            (SearchTerm(name="Date", after="2027-04"), False),
            (SearchTerm(name="Date", before="2027-02"), False),
            (SearchTerm(name="ReleaseDate", before="2030"), False),
            (SearchTerm(name="Name"), True),
        ],
    )
    def test_a_filter(self, term, finds):
        assert term.finds(self.FOUND) is finds
        both = Search(terms=(SearchTerm(name="Name"), term), sort_by="Name")
        assert both.finds(self.FOUND) is finds

    def test_both_directions_are_each_others_reverse(self):
        texts = ["", "a", "ab", "abc", "b", "ä", "Z", "a\n", "😀"]
        ranked = []
        for is_descending in (False, True):
            search = Search(sort_by="Name", is_descending=is_descending)
            members = [Summary(identifier="x", fields={"Name": (text,)}) for text in texts]
            ordered = sorted(members, key=search.rank)
            ranked.append([member.fields["Name"][0] for member in ordered])
        assert ranked[0] == list(reversed(ranked[1])) == sorted(texts)

    def test_change_sets_by_every_filter(self):
        """catalog:Filter of ListChangeSets"""
        ended = a_set(an_update("offer-1")).begin().succeed([1], now=LATER)
        for name, value in (
            ("EntityId", "offer-1"),
            ("ChangeSetName", "Spring"),
            ("Status", "SUCCEEDED"),
            ("AfterStartTime", "2027-03-01T12:00:00Z"),
            ("BeforeStartTime", "2027-03-01T12:00:00Z"),
            ("AfterEndTime", "2027-03-01T12:01:00Z"),
            ("BeforeEndTime", "2027-03-01T12:01:00Z"),
        ):
            search = read_change_set_search([(name, [value])], (None, None))
            assert search.finds(change_set_summary(ended)), name
        for name, value in (
            ("EntityId", "offer-2"),
            ("Status", "FAILED"),
            ("AfterEndTime", "2027-03-01T12:01:01Z"),
            ("BeforeStartTime", "2027-03-01T11:59:59Z"),
        ):
            search = read_change_set_search([(name, [value])], (None, None))
            assert not search.finds(change_set_summary(ended)), name

    @pytest.mark.parametrize(
        ("filters", "sort", "field"),
        [
            ([("Colour", ["red"])], (None, None), "FilterList[0].Name"),
            ([("EntityId", ["a"]), ("EntityId", ["b"])], (None, None), "FilterList[1].Name"),
            ([("Status", ["DONE"])], (None, None), "FilterList[0].ValueList"),
            ([("AfterEndTime", ["yesterday"])], (None, None), "FilterList[0].ValueList"),
            (
                [("AfterEndTime", ["2027-03-01T12:00:00Z"] * 2)],
                (None, None),
                "FilterList[0].ValueList",
            ),
            ([], ("Name", None), "Sort.SortBy"),
        ],
    )
    def test_what_cannot_be_searched(self, filters, sort, field):
        with pytest.raises(InvalidInput) as raised:
            read_change_set_search(filters, sort)
        assert [problem.field for problem in raised.value.problems] == [field]


class TestTables:
    def test_every_change_type_is_of_an_entity_type(self):
        """A further entity type is one more row"""
        assert {change for each in ENTITY_TYPES.values() for change in each.changes} == {
            *ChangeType
        }
        assert all({*each.creates} < {*each.changes} for each in ENTITY_TYPES.values())
        assert not OTHER_NAMES & {each.name for each in ENTITY_TYPES.values()}

    @pytest.mark.parametrize(
        ("model", "terms", "expected"),
        [
            ("Contract", TermSet(fixed_upfront=FIXED), ProductType.SAAS_CONTRACT),
            (
                "Contract",
                TermSet(configurable_upfront=CONFIGURABLE, usage_based=USAGE),
                ProductType.SAAS_CONTRACT_WITH_CONSUMPTION,
            ),
            ("Usage", TermSet(usage_based=USAGE), ProductType.SAAS_SUBSCRIPTION),
            (
                "Usage",
                TermSet(usage_based=USAGE, fixed_upfront=FIXED),
                ProductType.AMI_HOURLY_WITH_ANNUAL,
            ),
            (
                "Usage",
                TermSet(usage_based=USAGE, recurring_payment=RECURRING),
                ProductType.AMI_MONTHLY,
            ),
            ("Byol", TermSet(), ProductType.BYOL),
            ("Free", TermSet(), ProductType.FREE),
        ],
    )
    def test_the_product_type_follows_from_the_pricing(self, model, terms, expected):
        """R-324"""
        assert product_type_of(PricingModel(model), terms) is expected
