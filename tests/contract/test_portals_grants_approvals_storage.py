"""Portals, license grants and approval settings in their tables: saved over what was read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement import bootstrap
from procurement.domain.errors import AlreadyExists, LicenseGrantNotFound, LostRace
from procurement.domain.grants.license_grant import GrantedOperation, GrantStatus, LicenseGrant
from procurement.domain.grants.principal import read_principal
from procurement.domain.marketplace.approval_plan import (
    Approver,
    ApproverKind,
    PlanInput,
    PlanLevel,
    replaced_plans,
)
from procurement.domain.marketplace.procurement_system import SystemName, configured
from procurement.domain.portals.preference import (
    Connection,
    ConnectionTestingMethod,
    DocumentType,
    EinvoicePreference,
    Feature,
    Parties,
    PortalContact,
    PortalName,
    PortalPreference,
    PreferenceStatus,
    PurchaseOrderRequirement,
    Selector,
)
from procurement.domain.portals.secret import SecretHash
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER

pytestmark = pytest.mark.usefixtures("aws")

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
CLOUD = DocumentType.AWS_CLOUD_INVOICE


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def a_preference(preference_id: str = "portal-1", *, at: datetime = NOW) -> PortalPreference:
    parties = Parties(
        buyer_domain="NetworkID",
        buyer_identifier="B",
        supplier_domain="NetworkID",
        supplier_identifier="S",
    )
    connection = Connection(parties=parties, secret=SecretHash.of("open-sesame", b"salt"))
    return PortalPreference(
        account_id=BUYER,
        preference_id=preference_id,
        portal=PortalName.COUPA,
        production=replace(connection, endpoint="https://portal.example.com"),
        test=connection,
        selector=Selector(invoice_units=("North",), sellers_of_record=("Somebody",)),
        einvoice=Feature(status=PreferenceStatus.ACTIVE, reason="Tested"),
        delivery=EinvoicePreference(
            document_types=(CLOUD,),
            testing_method=ConnectionTestingMethod.PROD_ENV_DOLLAR_TEST,
            activates_at=NOW,
            requirements={CLOUD: PurchaseOrderRequirement.ASSOCIATED_PURCHASE_ORDER_REQUIRED},
        ),
        contact=PortalContact(email="einvoicing@example.com"),
        tags=(("team", "finance"),),
        created_at=at,
        updated_at=at,
    )


def a_grant(grant_id: str = "g-1", *, at: datetime = NOW) -> LicenseGrant:
    principal = read_principal("arn:aws:iam::222233334444:root")
    assert principal is not None
    return LicenseGrant(
        grant_id=grant_id,
        agreement_id="agmt-1",
        product_id="prod-1",
        granter_account_id=BUYER,
        name="Analytics",
        principal=principal,
        operations=(GrantedOperation.CHECKOUT_LICENSE,),
        home_region="us-east-1",
        status=GrantStatus.PENDING_ACCEPT,
        created_at=at,
        updated_at=at,
    )


class TestPortals:
    def saved(self, *preferences: PortalPreference) -> None:
        for preference in preferences:
            with unit() as work:
                work.portals.save(work.portals.of_account(BUYER), preference)
                work.commit()

    def test_preferences_come_back_oldest_first_and_with_the_billing_settings(self):
        """R-265: one request reads them with all else that a run needs"""
        younger = a_preference("portal-a", at=NOW + timedelta(days=1))
        self.saved(younger, a_preference("portal-b"))
        with unit() as work:
            found = work.portals.of_account(BUYER)
            assert found.preferences == (a_preference("portal-b"), younger)
            assert found.revision == 2
            assert work.billing_settings.of_account(BUYER).portals == found
            assert work.portals.of_account("222233334444").preferences == ()

    def test_two_that_are_created_at_once_meet(self):
        """R-265: so there is never a 51st"""
        with unit() as first, unit() as second:
            among = first.portals.of_account(BUYER)
            first.portals.save(among, a_preference("portal-1"))
            second.portals.save(among, a_preference("portal-2"))
            first.commit()
            with pytest.raises(LostRace):
                second.commit()

    def test_a_change_meets_a_deletion(self):
        """R-265"""
        self.saved(a_preference())
        with unit() as first, unit() as second:
            among = first.portals.of_account(BUYER)
            first.portals.remove(among, a_preference())
            second.portals.save(among, replace(a_preference(), version=2))
            first.commit()
            with pytest.raises(LostRace):
                second.commit()
        with unit() as work:
            assert work.portals.of_account(BUYER).preferences == ()


class TestGrants:
    def test_a_grant_comes_back_and_its_id_is_taken(self):
        """R-234"""
        with unit() as work:
            work.grants.add(a_grant())
            work.commit()
        with unit() as work:
            assert work.grants.get("g-1") == a_grant()
            with pytest.raises(LicenseGrantNotFound):
                work.grants.get("g-2")
            work.grants.add(a_grant())
            with pytest.raises(AlreadyExists):
                work.commit()

    def test_both_sides_list_it_newest_first(self):
        """R-234"""
        younger = a_grant("g-2", at=NOW + timedelta(days=1))
        with unit() as work:
            work.grants.add(a_grant())
            work.grants.add(younger)
            work.commit()
        with unit() as work:
            assert list(work.grants.given_to("222233334444")) == [younger, a_grant()]
            first = work.grants.given_by(BUYER, limit=1, token=None)
            rest = work.grants.given_by(BUYER, limit=1, token=first.next_token)
            assert [*first.items, *rest.items] == [younger, a_grant()]
            assert work.agreements.agreements_of(BUYER, limit=9, token=None).items == []

    def test_a_change_is_made_on_what_was_read(self):
        """R-234"""
        with unit() as work:
            work.grants.add(a_grant())
            work.commit()
        with unit() as first, unit() as second:
            first.grants.save(a_grant(), a_grant().accepted(NOW))
            second.grants.save(a_grant(), a_grant().rejected(NOW))
            first.commit()
            with pytest.raises(LostRace):
                second.commit()


class TestApprovalSettings:
    LEVEL = PlanLevel(approvers=(Approver(kind=ApproverKind.AWS_ORGANIZATION_ADMIN),))

    def test_nothing_is_there_at_first(self):
        """R-223, R-262"""
        with unit() as work:
            assert work.approvals.plans(BUYER).version == 0
            assert work.approvals.system(BUYER).name is None

    def test_they_come_back_and_two_writers_meet(self):
        """R-223, R-262"""
        with unit() as first, unit() as second:
            before, system = first.approvals.plans(BUYER), first.approvals.system(BUYER)
            plans = replaced_plans(before, [PlanInput(name="All", levels=[self.LEVEL])], NOW)
            live = configured(
                system, SystemName.COUPA, is_test=True, is_free_pre_approved=True, now=NOW
            )
            first.approvals.save_plans(before, plans)
            first.approvals.save_system(system, live)
            second.approvals.save_plans(before, plans)
            first.commit()
            with pytest.raises(LostRace):
                second.commit()
        with unit() as work:
            assert work.approvals.plans(BUYER) == plans
            assert work.approvals.system(BUYER) == live
