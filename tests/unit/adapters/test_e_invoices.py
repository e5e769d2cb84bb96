"""UBL and CII, judged by the official schemas and rules, and read back."""

from dataclasses import replace

import pytest

from procurement.adapters.documents.cii import write_cii
from procurement.adapters.documents.ubl import write_ubl
from procurement.domain.billing_settings.codes import COUNTRIES, ENDPOINT_SCHEMES, VAT_PREFIXES
from procurement.domain.billing_settings.tax_rules import TaxCategory
from procurement.domain.documents.invoice_document import InvoiceDocument
from tests.support.api import BUYER
from tests.support.e_invoice_rules import (
    cii_faults,
    official_codes,
    peppol_faults,
    text,
    texts,
    ubl_faults,
)
from tests.support.invoice_documents import (
    PURCHASER,
    SELLER,
    a_credit_memo,
    a_document,
    a_line,
    an_e_invoice,
    an_issued_invoice,
    taxed_by,
)
from tests.support.taxes import a_tax_rule

OUT_OF_SCOPE = replace(SELLER, untaxed_category="O", untaxed_reason="Outside the territory")
GST, QST = a_tax_rule("5", name="GST"), a_tax_rule("9.975", name="QST", region="QC")
REVERSED = a_tax_rule("0", category=TaxCategory.REVERSE_CHARGE, reason="Article 196")
HOSTILE = "]]> <script>&amp; #{1} $x$ \"' \u202e מה? 東京 \U0001f600"


def without_order(**more: object) -> InvoiceDocument:
    invoice = an_issued_invoice(a_line("10.00", "1.90"))
    bare = replace(invoice, match=replace(invoice.match, purchase_order_id=None))
    return a_document(bare, **more)


DOCUMENTS = {
    "an invoice": a_document(),
    "another edition": a_document(an_issued_invoice(edition=2)),
    "a credit memo": a_document(a_credit_memo()),
    "a credit memo of charges": a_document(an_issued_invoice(a_line("-50", "-9.50"))),
    "exact amounts": a_document(
        an_issued_invoice(
            a_line("100.005", "19.00095"),
            a_line("-0.333", "0", 2),
            a_line("10.1234567", "0.708641969", 3),
        )
    ),
    "reverse charge": a_document(an_issued_invoice(a_line("50.00"))),
    "zero rated": a_document(
        an_issued_invoice(a_line("50.00")), seller=replace(SELLER, untaxed_category="Z")
    ),
    "exempt": a_document(
        an_issued_invoice(a_line("50.00")), seller=replace(SELLER, untaxed_category="E")
    ),
    "out of scope": a_document(an_issued_invoice(a_line("50.00")), seller=OUT_OF_SCOPE),
    "nothing to pay": a_document(an_issued_invoice(a_line("5.00", "0.95"), a_line("-5", "-0.95"))),
    "yen": a_document(an_issued_invoice(a_line("1000.4", "100.04"), currency="JPY")),
    "a rule's tax": taxed_by(a_tax_rule("19")),
    "two jurisdictions": taxed_by(GST, QST),
    "two jurisdictions that round apart": taxed_by(GST, QST, amounts=("9.90",)),
    "reverse charge by a rule": taxed_by(REVERSED),
    "exempt by a rule": taxed_by(a_tax_rule("0", category=TaxCategory.EXEMPT, reason="Art. 132")),
    "a tax authority that reads pounds": taxed_by(a_tax_rule("20"), sterling="0.8553"),
    "no purchase order": without_order(),
    "no ship-to": a_document(ship_to=""),
    "no reference of the buyer": a_document(buyer=replace(PURCHASER, buyer_reference="")),
    "an account that is no IBAN": a_document(seller=replace(SELLER, payment_account="123456")),
    "hostile texts": a_document(
        an_issued_invoice(a_line("1.00", "0.19", description=HOSTILE)), ship_to=HOSTILE
    ),
}

each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@each_document
def test_ubl_keeps_the_schema_and_every_rule_of_en_16931_and_peppol(document):
    assert ubl_faults(write_ubl(an_e_invoice(document))) == []


@each_document
def test_cii_keeps_the_schema_and_every_rule_of_factur_x(document):
    assert cii_faults(write_cii(an_e_invoice(document))) == []


class TestTaxRules:
    def test_the_rules_category_and_reason_come_before_the_sellers(self):
        """R-392"""
        (subtotal,) = an_e_invoice(taxed_by(REVERSED)).subtotals
        assert (subtotal.category, subtotal.reason, subtotal.tax) == ("AE", "Article 196", 0)
        xml = write_ubl(an_e_invoice(taxed_by(REVERSED)))
        assert text(xml, "//cbc:TaxExemptionReason") == "Article 196"

    def test_several_jurisdictions_are_one_rate_and_exactly_their_sum(self):
        """R-392: 0.50 and 0.99 are 1.49, which is no rounding of 14.975 %"""
        (subtotal,) = an_e_invoice(taxed_by(GST, QST, amounts=("9.90",))).subtotals
        assert (str(subtotal.rate), str(subtotal.tax)) == ("14.975", "1.49")

    def test_the_tax_is_told_in_the_tax_currency_as_well(self):
        """R-382: BT-6 and BT-111"""
        e_invoice = an_e_invoice(taxed_by(a_tax_rule("20"), sterling="0.8553"))
        xml = write_ubl(e_invoice)
        assert text(xml, "//cbc:TaxCurrencyCode") == "GBP"
        amounts = texts(xml, "//cac:TaxTotal/cbc:TaxAmount")
        assert amounts == ["250.00", "213.83"]
        assert texts(write_cii(e_invoice), "//ram:TaxTotalAmount") == amounts


class TestTheJudges:
    """They find what is wrong: otherwise the tests above would prove nothing."""

    XML = write_ubl(an_e_invoice())

    @pytest.mark.parametrize(
        ("right", "wrong", "rule"),
        [
            (b"1487.50</cbc:TaxInclusive", b"1487.51</cbc:TaxInclusive", "BR-CO-15"),
            (b"1250.00</cbc:LineExt", b"1250.01</cbc:LineExt", "BR-CO-10"),
            (b"<cbc:Percent>19<", b"<cbc:Percent>7<", "BR-S-08"),
            (b"<cbc:IdentificationCode>DE", b"<cbc:IdentificationCode>XX", "BR-CL-14"),
            (b"<cbc:Percent>19<", b"<cbc:Odd>19<", "Odd"),
        ],
    )
    def test_a_wrong_ubl_document_is_found_out(self, right, wrong, rule):
        assert right in self.XML
        spoilt = self.XML.replace(right, wrong).replace(b"19</cbc:Percent", b"19</cbc:Odd")
        spoilt = spoilt if b"Odd" in wrong else self.XML.replace(right, wrong, 1)
        assert any(rule in fault for fault in ubl_faults(spoilt))

    def test_a_wrong_cii_document_is_found_out(self):
        xml = write_cii(an_e_invoice()).replace(b"1487.50</ram:Grand", b"1487.51</ram:Grand")
        assert any("BR-CO-15" in fault for fault in cii_faults(xml))

    @pytest.mark.parametrize(
        ("right", "wrong", "rule"),
        [
            (b"<cbc:ID>PO 7/a</cbc:ID>", b"", "BT-132"),
            (b">1000<", b">999.97<", "R120"),
            (b"billing:01:1.0", b"billing:02:1.0", "R007"),
            (b"<cbc:Name>Service 1</cbc:Name>", b"<cbc:Name> </cbc:Name>", "R008"),
        ],
    )
    def test_what_peppol_adds_is_found_out(self, right, wrong, rule):
        assert right in self.XML
        assert rule in peppol_faults(self.XML.replace(right, wrong))


class TestUbl:
    XML = write_ubl(an_e_invoice(a_document(an_issued_invoice(edition=2))))

    @pytest.mark.parametrize(
        ("xpath", "told"),
        [
            ("cbc:ID", f"EMEA-{BUYER}-000007"),
            ("cbc:IssueDate", "2027-06-03"),
            ("cbc:DueDate", "2027-07-03"),
            ("cbc:Note", "Edition 2"),
            ("cac:InvoicePeriod/cbc:StartDate", "2027-05-01"),
            ("cac:InvoicePeriod/cbc:EndDate", "2027-05-31"),
            ("cac:OrderReference/cbc:ID", "PO 7/a"),
            ("cbc:BuyerReference", "Einkauf 7"),
            ("//cac:AccountingSupplierParty//cbc:RegistrationName", "Example Cloud Europe SARL"),
            ("//cac:AccountingSupplierParty//cbc:EndpointID/@schemeID", "9938"),
            ("//cac:AccountingCustomerParty//cac:PartyTaxScheme/cbc:CompanyID", "DE123456788"),
            ("//cac:AccountingCustomerParty//cac:PartyIdentification/cbc:ID", BUYER),
            ("//cac:Delivery//cbc:Name", "Beispiel GmbH"),
            ("//cac:PayeeFinancialAccount/cbc:ID", "LU280019400644750000"),
            ("cac:PaymentTerms/cbc:Note", "Net 30. Due on 2027-07-03"),
            ("cac:LegalMonetaryTotal/cbc:PayableAmount", "1487.50"),
            ("cac:InvoiceLine[1]/cbc:Note", "Installment 3 of 12"),
            ("cac:InvoiceLine[1]/cac:OrderLineReference/cbc:LineID", "10"),
        ],
    )
    def test_it_says_what_the_invoice_says(self, xpath, told):
        """R-378; BT-1, BT-2, BT-9, BT-13, BT-73, BT-84, BT-115, BT-132"""
        assert text(self.XML, xpath) == told

    def test_a_credit_memo_names_its_invoice(self):
        """BT-25, BT-26"""
        xml = write_ubl(an_e_invoice(a_document(a_credit_memo())))
        original = "cac:BillingReference/cac:InvoiceDocumentReference"
        assert text(xml, f"{original}/cbc:ID") == f"EMEA-{BUYER}-000007"
        assert text(xml, f"{original}/cbc:IssueDate") == "2027-06-03"
        assert text(xml, "cbc:CreditNoteTypeCode") == "381"
        assert text(xml, "cac:CreditNoteLine/cbc:LineExtensionAmount") == "100.00"

    def test_without_a_purchase_order_no_line_names_one(self):
        """BT-132 never without BT-13"""
        xml = write_ubl(an_e_invoice(without_order()))
        assert texts(xml, "//cac:OrderReference") == texts(xml, "//cac:OrderLineReference") == []


class TestHostileTexts:
    def test_they_come_out_as_they_are(self):
        document = DOCUMENTS["hostile texts"]
        assert text(write_ubl(an_e_invoice(document)), "//cac:Item/cbc:Name") == HOSTILE
        name = "//ram:SpecifiedTradeProduct/ram:Name"
        assert text(write_cii(an_e_invoice(document)), name) == HOSTILE

    def test_what_xml_cannot_hold_is_marked(self):
        """Control characters, half characters and non-characters"""
        odd = a_document(an_issued_invoice(a_line("1.00", description="a\x00b\x1fc\ud800d\uffffe")))
        told = text(write_ubl(an_e_invoice(odd)), "//cac:Item/cbc:Name")
        assert told == "a\ufffdb\ufffdc\ufffdd\ufffde"

    def test_a_line_without_a_description_is_named_by_its_charge(self):
        """PEPPOL-EN16931-R008: no element is empty"""
        blank = a_document(an_issued_invoice(a_line("1.00", description="  ")))
        assert text(write_ubl(an_e_invoice(blank)), "//cac:Item/cbc:Name") == "ch-1"


@pytest.mark.parametrize(
    ("rule", "codes"),
    [("BR-CL-14", COUNTRIES), ("BR-CL-25", ENDPOINT_SCHEMES), ("BR-CO-09", VAT_PREFIXES)],
)
def test_the_codes_are_those_of_the_official_rules(rule, codes):
    assert official_codes(rule) == codes
