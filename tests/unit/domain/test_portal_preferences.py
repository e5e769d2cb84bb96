"""Portal preferences: what they may say, how they change, how their features move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, QuotaExceeded, StaleVersion, WrongStatus
from procurement.domain.portals.changes import Salts, new_preference, replaced_preference
from procurement.domain.portals.preference import (
    ConnectionTestingMethod,
    DocumentType,
    Parties,
    PortalContact,
    PortalName,
    PortalPreference,
    PreferenceStatus,
    PurchaseOrderRequirement,
    Selector,
)
from procurement.domain.portals.preference_input import (
    ConnectionInput,
    DeliveryInput,
    PreferenceInput,
    Selectable,
)
from procurement.domain.portals.preferences import MAX_PREFERENCES, PortalPreferences
from procurement.domain.portals.secret import SecretHash
from procurement.domain.portals.statuses import StatusInput, moved
from tests.support.purchase_orders import EMEA, INC

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SALTS = Salts(production=b"0123456789abcdef", test=b"fedcba9876543210")
UNITS = [f"Unit {number}" for number in range(600)]
AMONG = Selectable(invoice_units=UNITS, sellers_of_record=(INC, EMEA))
CLOUD = DocumentType.AWS_CLOUD_INVOICE
REQUIRED = PurchaseOrderRequirement.ASSOCIATED_PURCHASE_ORDER_REQUIRED
PARTIES = Parties(
    buyer_domain="NetworkID",
    buyer_identifier="AN01",
    supplier_domain="NetworkID",
    supplier_identifier="AN02",
)
S = PreferenceStatus


def a_delivery(**more: Any) -> DeliveryInput:
    delivery = DeliveryInput(
        document_types=[CLOUD],
        testing_method=ConnectionTestingMethod.PROD_ENV_DOLLAR_TEST,
        activates_at=NOW,
    )
    return replace(delivery, **more)


def a_connection(**more: Any) -> ConnectionInput:
    connection = ConnectionInput(parties=PARTIES, endpoint="https://portal.example.com/cxml")
    return replace(connection, **more)


def an_input(**more: Any) -> PreferenceInput:
    given = PreferenceInput(
        portal=PortalName.COUPA,
        production=a_connection(),
        contacts=[PortalContact(name="E-invoicing", email="einvoicing@example.com")],
        is_einvoice_enabled=True,
        is_retrieval_enabled=True,
        delivery=a_delivery(),
    )
    return replace(given, **more)


def made(**more: Any) -> PortalPreference:
    return new_preference(
        an_input(**more),
        account_id="111122223333",
        preference_id="portal-1",
        among=AMONG,
        salts=SALTS,
        now=NOW,
    )


def replaced(before: PortalPreference, **more: Any) -> PortalPreference:
    given = an_input(portal=None, **more)
    return replaced_preference(before, given, among=AMONG, salts=SALTS, now=LATER)


def fields_refused(**more: Any) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        made(**more)
    return {problem.field for problem in refused.value.problems}


class TestInput:
    def test_a_new_preference_waits_for_its_verification(self):
        """R-265, R-266"""
        preference = made()
        assert preference.einvoice is not None
        assert preference.retrieval is not None
        assert preference.einvoice.status is S.PENDING_VERIFICATION
        assert preference.retrieval.status is S.PENDING_VERIFICATION
        assert preference.version == 1

    def test_features_are_switched_apart(self):
        """R-265"""
        preference = made(is_retrieval_enabled=False)
        assert preference.einvoice is not None
        assert preference.retrieval is None

    def test_its_arn_has_the_shape_of_aws(self):
        """R-265: invoicing:ProcurementPortalPreferenceArnString"""
        arn = "arn:aws:invoicing::111122223333:procurement-portal-preference/portal-1"
        assert made().arn == arn

    def test_500_units_and_100_sellers_are_allowed_and_no_more(self):
        """R-265"""
        sellers = [f"Seller {number}" for number in range(101)]
        among = Selectable(invoice_units=UNITS, sellers_of_record=sellers)

        def select(units: int, of_record: int) -> PortalPreference:
            selector = Selector(
                invoice_units=tuple(UNITS[:units]), sellers_of_record=tuple(sellers[:of_record])
            )
            return new_preference(
                an_input(selector=selector),
                account_id="1",
                preference_id="p",
                among=among,
                salts=SALTS,
                now=NOW,
            )

        assert len(select(500, 100).selector.invoice_units) == 500
        with pytest.raises(InvalidInput) as refused:
            select(501, 101)
        assert {p.field for p in refused.value.problems} == {
            "selector.invoiceUnits",
            "selector.sellerOfRecords",
        }

    def test_a_selector_names_what_there_is_once(self):
        """R-265"""
        selector = Selector(
            invoice_units=("Unit 1", "Unit 1", "Nowhere"), sellers_of_record=("Nobody",)
        )
        assert fields_refused(selector=selector) == {
            "selector.invoiceUnits[0]",
            "selector.invoiceUnits[1]",
            "selector.invoiceUnits[2]",
            "selector.sellerOfRecords[0]",
        }

    @pytest.mark.parametrize(
        "contacts",
        [
            pytest.param([], id="none"),
            pytest.param([PortalContact(name="a"), PortalContact(name="b")], id="two"),
        ],
    )
    def test_there_is_exactly_one_contact(self, contacts):
        """R-265"""
        assert fields_refused(contacts=contacts) == {"contacts"}

    @pytest.mark.parametrize(
        ("contact", "field"),
        [
            (PortalContact(), "contacts[0]"),
            (PortalContact(email="nobody"), "contacts[0].email"),
            (PortalContact(name="a" * 1025), "contacts[0].name"),
            (PortalContact(name="a\x00b"), "contacts[0].name"),
        ],
    )
    def test_a_contact_can_be_written_to(self, contact, field):
        """R-265"""
        assert fields_refused(contacts=[contact]) == {field}

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://portal.example.com",
            "portal.example.com",
            "https://",
            "https://user:word@portal.example.com",
            "https://portal.example.com/#part",
            "https://portal.example.com/a b",
            "https://[portal.example.com",
            "https://" + "a" * 1024,
        ],
    )
    def test_an_endpoint_is_an_https_address(self, endpoint):
        """R-265"""
        refused = fields_refused(production=a_connection(endpoint=endpoint))
        assert refused == {"procurementPortalInstanceEndpoint"}

    def test_parties_are_network_ids(self):
        """R-265: invoicing:BuyerDomain"""
        parties = replace(PARTIES, buyer_domain="DUNS", supplier_identifier="A B")
        refused = fields_refused(production=a_connection(parties=parties))
        assert refused == {"buyerDomain", "supplierIdentifier"}

    def test_a_secret_has_no_space_and_is_in_no_message(self):
        """R-265"""
        with pytest.raises(InvalidInput) as refused:
            made(production=a_connection(secret="very secret"))
        (problem,) = refused.value.problems
        assert problem.field == "procurementPortalSharedSecret"
        assert "very" not in str(refused.value)

    def test_delivery_says_what_is_delivered_and_where_to(self):
        """R-267"""
        assert fields_refused(delivery=None) == {"einvoiceDeliveryPreference"}
        assert fields_refused(production=a_connection(endpoint=None)) == {
            "procurementPortalInstanceEndpoint"
        }
        assert fields_refused(delivery=a_delivery(document_types=[])) == {
            "einvoiceDeliveryPreference.einvoiceDeliveryDocumentTypes"
        }

    def test_requirements_are_for_delivered_types_each_once(self):
        """R-267"""
        memo = DocumentType.AWS_CLOUD_CREDIT_MEMO
        twice = [(CLOUD, REQUIRED), (CLOUD, REQUIRED), (memo, REQUIRED)]
        at = "einvoiceDeliveryPreference.purchaseOrderDataSources"
        refused = fields_refused(delivery=a_delivery(requirements=twice))
        assert refused == {f"{at}[0]", f"{at}[1]", f"{at}[2]"}

    def test_a_test_in_the_test_environment_needs_one(self):
        """R-265"""
        delivery = a_delivery(testing_method=ConnectionTestingMethod.TEST_ENV_REPLAY_TEST)
        at = "einvoiceDeliveryPreference.connectionTestingMethod"
        assert fields_refused(delivery=delivery) == {at}
        assert made(delivery=delivery, test=a_connection()).test is not None

    def test_the_test_environments_problems_are_told_under_its_name(self):
        """R-265"""
        test = a_connection(endpoint="nowhere", secret=" ")
        assert fields_refused(test=test) == {
            "testEnvPreference.procurementPortalInstanceEndpoint",
            "testEnvPreference.procurementPortalSharedSecret",
        }

    def test_punchout_of_coupa_needs_an_address_of_the_same_host(self):
        """R-265: invoicing:MarketplacePunchOutPreference"""
        at = "marketplacePunchOutPreference"
        assert fields_refused(is_punch_out_enabled=True) == {at}
        elsewhere = "https://elsewhere.example.com/approve"
        for address in (elsewhere, "nowhere"):
            refused = fields_refused(is_punch_out_enabled=True, punch_out_redirect_url=address)
            assert refused == {f"{at}.approvalRequestRedirectUrl"}
        address = "https://portal.example.com/approve"
        assert made(is_punch_out_enabled=True, punch_out_redirect_url=address)

    def test_punchout_of_others_has_no_address(self):
        """R-265"""
        sap = PortalName.SAP_BUSINESS_NETWORK
        assert made(portal=sap, is_punch_out_enabled=True)
        refused = fields_refused(portal=sap, punch_out_redirect_url="https://portal.example.com")
        assert refused == {"marketplacePunchOutPreference.approvalRequestRedirectUrl"}

    def test_tags_are_bounded(self):
        """R-265: invoicing:ResourceTagList"""
        assert len(made(tags={f"k{n}": "" for n in range(200)}).tags) == 200
        assert fields_refused(tags={f"k{n}": "" for n in range(201)}) == {"resourceTags"}
        assert fields_refused(tags={"k": "v" * 257}) == {"resourceTags[k]"}

    def test_portal_and_parties_are_needed_at_creation(self):
        """R-265"""
        assert fields_refused(portal=None) == {"procurementPortalName"}


class TestReplacement:
    def activated(self, **more: Any) -> PortalPreference:
        preference = made(**more)
        for status in (S.VALIDATED, S.TEST_INITIALIZED, S.ACTIVE):
            preference = moved(preference, StatusInput(einvoice=status, retrieval=status), NOW)
        return preference

    def test_the_same_again_is_the_very_same_object(self):
        """R-265"""
        before = self.activated(production=a_connection(secret="open-sesame"))
        assert replaced(before) is before
        assert replaced(before, production=a_connection(secret="open-sesame")) is before

    def test_another_selector_leaves_the_statuses(self):
        """R-266"""
        before = self.activated()
        after = replaced(before, selector=Selector(invoice_units=("Unit 1",)))
        assert (after.einvoice, after.retrieval) == (before.einvoice, before.retrieval)
        assert (after.version, after.updated_at) == (before.version + 1, LATER)

    @pytest.mark.parametrize(
        "changed",
        [
            {"production": a_connection(endpoint="https://other.example.com")},
            {"production": a_connection(secret="another")},
            {"test": a_connection()},
        ],
        ids=["endpoint", "secret", "test environment"],
    )
    def test_another_connection_is_verified_anew(self, changed):
        """R-266"""
        after = replaced(self.activated(), **changed)
        assert after.einvoice is not None
        assert after.retrieval is not None
        assert after.einvoice.status is S.PENDING_VERIFICATION
        assert after.retrieval.status is S.PENDING_VERIFICATION

    def test_another_testing_method_concerns_delivery_alone(self):
        """R-266"""
        before = self.activated(test=a_connection())
        method = ConnectionTestingMethod.TEST_ENV_REPLAY_TEST
        delivery = a_delivery(testing_method=method)
        after = replaced(before, test=a_connection(), delivery=delivery)
        assert after.einvoice is not None
        assert after.einvoice.status is S.PENDING_VERIFICATION
        assert after.retrieval == before.retrieval

    def test_a_feature_that_was_off_starts_from_the_beginning(self):
        """R-266"""
        off = replaced(self.activated(), is_einvoice_enabled=False)
        assert off.einvoice is None
        on = replaced(off)
        assert on.einvoice is not None
        assert on.einvoice.status is S.PENDING_VERIFICATION

    def test_portal_parties_and_tags_stay(self):
        """R-265"""
        before = made(tags={"team": "finance"})
        other = replace(PARTIES, buyer_identifier="AN99")
        after = replaced(before, production=a_connection(parties=other, endpoint="https://x.org"))
        assert after.production.parties == PARTIES
        assert after.portal is before.portal
        assert after.tags == before.tags

    def test_another_version_is_refused(self):
        """R-265: optimistic locking"""
        preference = made()
        preference.expect_version(1)
        with pytest.raises(StaleVersion):
            preference.expect_version(2)


class TestStatuses:
    PATHS = (
        (S.VALIDATED, S.TEST_INITIALIZED, S.ACTIVE, S.SUSPENDED, S.ACTIVE),
        (S.VALIDATED, S.TEST_INITIALIZATION_FAILED, S.TEST_INITIALIZED, S.ACTIVE),
        (S.VALIDATED, S.TEST_INITIALIZED, S.TEST_FAILED, S.TEST_INITIALIZED, S.ACTIVE),
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_delivery_moves_along_these_paths(self, path):
        """R-266"""
        preference = made()
        for status in path:
            preference = moved(preference, StatusInput(einvoice=status), LATER)
            assert preference.einvoice is not None
            assert preference.einvoice.status is status
        assert preference.version == 1 + len(path)

    @pytest.mark.parametrize(
        ("path", "target"),
        [
            ((), S.ACTIVE),
            ((), S.SUSPENDED),
            ((S.VALIDATED,), S.ACTIVE),
            ((S.VALIDATED, S.TEST_INITIALIZED, S.TEST_FAILED), S.ACTIVE),
            ((S.VALIDATED, S.TEST_INITIALIZED, S.ACTIVE), S.PENDING_VERIFICATION),
        ],
    )
    def test_delivery_makes_no_other_move(self, path, target):
        """R-266: untested, nothing is delivered"""
        preference = made()
        for status in path:
            preference = moved(preference, StatusInput(einvoice=status), LATER)
        with pytest.raises(WrongStatus):
            moved(preference, StatusInput(einvoice=target), LATER)

    def test_retrieval_needs_no_test(self):
        """R-266"""
        preference = made()
        for status in (S.VALIDATED, S.ACTIVE):
            preference = moved(preference, StatusInput(retrieval=status), LATER)
        assert preference.retrieval is not None
        assert preference.retrieval.status is S.ACTIVE

    def test_the_status_that_holds_changes_nothing(self):
        """R-266"""
        preference = made()
        assert moved(preference, StatusInput(einvoice=S.PENDING_VERIFICATION), LATER) is preference

    def test_a_reason_is_kept_with_its_status(self):
        """R-266"""
        given = StatusInput(einvoice=S.VALIDATED, einvoice_reason="Checked by phone")
        after = moved(made(), given, LATER)
        assert after.einvoice is not None
        assert after.einvoice.reason == "Checked by phone"

    def test_a_feature_that_is_off_has_no_status(self):
        """R-266"""
        with pytest.raises(WrongStatus):
            moved(made(is_retrieval_enabled=False), StatusInput(retrieval=S.VALIDATED), LATER)

    def test_one_status_at_least_is_given_and_reasons_are_bounded(self):
        """R-266"""
        with pytest.raises(InvalidInput) as refused:
            moved(made(), StatusInput(einvoice_reason="a" * 1025), LATER)
        assert len(refused.value.problems) == 2


class TestSecrets:
    def test_only_the_secret_itself_is_recognised(self):
        """R-265"""
        kept = SecretHash.of("open-sesame", SALTS.production)
        assert kept.is_of("open-sesame")
        assert not kept.is_of("open-sesamE")
        assert "sesame" not in repr(kept)

    def test_the_same_secret_under_another_salt_looks_different(self):
        """R-265"""
        one, other = (SecretHash.of("x", salt) for salt in (SALTS.production, SALTS.test))
        assert one.digest != other.digest


def test_an_account_has_at_most_50_preferences():
    """R-265: a bound of our own"""
    held = tuple(made() for _ in range(MAX_PREFERENCES))
    PortalPreferences(account_id="1", preferences=held[:-1]).expect_room()
    with pytest.raises(QuotaExceeded):
        PortalPreferences(account_id="1", preferences=held).expect_room()
