"""PDF and Factur-X, read back: what they say, how they are made, and what cannot harm them."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.adapters.documents.factur_x import with_metadata, write_factur_x
from procurement.adapters.documents.font_coverage import FontCoverage
from procurement.adapters.documents.pdf import TypstPdf
from procurement.adapters.documents.pdf_model import amount
from procurement.domain.billing_settings.tax_rules import TaxCategory
from procurement.domain.charges.usage import UsageLine
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.invoices.corrections import Regeneration
from tests.support.api import BUYER
from tests.support.e_invoice_rules import cii_faults, text
from tests.support.invoice_documents import (
    a_credit_memo,
    a_document,
    a_line,
    an_e_invoice,
    an_issued_invoice,
    taxed_by,
)
from tests.support.rendering import SHIPPED, pages, reader
from tests.support.taxes import a_tax_rule

NAME = f"EMEA-{BUYER}-000007"


@cache
def press() -> TypstPdf:
    return TypstPdf(SHIPPED)


@cache
def coverage() -> FontCoverage:
    return FontCoverage(SHIPPED / "fonts")


def printed(document: InvoiceDocument) -> str:
    """The whole text, every run of spaces and line ends as one space."""
    return " ".join(" ".join(pages(press().write(document))).split())


class TestTaxesAndCurrencies:
    def test_every_jurisdiction_is_printed_with_its_rate(self):
        """R-392"""
        gst = a_tax_rule("5", "CA", name="GST")
        rules = gst, a_tax_rule("9.975", "CA", name="QST", region="QC")
        told = printed(taxed_by(*rules, amounts=("9.90",)))
        assert "GST CA 5 % 0.50" in told
        assert "QST CA-QC 9.975 % 0.99" in told

    def test_the_rate_is_printed_with_what_it_gives(self):
        """R-156, R-381"""
        told = printed(taxed_by(a_tax_rule("20"), sterling="0.8553"))
        assert "1 EUR is 0.8553 GBP: total 1,282.96 GBP, of which 213.83 GBP tax." in told

    def test_the_reason_for_which_there_is_no_tax_is_the_rules(self):
        """R-392"""
        rule = a_tax_rule("0", category=TaxCategory.REVERSE_CHARGE, reason="Article 196")
        told = printed(taxed_by(rule))
        assert "Article 196" in told
        assert "Reverse charge" not in told


class TestWhatItSays:
    TEXT = printed(a_document(an_issued_invoice(edition=2)))

    @pytest.mark.parametrize(
        "told",
        [
            f"Invoice {NAME}",
            "Edition 2 of 2027-06-03, replaces edition 1",
            "Example Cloud Europe SARL 38 Example Avenue L-1855 Luxembourg, LU VAT LU12345613",
            "BILL TO Beispiel GmbH Musterstraße 1 10115 Berlin Account 111122223333",
            "Tax registration DE123456788",
            "SHIP TO Beispiel GmbH Lager 3 10117 Berlin",
            "Issued 2027-06-03",
            "Due 2027-07-03",
            "Billing period 2027-05-01 to 2027-05-31",
            "Purchase order PO 7/a",
            "PO line 10",
            "Your reference Einkauf 7",
            "Service 1 Installment 3 of 12 · 2027-05-15",
            "1,000.00 190.00",
            "Total before tax 1,250.00",
            "Tax 237.50",
            "Total 1,487.50 EUR",
            "Net 30. Due on 2027-07-03",
            f"To account LU280019400644750000, reference {NAME}",
            "Page 1 of 1",
        ],
    )
    def test_everything_on_the_invoice_is_on_paper(self, told):
        """R-020, R-021, R-024, R-378, R-391"""
        assert told in self.TEXT

    def test_a_credit_memo_names_its_invoice_and_has_no_due_date(self):
        """R-151, R-153"""
        told = printed(a_document(a_credit_memo()))
        assert f"Credit memo EMEA-{BUYER}-000008" in told
        assert f"For invoice {NAME} of 2027-06-03" in told
        assert "Outage on 12 May" in told
        assert "Total -119.00 EUR" in told
        assert "Due" not in told

    def test_exact_amounts_are_printed_to_the_last_digit(self):
        invoice = an_issued_invoice(a_line("0.0123456", "0.002345664"), a_line("1234567.5"))
        told = printed(a_document(invoice))
        assert "0.0123456 0.002345664" in told
        assert "1,234,567.50" in told
        assert "Lines are exact; only their sums are rounded." in told

    def test_metered_usage_is_listed_by_dimension(self):
        usage = tuple(
            UsageLine(
                dimension=name,
                quantity=Decimal(quantity),
                unit_price=Decimal(price),
                amount=Decimal(quantity) * Decimal(price),
            )
            for name, quantity, price in (("users", "12", "2.50"), ("hours", "1000", "0.005"))
        )
        told = printed(a_document(an_issued_invoice(a_line("35.00", usage=usage))))
        assert "users: 12 × 2.50 = 30.00" in told
        assert "hours: 1,000 × 0.005 = 5.00" in told

    def test_without_a_purchase_order_it_says_so(self):
        invoice = an_issued_invoice()
        bare = replace(invoice, match=replace(invoice.match, purchase_order_id=None))
        told = printed(a_document(bare))
        assert "Purchase order none" in told
        assert "PO line" not in told

    def test_a_long_line_number_stands_below_the_description(self):
        """Marketplace numbers the lines that it adds by agreement (R-190)"""
        told = printed(a_document(external_line_number="agmt-aygworgsxlhzoyjo4t2jztbz7r/1"))
        assert "PO line agmt-aygworgsxlhzoyjo4t2j" in told
        assert "No. Description Amount EUR" in told

    @pytest.mark.parametrize(
        ("number", "currency", "told"),
        [
            ("1234.5", "EUR", "1,234.50"),
            ("-0.125", "EUR", "-0.125"),
            ("1000", "JPY", "1,000"),
            ("-0.00", "EUR", "0.00"),
            ("1.5", "KWD", "1.500"),
        ],
    )
    def test_an_amount_has_at_least_its_currencys_places(self, number, currency, told):
        assert amount(Decimal(number), currency) == told


class TestHowItIsMade:
    PDF = press().write(a_document())

    def test_the_same_document_gives_the_same_bytes(self):
        """R-391: content can be told by its digest"""
        again = TypstPdf(SHIPPED).write(a_document())
        assert hashlib.sha256(again).digest() == hashlib.sha256(self.PDF).digest()

    def test_what_was_set_before_leaves_no_trace(self):
        press().write(a_document(a_credit_memo()))
        assert press().write(a_document()) == self.PDF

    def test_it_is_titled_and_tagged_for_readers_with_a_screen_reader(self):
        found = reader(self.PDF)
        assert found.metadata is not None
        assert found.metadata.title == f"Invoice {NAME}"
        assert found.metadata.author == "Example Cloud Europe SARL"
        catalog = found.trailer["/Root"]
        assert catalog["/Lang"] == "en"
        assert catalog["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in catalog

    def test_it_is_an_archive_format_with_every_font_inside(self):
        found = reader(self.PDF)
        metadata = found.trailer["/Root"]["/Metadata"].get_data().decode()
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
        for page in found.pages:
            for font in page["/Resources"]["/Font"].values():
                (inner,) = font["/DescendantFonts"]
                assert "/FontFile2" in inner["/FontDescriptor"]

    def test_its_date_is_that_of_the_edition(self):
        made = Regeneration(
            at=datetime(2027, 9, 1, 8, 30, tzinfo=UTC), actor="support", reason="Case 4711"
        )
        later = press().write(a_document(an_issued_invoice(edition=2, regeneration=made)))
        assert reader(self.PDF).metadata.creation_date == datetime(2027, 6, 3, 6, tzinfo=UTC)
        assert reader(later).metadata.creation_date == made.at

    def test_a_long_invoice_repeats_its_head_and_numbers_its_pages(self):
        lines = [a_line("10.00", "1.90", number) for number in range(1, 5001)]
        found = pages(press().write(a_document(an_issued_invoice(*lines))))
        assert len(found) > 100
        assert f"Page {len(found)} of {len(found)}" in found[-1]
        assert all("Description" in page for page in found[:-1])
        assert all(f"Service {number}" in "".join(found) for number in (1, 2500, 5000))
        assert "59,500.00 EUR" in found[-2] + found[-1]
        assert press().write(a_document()) == self.PDF, "it leaves nothing behind"


class TestTexts:
    HOSTILE = "# $x$ @me <a> \\ *bold* _it_ `raw` // /* \" ' ]] #{1+1} #sys.inputs </text>"

    def test_markup_is_text(self):
        told = printed(a_document(an_issued_invoice(a_line("1.00", description=self.HOSTILE))))
        assert self.HOSTILE in told

    def test_markup_is_text_in_every_member(self):
        invoice = an_issued_invoice(a_line("1.00"), description=self.HOSTILE)
        document = a_document(
            invoice, bill_to=self.HOSTILE, ship_to=self.HOSTILE, payment_terms=self.HOSTILE
        )
        assert printed(document).count("#{1+1} #sys.inputs") == 4

    @pytest.mark.parametrize(
        "word",
        ["Größe", "Żółć", "Ελλάδα", "Україна", "東京支店", "北京市", "서울", "ไทย", "ქართული"],
    )
    def test_other_scripts_are_set_and_can_be_copied(self, word):
        told = printed(a_document(an_issued_invoice(a_line("1.00", description=f"<{word}>"))))
        assert f"<{word}>" in told

    @pytest.mark.parametrize("word", ["שלום", "مرحبا", "नमस्ते"])
    def test_scripts_that_are_shaped_are_set(self, word):
        """How they are copied is up to the reader: their glyphs are not their letters"""
        description = f"A{word}Z"
        assert coverage().shown(description) == description
        assert press().write(a_document(an_issued_invoice(a_line("1", description=description))))

    @pytest.mark.parametrize(
        ("given_", "shown"),
        [
            ("a\U0001f600b", "a[U+1F600]b"),
            ("a\ue000b", "a[U+E000]b"),
            ("a\u202eb", "a b"),
            ("a\u200bb\u200db", "a b b"),
            ("a\x00\x1f\tb", "a   b"),
            ("a\uffffb", "a[U+FFFF]b"),
        ],
    )
    def test_what_no_font_shows_is_named_and_what_turns_text_is_gone(self, given_, shown):
        assert coverage().shown(given_) == shown

    def test_the_fonts_are_read_rightly(self):
        expected = {
            code
            for font in (SHIPPED / "fonts").glob("*.ttf")
            for code in TTFont(font).getBestCmap()
        }
        assert coverage()._covered == expected

    @settings(max_examples=60)
    @given(st.text(st.characters(), max_size=60))
    def test_whatever_is_written_a_pdf_comes_of_it(self, words):
        document = a_document(
            an_issued_invoice(a_line("1.00", description=words), description=words),
            bill_to=words,
            ship_to=words,
            payment_terms=words,
        )
        assert press().write(document).startswith(b"%PDF")

    def test_a_word_wider_than_the_page_is_broken(self):
        word = "".join(chr(ord("a") + number % 26) for number in range(300))
        (page,) = pages(press().write(a_document(an_issued_invoice(a_line("1", description=word)))))
        assert word in "".join(page.split())


class TestFacturX:
    PDF = write_factur_x(an_e_invoice(), press())

    def test_the_same_invoice_is_inside_as_data(self):
        attached = reader(self.PDF).attachments
        assert list(attached) == ["factur-x.xml"]
        (xml,) = attached["factur-x.xml"]
        assert cii_faults(xml) == []
        assert text(xml, "//ram:GrandTotalAmount") == "1487.50"

    def test_the_attachment_is_the_alternative_of_the_document(self):
        (file,) = reader(self.PDF).trailer["/Root"]["/AF"]
        assert file["/AFRelationship"] == "/Alternative"
        assert file["/EF"]["/F"]["/Subtype"] == "/text/xml"

    def test_its_metadata_says_which_profile_it_keeps(self):
        found = reader(self.PDF)
        metadata = found.trailer["/Root"]["/Metadata"].get_data().decode()
        for told in (
            "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
            "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
            "<fx:DocumentType>INVOICE</fx:DocumentType>",
            "<fx:Version>1.0</fx:Version>",
            "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
            "<pdfaid:part>3</pdfaid:part>",
        ):
            assert metadata.count(told) == 1
        assert found.xmp_metadata is not None

    def test_paper_and_data_say_the_same(self):
        assert pages(self.PDF) == pages(press().write(a_document()))

    def test_the_same_document_gives_the_same_bytes(self):
        assert write_factur_x(an_e_invoice(), TypstPdf(SHIPPED)) == self.PDF

    def test_a_credit_memo_has_its_data_inside_too(self):
        document = a_document(a_credit_memo(issued_at=datetime(2027, 7, 1, tzinfo=UTC)))
        made = reader(write_factur_x(an_e_invoice(document), press()))
        (xml,) = made.attachments["factur-x.xml"]
        assert cii_faults(xml) == []
        assert text(xml, "//ram:TypeCode[../ram:ID]") == "381"
        assert text(xml, "//ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == NAME
        assert made.metadata.creation_date.date() == date(2027, 7, 1)

    @pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7", PDF])
    def test_a_pdf_of_another_making_is_refused(self, spoilt):
        """The last has its metadata already"""
        with pytest.raises(ValueError):
            with_metadata(spoilt)
