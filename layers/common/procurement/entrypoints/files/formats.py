"""The three formats: which body is in which, and how each is read and written."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.plans.document import Place, PurchaseOrderDocument
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.entrypoints.files.bind import read_document
from procurement.entrypoints.files.csv_file import read_csv, write_csv
from procurement.entrypoints.files.json_file import read_json_file, write_json_file
from procurement.entrypoints.files.present import presented
from procurement.entrypoints.files.tree import MAX_BYTES, Node, refused
from procurement.entrypoints.files.yaml_file import read_yaml, write_yaml


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFormat:
    """One way to write purchase orders down."""

    content_type: str
    read: Callable[[str, list[Problem]], Node]
    write: Callable[[Sequence[PurchaseOrder]], str]

    def document(self, text: str) -> PurchaseOrderDocument:
        """What the text says; `InvalidInput` when it cannot be read."""
        problems: list[Problem] = []
        return read_document(self.read(text, problems), problems)


FORMATS: Final = {
    "yaml": FileFormat(
        content_type="application/yaml",
        read=lambda text, _: read_yaml(text),
        write=lambda found: write_yaml({"purchaseOrders": presented(found)}),
    ),
    "json": FileFormat(
        content_type="application/json",
        read=lambda text, _: read_json_file(text),
        write=lambda found: write_json_file({"purchaseOrders": presented(found)}),
    ),
    "csv": FileFormat(
        content_type="text/csv",
        read=read_csv,
        write=lambda found: write_csv(presented(found)),
    ),
}
"""By the names that exports are asked for."""


def document_of(event: APIGatewayProxyEvent) -> PurchaseOrderDocument:
    """The document in the body of a request, in the format that its content type says."""
    asked = format_of(event.headers.get("content-type") or "")
    return asked.document(text_of(event.body or "", is_base64=bool(event.is_base64_encoded)))


def format_of(content_type: str) -> FileFormat:
    """The format of a body; `InvalidInput` for any other content type."""
    media_type = content_type.partition(";")[0].strip().lower()
    for known in FORMATS.values():
        if known.content_type == media_type:
            return known
    names = ", ".join(known.content_type for known in FORMATS.values())
    message = f"the content type must be one of {names}, not {media_type[:60]!r}"
    raise refused("UNSUPPORTED_CONTENT_TYPE", message)


def text_of(body: str, *, is_base64: bool) -> str:
    """The text of a body as API Gateway hands it over, without a byte order mark.

    `InvalidInput` for more than 4 MB, and for what is not UTF-8.
    """
    if is_base64:
        text = _decoded(body)
    else:
        if len(body.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise _too_large()
        # The gateway puts this in the place of bytes that it could not read.
        if "\ufffd" in body:
            raise _not_utf8(body[: body.index("\ufffd")])
        text = body
    return text.removeprefix("\ufeff")


def _decoded(body: str) -> str:
    try:
        content = b64decode(body, validate=True)
    except (NotBase64, ValueError) as error:
        raise refused("INVALID_BODY", "is not base64") from error
    if len(content) > MAX_BYTES:
        raise _too_large()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(content[: error.start].decode("utf-8")) from error


def _too_large() -> InvalidInput:
    return refused("TOO_LARGE", f"has more than {MAX_BYTES} bytes")


def _not_utf8(before: str) -> InvalidInput:
    return refused("NOT_UTF8", "is not UTF-8", Place(before.count("\n") + 1))
