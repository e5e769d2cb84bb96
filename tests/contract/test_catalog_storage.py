"""Change sets, locks and drafts in their table: saved over what was read, listed apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement import bootstrap
from procurement.domain.catalog.change import RequestedChange, Tag
from procurement.domain.catalog.change_rules import resolved
from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.errors import AlreadyExists, ChangeSetNotFound, LostRace, ResourceInUse
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.offers import OFFER_ID, SELLER, STRANGER, a_released_offer

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("aws")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def a_change_set(change_set_id: str = "cs-1", **more: object) -> ChangeSet:
    creation = RequestedChange(
        change_type="CreateOffer",
        entity_type="Offer@1.0",
        details='{"ProductId": "prod-ü"}',
        entity_tags=(Tag(key="team", value="north"),),
    )
    made = ChangeSet(
        change_set_id=change_set_id,
        account_id=SELLER,
        started_by="arn:aws:iam::111111111111:user/seller",
        name="Spring",
        changes=resolved([creation], change_set_id),
        started_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def a_draft(offer_id: str = OFFER_ID, **more: object) -> OfferDraft:
    made = OfferDraft(
        offer_id=offer_id,
        proposer_account_id=SELLER,
        product_id="prod-1",
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_change_set_comes_back_as_it_was_saved():
    with unit() as work:
        work.catalog.add_change_set(a_change_set())
        work.commit()
    with unit() as work:
        assert work.catalog.get_change_set("cs-1") == a_change_set()
        with pytest.raises(ChangeSetNotFound):
            work.catalog.get_change_set("cs-2")
        work.catalog.add_change_set(a_change_set())
        with pytest.raises(AlreadyExists):
            work.commit()


def test_a_change_set_is_saved_over_the_version_that_was_read():
    with unit() as work:
        work.catalog.add_change_set(a_change_set())
        work.commit()
    for raises in (False, True):
        with unit() as work:
            work.catalog.save_change_set(a_change_set(), a_change_set().begin())
            if raises:
                with pytest.raises(LostRace):
                    work.commit()
            else:
                work.commit()


def test_change_sets_are_listed_by_their_start_and_apart_from_offers():
    times = [NOW + timedelta(days=day) for day in range(3)]
    with unit() as work:
        for number, at in enumerate(times):
            work.catalog.add_change_set(a_change_set(f"cs-{number}", started_at=at))
        work.catalog.add_change_set(a_change_set("cs-9", account_id=STRANGER))
        work.agreements.add_offer(a_released_offer())
        work.catalog.add_draft(a_draft("offer-2"))
        work.commit()
    with unit() as work:
        found = [each.change_set_id for each in work.catalog.change_sets_of(SELLER, times[1])]
        assert found == ["cs-2", "cs-1"]
        assert list(work.catalog.offers_of(SELLER)) == [a_released_offer()]
        assert list(work.catalog.drafts_of(SELLER)) == [a_draft("offer-2")]


def test_an_entity_waits_for_one_change_set():
    with unit() as work:
        work.catalog.hold_entity(OFFER_ID, "cs-1")
        work.commit()
    with unit() as work:
        work.catalog.hold_entity(OFFER_ID, "cs-2")
        with pytest.raises(ResourceInUse):
            work.commit()
    with unit() as work:
        work.catalog.free_entity(OFFER_ID, "cs-2")
        with pytest.raises(LostRace):
            work.commit()
    for change_set_id in ("cs-1", "cs-2"):
        with unit() as work:
            if change_set_id == "cs-2":
                work.catalog.hold_entity(OFFER_ID, change_set_id)
            else:
                work.catalog.free_entity(OFFER_ID, change_set_id)
            work.commit()


def test_a_draft_is_found_until_it_is_an_offer():
    with unit() as work:
        assert work.catalog.find_offer(OFFER_ID) is None
        work.catalog.add_draft(a_draft())
        work.commit()
    with unit() as work:
        assert work.catalog.find_offer(OFFER_ID) == a_draft()
        work.catalog.add_draft(a_draft())
        with pytest.raises(AlreadyExists):
            work.commit()
    named = a_draft(name="Widgets", version=2)
    for raises in (False, True):
        with unit() as work:
            work.catalog.save_draft(a_draft(), named)
            if raises:
                with pytest.raises(LostRace):
                    work.commit()
            else:
                work.commit()
    with unit() as work:
        work.catalog.drop_draft(a_draft())
        with pytest.raises(LostRace):
            work.commit()
    with unit() as work:
        work.agreements.add_offer(a_released_offer())
        work.catalog.drop_draft(named)
        work.commit()
    with unit() as work:
        assert work.catalog.find_offer(OFFER_ID) == a_released_offer()
        assert list(work.catalog.drafts_of(SELLER)) == []
