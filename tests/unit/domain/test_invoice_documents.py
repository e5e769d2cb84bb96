"""What the documents of invoices say: rounding, tax rates, lines, and what is missing (R-385)."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.trading_party import (
    Buyer,
    Seller,
    check_trading_party,
    party_members,
    read_party,
)
from procurement.domain.charges.usage import UsageLine
from procurement.domain.documents.apportionment import apportioned
from procurement.domain.documents.document_set import (
    DocumentKind,
    DocumentProblem,
    DocumentSet,
    DocumentStatus,
    KeptDocument,
    MissingDocument,
    document_key,
    file_name,
)
from procurement.domain.documents.e_invoice import e_invoice_of
from procurement.domain.documents.e_invoice_problems import e_invoice_problems
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.documents.tax_rates import tax_rates
from procurement.domain.errors import Problems
from procurement.domain.invoices.corrections import Regeneration
from tests.support.invoice_documents import (
    PURCHASER,
    SELLER,
    a_credit_memo,
    a_document,
    a_line,
    an_e_invoice,
    an_issued_invoice,
)

NOON = datetime(2027, 6, 3, 12, tzinfo=UTC)


def decimals(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


def rules(document: InvoiceDocument, kind: DocumentKind = DocumentKind.UBL) -> dict[str, str]:
    """The rules that a document breaks, and the settings that mend it."""
    found = e_invoice_problems(document, e_invoice_of(document), kind)
    return {problem.rule: problem.field for problem in found}


class TestApportionment:
    def test_the_largest_remainders_are_rounded_up(self):
        """BR-CO-10: lines add up to the total that is printed"""
        amounts = decimals("0.016", "0.013", "0.011")
        assert apportioned(amounts, Decimal("0.04"), "EUR") == decimals("0.02", "0.01", "0.01")

    def test_of_equal_remainders_the_first_is_rounded_up(self):
        amounts = decimals("0.335", "0.335")
        assert apportioned(amounts, Decimal("0.67"), "EUR") == decimals("0.34", "0.33")

    def test_amounts_below_zero_count_as_well(self):
        amounts = decimals("-0.335", "10.005")
        assert apportioned(amounts, Decimal("9.67"), "EUR") == decimals("-0.33", "10.00")

    def test_yen_have_no_decimal_places(self):
        assert apportioned(decimals("1.4", "1.2"), Decimal(3), "JPY") == decimals("2", "1")

    @pytest.mark.parametrize("total", ["0.98", "1.03", "1.001"])
    def test_a_total_that_the_amounts_cannot_come_to_is_refused(self, total):
        assert apportioned(decimals("0.995", "0.006"), Decimal(total), "EUR") is None


class TestTaxRates:
    def test_the_rate_follows_from_amount_and_tax(self):
        assert tax_rates([decimals("1000.00", "190.00")], "EUR") == decimals("19")

    def test_a_rate_keeps_the_places_that_it_needs(self):
        assert tax_rates([decimals("10000.00", "812.50")], "USD") == decimals("8.125")

    def test_a_small_amount_takes_the_rate_of_a_large_one(self):
        """0.01 of 0.05 would be 20 percent by itself"""
        billed = [decimals("0.05", "0.01"), decimals("1000.00", "190.00")]
        assert tax_rates(billed, "EUR") == decimals("19", "19")

    def test_two_rates_stay_apart(self):
        billed = [decimals("1000.00", "190.00"), decimals("1000.00", "70.00")]
        assert tax_rates(billed, "EUR") == decimals("19", "7")

    def test_no_tax_is_no_rate(self):
        assert tax_rates([decimals("1000", "0"), decimals("0", "0.01")], "EUR") == decimals(
            "0", "0"
        )


class TestEInvoice:
    def test_its_totals_are_the_invoices(self):
        made = an_e_invoice()
        assert (made.total_before_tax, made.tax, made.total) == decimals(
            "1250.00", "237.50", "1487.50"
        )

    def test_exact_lines_are_rounded_to_the_total_and_keep_their_price(self):
        """BR-CO-10, PEPPOL-EN16931-R120"""
        invoice = an_issued_invoice(a_line("0.335"), a_line("0.335", number=2))
        made = an_e_invoice(a_document(invoice))
        assert [line.net for line in made.lines] == [Decimal("0.34"), Decimal("0.33")]
        assert {line.price for line in made.lines} == {Decimal("0.335")}

    def test_a_credit_memo_turns_its_amounts_round(self):
        """R-151: one line for the whole, named by the reason"""
        made = an_e_invoice(a_document(a_credit_memo()))
        (line,) = made.lines
        assert (line.name, line.net, made.total) == (
            "Outage on 12 May",
            Decimal("100.00"),
            Decimal("119.00"),
        )

    def test_a_line_below_zero_has_a_quantity_below_zero(self):
        """BR-27: no price is negative"""
        invoice = an_issued_invoice(a_line("50.00"), a_line("-20.00", number=2))
        _, second = an_e_invoice(a_document(invoice)).lines
        assert (second.quantity, second.price, second.net) == decimals("-1", "20.00", "-20.00")

    def test_metered_usage_has_its_quantity_and_price(self):
        usage = UsageLine(
            dimension="users",
            quantity=Decimal(12),
            unit_price=Decimal("2.50"),
            amount=Decimal("30.00"),
        )
        (line,) = an_e_invoice(a_document(an_issued_invoice(a_line("30.00", usage=(usage,))))).lines
        assert (line.quantity, line.price, line.net) == decimals("12", "2.50", "30.00")

    def test_the_order_line_is_the_owners_own_number_where_there_is_one(self):
        """R-176; BT-132"""
        assert an_e_invoice().lines[0].order_line == "10"
        renumbered = a_document(external_line_number="00010")
        assert an_e_invoice(renumbered).lines[0].order_line == "00010"

    def test_a_charges_own_line_counts_only_for_the_order_that_it_named(self):
        named = a_line("10.00", purchase_order_line="7")
        same = an_issued_invoice(named, purchase_order_reference="PO 7/a")
        other = an_issued_invoice(named, purchase_order_reference="PO 8")
        assert an_e_invoice(a_document(same)).lines[0].order_line == "7"
        assert an_e_invoice(a_document(other)).lines[0].order_line == "10"

    def test_without_a_purchase_order_there_is_no_order_line(self):
        """BT-132 never stands without BT-13"""
        bare = an_issued_invoice(a_line("10.00", purchase_order_line="7"))
        bare = replace(bare, match=replace(bare.match, purchase_order_id=None))
        assert an_e_invoice(a_document(bare)).lines[0].order_line is None

    def test_lines_that_do_not_add_up_make_none(self):
        invoice = an_issued_invoice(a_line("10.00"))
        wrong = replace(invoice, lines=(a_line("11.00"),))
        assert e_invoice_of(a_document(wrong)) is None
        assert "BR-CO-10" in rules(a_document(wrong))


class TestProblems:
    def test_a_complete_document_has_none(self):
        assert rules(a_document()) == rules(a_document(a_credit_memo())) == {}

    def test_nothing_known_is_told_all_at_once_with_the_setting_that_mends_it(self):
        bare = an_issued_invoice(a_line("10.00"))
        bare = replace(bare, match=replace(bare.match, purchase_order_id=None))
        entity = f"invoicingEntities.sellers[{bare.invoicing_entity}]"
        assert rules(InvoiceDocument(invoice=bare, seller=Seller(), buyer=Buyer())) == {
            "BR-07": "paymentSettings.buyer.companyName",
            "BR-09": f"{entity}.countryCode",
            "BR-11": "paymentSettings.buyer.countryCode",
            "BR-CO-26": f"{entity}.vatNumber",
            "BR-CO-18": f"{entity}.untaxedCategory",
            "PEPPOL-EN16931-R020": f"{entity}.endpointId",
            "PEPPOL-EN16931-R010": "paymentSettings.buyer.endpointId",
            "PEPPOL-EN16931-R003": "paymentSettings.buyer.buyerReference",
        }

    def test_factur_x_needs_no_address_for_delivery(self):
        seller, buyer = (
            replace(p, endpoint_id="", endpoint_scheme="") for p in (SELLER, PURCHASER)
        )
        document = a_document(seller=seller, buyer=buyer)
        assert rules(document, DocumentKind.FACTUR_X) == {}
        assert set(rules(document)) == {"PEPPOL-EN16931-R010", "PEPPOL-EN16931-R020"}

    def test_a_pdf_needs_nothing(self):
        document = InvoiceDocument(invoice=an_issued_invoice(), seller=Seller(), buyer=Buyer())
        assert rules(document, DocumentKind.PDF) == {}

    def test_whoever_charges_tax_has_a_vat_number(self):
        """BR-S-02"""
        assert set(rules(a_document(seller=replace(SELLER, vat_number="")))) == {"BR-S-02"}

    def test_reverse_charge_needs_the_vat_numbers_of_both(self):
        """BR-AE-02"""
        untaxed = an_issued_invoice(a_line("10.00"))
        buyer = replace(PURCHASER, vat_number="")
        assert rules(a_document(untaxed, buyer=buyer)) == {
            "BR-AE-02": "paymentSettings.buyer.vatNumber"
        }

    def test_the_number_that_the_invoice_was_issued_for_is_the_buyers(self):
        """R-022"""
        untaxed = an_issued_invoice(a_line("10.00"), tax_registration_number="FR 12345678901")
        document = a_document(untaxed, buyer=replace(PURCHASER, vat_number=""))
        assert document.buyer_vat_number == "FR12345678901"
        assert rules(document) == {}

    def test_what_is_out_of_scope_stands_alone(self):
        """BR-O-11"""
        seller = replace(SELLER, untaxed_category="O", untaxed_reason="Outside the territory")
        mixed = an_issued_invoice(a_line("10.00"), a_line("10.00", "1.90", 2))
        assert "BR-O-11" in rules(a_document(mixed, seller=seller))
        untaxed = an_issued_invoice(a_line("10.00"))
        assert rules(a_document(untaxed, seller=seller)) == {}
        unregistered = replace(seller, registration_number="")
        assert set(rules(a_document(untaxed, seller=unregistered))) == {"BR-CO-26"}

    def test_three_decimal_places_are_too_many(self):
        """BR-DEC-14: Kuwaiti dinars"""
        assert set(rules(a_document(an_issued_invoice(a_line("1.234"), currency="KWD")))) == {
            "BR-DEC-14"
        }

    def test_tax_on_nothing_is_no_vat(self):
        """BR-CO-17"""
        odd = an_issued_invoice(a_line("10.00", "1.90"), a_line("0", "5.00", 2))
        assert "BR-CO-17" in rules(a_document(odd))


class TestTradingParty:
    @staticmethod
    def faults(party: Seller | Buyer) -> list[str]:
        problems = Problems()
        check_trading_party(party, "buyer", problems)
        return [problem.field for problem in problems.found]

    def test_a_real_company_is_accepted(self):
        assert self.faults(SELLER) == self.faults(PURCHASER) == self.faults(Buyer()) == []

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (Buyer(country_code="de"), "buyer.countryCode"),
            (Buyer(country_code="XX"), "buyer.countryCode"),
            (Buyer(vat_number="XX123456"), "buyer.vatNumber"),
            (Buyer(endpoint_scheme="9999", endpoint_id="x"), "buyer.endpointScheme"),
            (Buyer(vat_number="123"), "buyer.vatNumber"),
            (Buyer(endpoint_scheme="99"), "buyer.endpointScheme"),
            (Buyer(endpoint_id="x"), "buyer.endpointId"),
            (Buyer(city="x" * 201), "buyer.city"),
            (Buyer(city=" Berlin"), "buyer.city"),
            (Buyer(address_line2="a\nb"), "buyer.addressLine2"),
            (Seller(untaxed_category="S"), "buyer.untaxedCategory"),
            (Seller(untaxed_category="E"), "buyer.untaxedReason"),
            (Seller(payment_account="DE 12"), "buyer.paymentAccount"),
        ],
    )
    def test_what_could_stand_on_no_invoice_is_told(self, wrong, field):
        assert field in self.faults(wrong)

    @pytest.mark.parametrize("party", [SELLER, PURCHASER, Seller(), Buyer()])
    def test_its_members_read_back_to_itself(self, party):
        assert read_party(party_members(party), type(party)) == party

    def test_every_member_is_text_that_may_be_empty(self):
        assert {getattr(Seller(), each.name) for each in fields(Seller)} == {""}


class TestDocumentSet:
    SET = DocumentSet(account_id="111122223333", invoice_id="US-1", edition=1)
    PDF = KeptDocument(kind=DocumentKind.PDF, key="a/b", sha256="0" * 64, size=3, rendered_at=NOON)
    NO_UBL = MissingDocument(
        kind=DocumentKind.UBL, problems=(DocumentProblem(field="x", rule="BR-11", message="y"),)
    )

    def test_each_kind_is_there_or_missing_or_on_its_way(self):
        made = self.SET.merged((self.PDF,), (self.NO_UBL,))
        assert [made.status(kind) for kind in DocumentKind] == [
            DocumentStatus.AVAILABLE,
            DocumentStatus.INCOMPLETE,
            DocumentStatus.PENDING,
        ]
        assert made.problems(DocumentKind.UBL) == self.NO_UBL.problems

    def test_what_is_kept_is_never_replaced(self):
        """R-391: whoever renders second changes nothing"""
        made = self.SET.merged((self.PDF,), (self.NO_UBL,))
        assert made.merged((replace(self.PDF, sha256="1" * 64),), (self.NO_UBL,)) is made

    def test_what_was_missing_may_come_later(self):
        made = self.SET.merged((self.PDF,), (self.NO_UBL,))
        later = made.merged((replace(self.PDF, kind=DocumentKind.UBL),), ())
        assert later.status(DocumentKind.UBL) is DocumentStatus.AVAILABLE
        assert (later.missing, later.revision) == ((), 2)

    def test_a_number_cannot_lead_elsewhere(self):
        """Path tricks are harmless, in the store and in the name of a file"""
        odd = an_issued_invoice(invoice_id='../9/"x\r\n', edition=2)
        key = document_key(odd, DocumentKind.UBL, "ab")
        assert key == "111122223333/..%2F9%2F%22x%0D%0A/000002/UBL/ab.xml"
        named = replace(self.SET, invoice_id=odd.invoice_id, edition=2)
        assert file_name(named, DocumentKind.FACTUR_X) == "___9__x__-edition-2-factur-x.pdf"


def test_an_edition_is_dated_by_its_regeneration():
    """R-391"""
    made = Regeneration(at=NOON, actor="support", reason="Case 4711")
    assert a_document(an_issued_invoice(regeneration=made)).made_at == NOON
    assert a_document().made_at == an_issued_invoice().issued_at


def test_the_buyers_name_stands_in_the_first_line_of_the_bill_to_address():
    """R-020"""
    assert a_document(buyer=Buyer()).buyer_name == "Beispiel GmbH"
