"""Which portal gets a document, and what stops it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.portals.delivery import (
    DeliveryStatus,
    Document,
    EinvoiceDelivery,
    StoppedBy,
    document_type,
    plan_delivery,
)
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
from tests.support.purchase_orders import EMEA, INC

NOW = datetime(2027, 2, 3, 1, tzinfo=UTC)
CREATED = datetime(2027, 1, 1, tzinfo=UTC)
CLOUD = DocumentType.AWS_CLOUD_INVOICE
REQUIRED = PurchaseOrderRequirement.ASSOCIATED_PURCHASE_ORDER_REQUIRED
NOT_REQUIRED = PurchaseOrderRequirement.PURCHASE_ORDER_NOT_REQUIRED


def a_preference(
    preference_id: str = "p-1",
    *units: str,
    sellers: tuple[str, ...] = (),
    status: PreferenceStatus = PreferenceStatus.ACTIVE,
    requirement: PurchaseOrderRequirement | None = None,
    **more: Any,
) -> PortalPreference:
    preference = PortalPreference(
        account_id="111122223333",
        preference_id=preference_id,
        portal=PortalName.COUPA,
        production=Connection(
            parties=Parties(
                buyer_domain="NetworkID",
                buyer_identifier="B",
                supplier_domain="NetworkID",
                supplier_identifier="S",
            ),
            endpoint="https://portal.example.com",
        ),
        contact=PortalContact(name="E-invoicing"),
        selector=Selector(invoice_units=units, sellers_of_record=sellers),
        einvoice=Feature(status=status),
        delivery=EinvoicePreference(
            document_types=(CLOUD,),
            testing_method=ConnectionTestingMethod.PROD_ENV_DOLLAR_TEST,
            activates_at=CREATED,
            requirements={CLOUD: requirement} if requirement else {},
        ),
        created_at=CREATED,
        updated_at=CREATED,
    )
    return replace(preference, **more)


def a_document(**more: Any) -> Document:
    document = Document(
        type=CLOUD, seller_of_record=INC, invoice_unit="North", purchase_order_id="PO-1"
    )
    return replace(document, **more)


def planned(*preferences: PortalPreference, **document: Any) -> EinvoiceDelivery | None:
    return plan_delivery(preferences, a_document(**document), NOW)


def chosen(*preferences: PortalPreference, **document: Any) -> str | None:
    delivery = planned(*preferences, **document)
    return delivery.preference_id if delivery else None


class TestPurchaseOrders:
    def test_with_a_number_a_document_is_scheduled_for_delivery(self):
        """R-267"""
        assert planned(a_preference(requirement=REQUIRED)) == EinvoiceDelivery(
            status=DeliveryStatus.SCHEDULED,
            document_type=CLOUD,
            preference_id="p-1",
            portal=PortalName.COUPA,
        )

    def test_without_the_number_that_is_required_it_is_not_delivered(self):
        """R-268"""
        delivery = planned(a_preference(requirement=REQUIRED), purchase_order_id=None)
        assert delivery is not None
        assert delivery.status is DeliveryStatus.NOT_DELIVERED
        assert delivery.reason is StoppedBy.PURCHASE_ORDER_MISSING

    @pytest.mark.parametrize("requirement", [None, NOT_REQUIRED])
    def test_without_a_number_that_nobody_requires_it_is_delivered(self, requirement):
        """R-267"""
        delivery = planned(a_preference(requirement=requirement), purchase_order_id=None)
        assert delivery is not None
        assert delivery.status is DeliveryStatus.SCHEDULED
        assert delivery.reason is None

    def test_the_requirement_of_another_type_does_not_count(self):
        """R-267"""
        both = (CLOUD, DocumentType.AWS_CLOUD_CREDIT_MEMO)
        preference = a_preference(requirement=REQUIRED)
        assert preference.delivery is not None
        preference = replace(preference, delivery=replace(preference.delivery, document_types=both))
        memo = planned(preference, type=DocumentType.AWS_CLOUD_CREDIT_MEMO, purchase_order_id=None)
        assert memo is not None
        assert memo.status is DeliveryStatus.SCHEDULED


class TestChoice:
    def test_without_a_preference_no_portal_gets_it(self):
        """R-265"""
        assert planned() is None

    @pytest.mark.parametrize(
        "preference",
        [
            pytest.param(a_preference("p-1", "South"), id="another unit"),
            pytest.param(a_preference(sellers=(EMEA,)), id="another seller"),
            pytest.param(a_preference("p-1", "North", sellers=(EMEA,)), id="only half of it"),
            pytest.param(a_preference(einvoice=None), id="delivery switched off"),
            pytest.param(a_preference(delivery=None), id="nothing to deliver"),
            *(
                pytest.param(a_preference(status=status), id=status)
                for status in PreferenceStatus
                if status not in (PreferenceStatus.ACTIVE, PreferenceStatus.SUSPENDED)
            ),
        ],
    )
    def test_a_preference_that_is_for_something_else_is_as_if_it_were_not_there(self, preference):
        """R-265, R-266"""
        assert planned(preference) is None
        assert chosen(preference, a_preference("p-2")) == "p-2"

    def test_a_type_that_is_not_delivered_stays_away_from_the_portal(self):
        """R-267"""
        assert planned(a_preference(), type=DocumentType.AWS_MARKETPLACE_INVOICE) is None

    def test_nothing_is_delivered_before_the_activation_date(self):
        """R-265"""
        preference = a_preference()
        assert preference.delivery is not None
        later = replace(preference.delivery, activates_at=NOW + timedelta(microseconds=1))
        assert planned(replace(preference, delivery=later)) is None
        at_once = replace(preference.delivery, activates_at=NOW)
        assert planned(replace(preference, delivery=at_once)) is not None

    def test_the_most_telling_selector_decides(self):
        """R-265: unit and seller, then unit, then seller, then all"""
        ranked = [
            a_preference("both", "North", sellers=(INC,)),
            a_preference("unit", "North"),
            a_preference("seller", sellers=(INC,)),
            a_preference("all"),
        ]
        while ranked:
            assert chosen(*reversed(ranked)) == ranked.pop(0).preference_id

    def test_of_two_alike_the_older_one_decides(self):
        """R-265"""
        younger = a_preference("a", created_at=CREATED + timedelta(days=1))
        assert chosen(younger, a_preference("b")) == "b"
        assert chosen(a_preference("d"), a_preference("c")) == "c"

    def test_an_invoice_of_no_unit_is_for_no_preference_of_a_unit(self):
        """R-265"""
        assert chosen(a_preference("unit", "North"), invoice_unit=None) is None

    def test_a_suspended_preference_stops_what_it_is_for(self):
        """R-266, R-268: another portal does not get it instead"""
        suspended = a_preference("unit", "North", status=PreferenceStatus.SUSPENDED)
        delivery = planned(suspended, a_preference("all"))
        assert delivery is not None
        assert delivery.preference_id == "unit"
        assert delivery.status is DeliveryStatus.NOT_DELIVERED
        assert delivery.reason is StoppedBy.PREFERENCE_SUSPENDED


@pytest.mark.parametrize(
    ("is_marketplace", "is_credit_memo", "type_"),
    [
        (False, False, "AWS_CLOUD_INVOICE"),
        (False, True, "AWS_CLOUD_CREDIT_MEMO"),
        (True, False, "AWS_MARKETPLACE_INVOICE"),
        (True, True, "AWS_MARKETPLACE_CREDIT_MEMO"),
    ],
)
def test_marketplace_and_credit_memos_have_types_of_their_own(
    is_marketplace, is_credit_memo, type_
):
    """R-267"""
    assert document_type(is_marketplace=is_marketplace, is_credit_memo=is_credit_memo) == type_
