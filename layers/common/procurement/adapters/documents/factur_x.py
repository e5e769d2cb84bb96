"""Factur-X and ZUGFeRD: a PDF/A-3 with the same invoice inside as EN 16931 data.

Typst puts the XML in and makes the archive format; what it cannot write is the metadata that says
which file is the invoice. That is appended as an update of the PDF's metadata, in the form that
Typst's own has, so that nothing of the document itself is touched.
"""

import re
from typing import Final

from procurement.adapters.documents.cii import write_cii
from procurement.adapters.documents.pdf import TypstPdf
from procurement.domain.documents.e_invoice import EInvoice

_NAMESPACE: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES: Final = {
    "DocumentFileName": ("factur-x.xml", "name of the embedded XML invoice file"),
    "DocumentType": ("INVOICE", "INVOICE"),
    "Version": ("1.0", "version of the Factur-X data"),
    "ConformanceLevel": ("EN 16931", "profile of the Factur-X data"),
}
_ENTRY: Final = 20
"""Bytes of an entry of the table of objects."""


def write_factur_x(e_invoice: EInvoice, pdf: TypstPdf) -> bytes:
    """The PDF with the XML inside, and the metadata that announces it."""
    return with_metadata(pdf.write(e_invoice.document, write_cii(e_invoice)))


def with_metadata(pdf: bytes) -> bytes:
    """The PDF with another version of its metadata behind its end.

    `ValueError` when it is not laid out as Typst lays it out: a table of objects, plain metadata.
    """
    table_at = int(_found(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf[-64:])[1])
    first = _found(rb"xref\s+0 (\d+)\s+", pdf[table_at : table_at + 64])
    trailer = _found(rb"trailer\s*<<(.*)>>\s*startxref", pdf[table_at:])[1]
    entries = table_at + first.end()

    def object_at(number: int) -> int:
        return int(pdf[entries + number * _ENTRY :][:10])

    root = int(_found(rb"/Root (\d+) 0 R", trailer)[1])
    catalog = pdf[object_at(root) :].partition(b"endobj")[0]
    number = int(_found(rb"/Metadata (\d+) 0 R", catalog)[1])
    stored = pdf[object_at(number) : object_at(number) + 128]
    head = _found(rb"obj\s*<</Length (\d+)/Type/Metadata/Subtype/XML>>\s*stream\r?\n", stored)
    begin = object_at(number) + head.end()
    metadata = _extended(pdf[begin : begin + int(head[1])].decode("utf-8")).encode()
    update = b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream\nendobj\n"
    body = pdf + b"\n"
    added = update % (number, len(metadata), metadata)
    table = b"xref\n0 1\n0000000000 65535 f\r\n%d 1\n%010d 00000 n\r\n" % (number, len(body))
    end = b"trailer\n<<%b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + added + table + end % (trailer, table_at, len(body) + len(added))


def _extended(metadata: str) -> str:
    """The metadata with the four properties, and with the schema that explains them to PDF/A."""
    explained = "".join(
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>'
        f"<pdfaProperty:description>{told}</pdfaProperty:description>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, (_, told) in _PROPERTIES.items()
    )
    schema = (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{explained}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _PROPERTIES.items())
    told = f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">{values}</rdf:Description>'
    for place, added in (
        ("</rdf:Bag></pdfaExtension:schemas>", schema),
        ("</rdf:RDF>", told),
    ):
        if metadata.count(place) != 1:
            raise ValueError(f"the metadata has not one {place}")
        metadata = metadata.replace(place, added + place)
    return metadata


def _found(pattern: bytes, data: bytes) -> "re.Match[bytes]":
    found = re.search(pattern, data, re.DOTALL)
    if found is None:
        raise ValueError(f"the PDF has no {pattern!r}")
    return found
