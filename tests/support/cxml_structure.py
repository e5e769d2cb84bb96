"""Which elements a cXML invoice is made of: content models, for a validator that is not ours.

This is no copy of cXML's DTD, which was not found in a package. It states, in the language of DTDs,
what the InvoiceDetailRequest of cXML 1.2 allows of the elements that are written here, their order
included; what may be left out and is never written is left out. libxml2 does the validating.
"""

from io import StringIO
from typing import Final

from lxml import etree

_MODELS: Final = """
<!ELEMENT cXML (Header, Request)>
<!ATTLIST cXML payloadID CDATA #REQUIRED timestamp CDATA #REQUIRED xml:lang CDATA #IMPLIED>
<!ELEMENT Header (From, To, Sender)>
<!ELEMENT From (Credential+)> <!ELEMENT To (Credential+)>
<!ELEMENT Sender (Credential+, UserAgent)>
<!ELEMENT Credential (Identity, SharedSecret?)> <!ATTLIST Credential domain CDATA #REQUIRED>
<!ELEMENT Identity (#PCDATA)> <!ELEMENT SharedSecret (#PCDATA)> <!ELEMENT UserAgent (#PCDATA)>
<!ELEMENT Request (InvoiceDetailRequest)>
<!ATTLIST Request deploymentMode (production | test) "production">
<!ELEMENT InvoiceDetailRequest (InvoiceDetailRequestHeader,
    (InvoiceDetailOrder+ | InvoiceDetailHeaderOrder+), InvoiceDetailSummary)>
<!ELEMENT InvoiceDetailRequestHeader (InvoiceDetailHeaderIndicator, InvoiceDetailLineIndicator,
    InvoicePartner*, DocumentReference?, InvoiceIDInfo?, PaymentTerm*, Period?, Comments?,
    Extrinsic*)>
<!ATTLIST InvoiceDetailRequestHeader invoiceID CDATA #REQUIRED
    purpose (standard | creditMemo | debitMemo | lineLevelCreditMemo) "standard"
    operation (new | delete) "new" invoiceDate CDATA #REQUIRED>
<!ELEMENT InvoiceDetailHeaderIndicator EMPTY>
<!ATTLIST InvoiceDetailHeaderIndicator isHeaderInvoice (yes) #IMPLIED>
<!ELEMENT InvoiceDetailLineIndicator EMPTY>
<!ELEMENT InvoicePartner (Contact)>
<!ELEMENT Contact (Name, PostalAddress*)> <!ATTLIST Contact role CDATA #IMPLIED>
<!ELEMENT Name (#PCDATA)> <!ATTLIST Name xml:lang CDATA #REQUIRED>
<!ELEMENT PostalAddress (Street+, City, State?, PostalCode?, Country)>
<!ELEMENT Street (#PCDATA)> <!ELEMENT City (#PCDATA)> <!ELEMENT State (#PCDATA)>
<!ELEMENT PostalCode (#PCDATA)>
<!ELEMENT Country (#PCDATA)> <!ATTLIST Country isoCountryCode CDATA #REQUIRED>
<!ELEMENT DocumentReference EMPTY> <!ATTLIST DocumentReference payloadID CDATA #REQUIRED>
<!ELEMENT InvoiceIDInfo EMPTY>
<!ATTLIST InvoiceIDInfo invoiceID CDATA #REQUIRED invoiceDate CDATA #IMPLIED>
<!ELEMENT PaymentTerm EMPTY> <!ATTLIST PaymentTerm payInNumberOfDays CDATA #REQUIRED>
<!ELEMENT Period EMPTY>
<!ATTLIST Period startDate CDATA #REQUIRED endDate CDATA #REQUIRED>
<!ELEMENT Comments (#PCDATA)> <!ATTLIST Comments xml:lang CDATA #IMPLIED>
<!ELEMENT Extrinsic (#PCDATA)> <!ATTLIST Extrinsic name CDATA #REQUIRED>
<!ELEMENT InvoiceDetailOrder (InvoiceDetailOrderInfo, InvoiceDetailItem+)>
<!ELEMENT InvoiceDetailHeaderOrder (InvoiceDetailOrderInfo, InvoiceDetailOrderSummary)>
<!ELEMENT InvoiceDetailOrderInfo (OrderReference | OrderIDInfo | SupplierOrderInfo)>
<!ELEMENT OrderReference (DocumentReference)> <!ATTLIST OrderReference orderID CDATA #IMPLIED>
<!ELEMENT OrderIDInfo EMPTY> <!ATTLIST OrderIDInfo orderID CDATA #REQUIRED>
<!ELEMENT SupplierOrderInfo EMPTY> <!ATTLIST SupplierOrderInfo orderID CDATA #REQUIRED>
<!ELEMENT InvoiceDetailItem (UnitOfMeasure, UnitPrice, InvoiceDetailItemReference, SubtotalAmount,
    NetAmount?, Comments?, Extrinsic*)>
<!ATTLIST InvoiceDetailItem invoiceLineNumber CDATA #REQUIRED quantity CDATA #REQUIRED>
<!ELEMENT UnitOfMeasure (#PCDATA)> <!ELEMENT UnitPrice (Money)>
<!ELEMENT InvoiceDetailItemReference (Description?)>
<!ATTLIST InvoiceDetailItemReference lineNumber CDATA #REQUIRED>
<!ELEMENT Description (#PCDATA)> <!ATTLIST Description xml:lang CDATA #REQUIRED>
<!ELEMENT InvoiceDetailOrderSummary (SubtotalAmount, Period?, Tax?, NetAmount?)>
<!ATTLIST InvoiceDetailOrderSummary invoiceLineNumber CDATA #REQUIRED>
<!ELEMENT InvoiceDetailSummary (SubtotalAmount, Tax, GrossAmount?, NetAmount, DueAmount?)>
<!ELEMENT SubtotalAmount (Money)> <!ELEMENT GrossAmount (Money)> <!ELEMENT NetAmount (Money)>
<!ELEMENT DueAmount (Money)> <!ELEMENT TaxableAmount (Money)> <!ELEMENT TaxAmount (Money)>
<!ELEMENT Money (#PCDATA)> <!ATTLIST Money currency NMTOKEN #REQUIRED>
<!ELEMENT Tax (Money, Description, TaxDetail*)>
<!ELEMENT TaxDetail (TaxableAmount?, TaxAmount)>
<!ATTLIST TaxDetail purpose CDATA #IMPLIED category CDATA #REQUIRED
    percentageRate CDATA #IMPLIED>
"""


def structural_faults(document: bytes) -> list[str]:
    """What is not as cXML has it; nothing when all is well."""
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    tree = etree.fromstring(document, parser)
    models = etree.DTD(StringIO(_MODELS))
    models.validate(tree)
    faults = [str(entry.message) for entry in models.error_log.filter_from_errors()]
    for name in ("lineNumber", "invoiceLineNumber", "payInNumberOfDays"):
        found = tree.xpath(f"//@{name}")
        assert isinstance(found, list)
        faults += [f"{name} is {each!r}" for each in found if not str(each).isdigit()]
    return faults
