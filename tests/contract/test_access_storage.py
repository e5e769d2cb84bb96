"""Access settings in their table: exactly what was saved, over what was read, in one read."""

import pytest

from procurement import bootstrap
from procurement.domain.access.access_settings import AccessSettings, ActionSet
from procurement.domain.errors import LostRace
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.integration.test_requests_counted import requests_counted
from tests.support.access import ADMIN, NOW, allow, deny, settings
from tests.support.api import BUYER, SELLER

pytestmark = pytest.mark.usefixtures("aws")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def saved(before: AccessSettings, after: AccessSettings) -> None:
    with unit() as work:
        work.access_settings.save(before, after)
        work.commit()


def version(number: int) -> AccessSettings:
    """Settings with two statements, one of them with a condition and text of any script."""
    held = settings(
        allow("*", StringEquals={"aws:ResourceTag/équipe": ["bleu", "蓝"]}),
        deny("Delete*"),
        principals=(ADMIN, "*"),
        action_set=ActionSet.LEGACY,
    )
    return AccessSettings(
        account_id=held.account_id,
        version=number,
        policies=held.policies,
        action_set=held.action_set,
        updated_at=NOW,
    )


def test_an_account_without_settings_has_none_of_version_0() -> None:
    """R-369: nothing is in force"""
    with unit() as work:
        found = work.access_settings.of_account(BUYER)
    assert found == AccessSettings(account_id=BUYER)
    assert not found.are_in_force


def test_settings_come_back_as_they_were_saved() -> None:
    """And are another account's not at all"""
    none = AccessSettings(account_id=BUYER)
    saved(none, version(1))
    with unit() as work:
        assert work.access_settings.of_account(BUYER) == version(1)
        assert work.access_settings.of_account(SELLER).version == 0


def test_whoever_saves_over_another_version_lost_the_race() -> None:
    """R-147's way, also for the first one"""
    none = AccessSettings(account_id=BUYER)
    saved(none, version(1))
    with pytest.raises(LostRace):
        saved(none, version(1))
    saved(version(1), version(2))
    with pytest.raises(LostRace):
        saved(version(1), version(2))


def test_reading_them_is_one_request() -> None:
    """Every request of a caller pays for it"""
    with unit() as work, requests_counted() as counted:
        work.access_settings.of_account(BUYER)
    assert counted == {"GetItem": 1}
