"""Which charges share an invoice, and what the billing settings of their receiver add."""

from dataclasses import replace

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.draft import Draft
from tests.support.billing import a_usage_charge
from tests.support.billing_settings import NORTHERN, SOUTHERN, an_invoice_unit, settings_with
from tests.support.issued import drafted
from tests.support.purchase_orders import NOTHING_SET

UNITS = settings_with(an_invoice_unit("North", NORTHERN), an_invoice_unit("South", SOUTHERN))


def used_by(account: str, charge_id: str = "ch-1", days: int | None = None) -> Charge:
    return replace(a_usage_charge(charge_id), subscriber_account_id=account, net_payment_days=days)


def only(charges: list[Charge], settings: BillingSettings) -> Draft:
    (draft,) = drafted(charges, settings)
    return draft


class TestUnits:
    def test_the_account_that_used_decides_the_unit(self) -> None:
        """R-119, R-245."""
        charges = [used_by(NORTHERN, "ch-1"), used_by(SOUTHERN, "ch-2"), a_usage_charge("ch-3")]
        drafts = drafted(charges, UNITS)
        assert [(d.group.invoice_unit, d.charges[0].charge_id) for d in drafts] == [
            ("", "ch-3"),
            ("North", "ch-1"),
            ("South", "ch-2"),
        ]

    def test_without_units_they_share_an_invoice(self) -> None:
        """R-245."""
        draft = only([used_by(NORTHERN, "ch-1"), used_by(SOUTHERN, "ch-2")], NOTHING_SET)
        assert len(draft.charges) == 2

    def test_the_unit_is_part_of_what_the_draft_is_derived_from(self) -> None:
        """R-148."""
        charges = [used_by(NORTHERN)]
        assert only(charges, UNITS).draft_id != only(charges, NOTHING_SET).draft_id
        assert only(charges, UNITS).draft_id == only(charges, UNITS).draft_id

    def test_late_charges_make_another_draft_of_the_same_group(self) -> None:
        """R-148: also when the units were changed meanwhile."""
        draft = only([used_by(NORTHERN, "ch-1")], UNITS)
        late = draft.anew([used_by(NORTHERN, "ch-2")])
        assert late.group is draft.group
        assert late.draft_id == only([used_by(NORTHERN, "ch-2")], UNITS).draft_id
        assert late.draft_id != draft.draft_id


class TestPaymentTerms:
    def test_a_charge_without_a_term_has_the_accounts(self) -> None:
        """R-388: agreement's, else account's."""
        assert only([used_by(NORTHERN)], settings_with(net_payment_days=30)).net_payment_days == 30
        assert only([used_by(NORTHERN)], settings_with()).net_payment_days == 0

    def test_a_term_of_its_own_comes_first_also_a_shorter_one(self) -> None:
        """R-388."""
        settings = settings_with(net_payment_days=30)
        assert only([used_by(NORTHERN, days=45)], settings).net_payment_days == 45
        assert only([used_by(NORTHERN, days=0)], settings).net_payment_days == 0

    def test_the_longest_term_of_the_charges_counts(self) -> None:
        """R-388."""
        charges = [used_by(NORTHERN, "ch-1", days=10), used_by(NORTHERN, "ch-2")]
        assert only(charges, settings_with(net_payment_days=30)).net_payment_days == 30
        assert only(charges, settings_with(net_payment_days=5)).net_payment_days == 10
