from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.errors import (
    ChargeAlreadyInvoiced,
    ChargeNotFound,
    InvalidInput,
    StaleChargeRevision,
)
from procurement.domain.marketplace.purchase_order_update import (
    PurchaseOrderEntry,
    ReferenceChange,
    read_changes,
    update_purchase_orders,
)
from tests.support.offers import AGREEMENT_ID, a_released_offer, a_schedule, an_agreement


def an_entry(**overrides: Any) -> PurchaseOrderEntry:
    entry = PurchaseOrderEntry(
        charge_id="ch-1",
        charge_revision=1,
        agreement_id=AGREEMENT_ID,
        purchase_order_reference="PO-1",
    )
    return replace(entry, **overrides)


def refusal(
    act: Callable[..., object], *arguments: Any, **named: Any
) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InvalidInput) as refused:
        act(*arguments, **named)
    return [(p.field, p.reason, p.rule) for p in refused.value.problems]


class TestReadingEntries:
    def test_sound_entries_keep_their_order(self) -> None:
        """R-211."""
        changes = read_changes([an_entry(), an_entry(charge_id="ch-0", charge_revision=2**63 - 1)])
        assert [change.charge_id for change in changes] == ["ch-1", "ch-0"]
        assert changes[0] == ReferenceChange(
            charge_id="ch-1",
            charge_revision=1,
            agreement_id=AGREEMENT_ID,
            purchase_order_reference="PO-1",
        )

    def test_the_agreement_may_be_left_out(self) -> None:
        """R-211: only the charge ID is required by the model."""
        (change,) = read_changes([an_entry(agreement_id=None)])
        assert change.agreement_id is None

    @pytest.mark.parametrize("entries", [None, []])
    def test_a_call_names_at_least_one_charge(
        self, entries: list[PurchaseOrderEntry] | None
    ) -> None:
        """R-211, R-216."""
        assert refusal(lambda: read_changes(entries)) == [
            ("purchaseOrders", "MISSING_PURCHASE_ORDERS", "R-211")
        ]

    def test_a_call_names_at_most_86_charges(self) -> None:
        """R-211."""
        entries = [an_entry(charge_id=f"ch-{number}") for number in range(87)]
        assert len(read_changes(entries[:86])) == 86
        assert refusal(lambda: read_changes(entries)) == [
            ("purchaseOrders", "INVALID_PURCHASE_ORDERS", "R-211")
        ]

    @pytest.mark.parametrize(
        ("overrides", "field", "reason", "rule"),
        [
            ({"charge_id": None}, "chargeId", "MISSING_CHARGE_ID", "R-211"),
            ({"charge_id": ""}, "chargeId", "MISSING_CHARGE_ID", "R-211"),
            ({"charge_id": "ch 1"}, "chargeId", "INVALID_CHARGE_ID", "R-260"),
            ({"charge_revision": None}, "chargeRevision", "MISSING_CHARGE_REVISION", "R-215"),
            ({"charge_revision": 0}, "chargeRevision", "INVALID_CHARGE_REVISION", "R-210"),
            ({"charge_revision": 2**63}, "chargeRevision", "INVALID_CHARGE_REVISION", "R-210"),
            ({"agreement_id": ""}, "agreementId", "INVALID_AGREEMENT_ID", "R-260"),
            ({"agreement_id": "a b"}, "agreementId", "INVALID_AGREEMENT_ID", "R-260"),
            (
                {"purchase_order_reference": None},
                "purchaseOrderReference",
                "MISSING_PURCHASE_ORDER_REFERENCE",
                "R-217",
            ),
            (
                {"purchase_order_reference": "#1"},
                "purchaseOrderReference",
                "INVALID_PURCHASE_ORDER_REFERENCE",
                "R-007",
            ),
            (
                {"purchase_order_reference": "x" * 201},
                "purchaseOrderReference",
                "INVALID_PURCHASE_ORDER_REFERENCE",
                "R-173",
            ),
        ],
    )
    def test_a_bad_member_is_told_with_the_reason_of_aws(
        self, overrides: dict[str, Any], field: str, reason: str, rule: str
    ) -> None:
        """R-209 to R-217."""
        entries = [an_entry(charge_id="ch-0"), an_entry(**overrides)]
        assert refusal(lambda: read_changes(entries)) == [
            (f"purchaseOrders[1].{field}", reason, rule)
        ]

    def test_the_same_charge_twice_is_refused_even_with_the_same_number(self) -> None:
        """R-218."""
        assert refusal(lambda: read_changes([an_entry(), an_entry()])) == [
            ("purchaseOrders[1].chargeId", "DUPLICATE_CHARGES", "R-218")
        ]

    def test_every_problem_of_every_entry_is_told_at_once(self) -> None:
        """R-215 to R-218."""
        entries = [
            PurchaseOrderEntry(),
            an_entry(charge_revision=-1),
            an_entry(purchase_order_reference=""),
        ]
        assert refusal(lambda: read_changes(entries)) == [
            ("purchaseOrders[0].chargeId", "MISSING_CHARGE_ID", "R-211"),
            ("purchaseOrders[0].chargeRevision", "MISSING_CHARGE_REVISION", "R-215"),
            ("purchaseOrders[0].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE",
             "R-217"),
            ("purchaseOrders[1].chargeRevision", "INVALID_CHARGE_REVISION", "R-210"),
            ("purchaseOrders[2].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE",
             "R-217"),
            ("purchaseOrders[2].chargeId", "DUPLICATE_CHARGES", "R-218"),
        ]  # fmt: skip


class TestDeciding:
    def charges(self) -> tuple[Charge, Charge, Charge]:
        schedule = a_schedule(
            ("2027-05-01", "1.00"), ("2027-06-01", "1.00"), ("2027-07-01", "1.00")
        )
        _, made = an_agreement(a_released_offer(schedule=schedule))
        first, second, third = made
        return first, second, third

    def decide(
        self, charges: Sequence[Charge], *wanted: tuple[Charge, int, str], agreement_id: str | None
    ) -> tuple[Charge, ...]:
        changes = read_changes(
            [
                PurchaseOrderEntry(
                    charge_id=charge.charge_id,
                    charge_revision=revision,
                    agreement_id=agreement_id,
                    purchase_order_reference=reference,
                )
                for charge, revision, reference in wanted
            ]
        )
        return update_purchase_orders(changes, {charge.charge_id: charge for charge in charges})

    def test_each_named_charge_gets_its_number_and_the_next_revision(self) -> None:
        """R-214, R-182."""
        first, second, third = self.charges()
        changed = self.decide(
            (first, second, third), (third, 1, "Q3"), (first, 1, "Q1"), agreement_id=AGREEMENT_ID
        )
        assert [(c.charge_id, c.purchase_order_reference, c.revision) for c in changed] == [
            (third.charge_id, "Q3", 2),
            (first.charge_id, "Q1", 2),
        ]

    def test_the_same_number_again_succeeds_without_a_new_revision(self) -> None:
        """R-214."""
        first, second, _ = self.charges()
        named = first.named("Q1")
        changed = self.decide(
            (named, second), (named, 2, "Q1"), (second, 1, "Q2"), agreement_id=None
        )
        assert [charge.charge_id for charge in changed] == [second.charge_id]

    def test_numbers_differ_in_case(self) -> None:
        """R-008."""
        named = self.charges()[0].named("po-1")
        (changed,) = self.decide((named,), (named, 2, "PO-1"), agreement_id=None)
        assert changed.purchase_order_reference == "PO-1"

    @pytest.mark.parametrize("revision", [2, 4])
    def test_another_revision_than_the_present_one_is_a_conflict_naming_the_charge(
        self, revision: int
    ) -> None:
        """R-214, S-59."""
        charge = replace(self.charges()[0], revision=3)
        with pytest.raises(StaleChargeRevision) as refused:
            self.decide((charge,), (charge, revision, "Q1"), agreement_id=None)
        assert refused.value.resource_id == charge.charge_id
        assert refused.value.resource_type == "Charge"

    def test_a_stale_revision_is_a_conflict_even_for_the_same_number(self) -> None:
        """R-214."""
        charge = self.charges()[0].named("Q1")
        with pytest.raises(StaleChargeRevision):
            self.decide((charge,), (charge, 1, "Q1"), agreement_id=None)

    @pytest.mark.parametrize("revision", [1, 2])
    def test_an_invoiced_charge_no_longer_changes_whatever_the_revision(
        self, revision: int
    ) -> None:
        """R-219, R-222."""
        charge = self.charges()[0].invoiced("INV-1")
        with pytest.raises(ChargeAlreadyInvoiced) as refused:
            self.decide((charge,), (charge, revision, "Q1"), agreement_id=None)
        assert refused.value.resource_id == charge.charge_id
        assert "INV-1" in refused.value.message

    def test_a_charge_whose_invoice_is_being_made_no_longer_changes(self) -> None:
        """R-222: neither with the old revision nor with the one the claim has raised."""
        charge = self.charges()[0].claimed("draft-1")
        for revision in (1, 2):
            with pytest.raises(ChargeAlreadyInvoiced, match="being made"):
                self.decide((charge,), (charge, revision, "Q1"), agreement_id=None)

    def test_a_standing_usage_charge_changes_at_any_time(self) -> None:
        """R-220, S-57."""
        usage = replace(
            self.charges()[0],
            timing=Timing.BILLING_PERIOD,
            charge_date=None,
            state=ChargeState.INVOICED,
            purchase_order_reference="P1",
        )
        (changed,) = self.decide((usage,), (usage, 1, "P2"), agreement_id=None)
        assert (changed.purchase_order_reference, changed.revision) == ("P2", 2)

    def test_a_months_usage_of_an_account_is_settled_by_its_invoice(self) -> None:
        """R-219: only an agreement's usage charge outlives its invoices."""
        usage = replace(
            self.charges()[0],
            timing=Timing.BILLING_PERIOD,
            state=ChargeState.INVOICED,
            agreement_id=None,
        )
        with pytest.raises(ChargeAlreadyInvoiced):
            self.decide((usage,), (usage, 1, "P2"), agreement_id=None)

    def test_a_charge_that_does_not_exist_is_not_found(self) -> None:
        """R-213."""
        first, second, _ = self.charges()
        with pytest.raises(ChargeNotFound) as refused:
            self.decide((first,), (first, 1, "Q1"), (second, 1, "Q1"), agreement_id=None)
        assert refused.value.resource_id == second.charge_id

    def test_a_charge_of_another_agreement_is_not_found(self) -> None:
        """R-213."""
        first, *_ = self.charges()
        with pytest.raises(ChargeNotFound):
            self.decide((first,), (first, 1, "Q1"), agreement_id="agmt-2")

    def test_one_impossible_entry_fails_the_whole_call(self) -> None:
        """R-218, R-219."""
        first, second, third = self.charges()
        invoiced = third.invoiced("INV-1")
        with pytest.raises(ChargeAlreadyInvoiced):
            self.decide(
                (first, second, invoiced),
                (first, 1, "Q1"),
                (second, 1, "Q1"),
                (invoiced, 2, "Q1"),
                agreement_id=None,
            )

    def test_charges_voided_with_their_agreement_are_refused_by_name(self) -> None:
        """R-402, R-216."""
        first, second, third = self.charges()
        void = replace(second, state=ChargeState.VOID)
        also = replace(third, state=ChargeState.VOID)
        wanted = [(charge, 1, "Q1") for charge in (first, void, also)]
        assert refusal(self.decide, (first, void, also), *wanted, agreement_id=None) == [
            ("purchaseOrders[1].chargeId", "INACTIVE_AGREEMENT", "R-402"),
            ("purchaseOrders[2].chargeId", "INACTIVE_AGREEMENT", "R-402"),
        ]
