"""Documents of invoices in S3: each is put once and stays."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from procurement.adapters.reaching import reaching
from procurement.domain.documents.document_set import KeptDocument

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ADDRESS_SECONDS: Final = 900
"""How long a download address works, if the credentials that signed it last as long."""

_IS_THERE: Final = 412


class S3DocumentStore:
    """`service.ports.DocumentStore` on the documents bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Put the object unless it is there; S3 checks the bytes that arrive."""
        try:
            with reaching("the bucket of documents"):
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=content,
                    ContentType=content_type,
                    ChecksumSHA256=b64encode(hashlib.sha256(content).digest()).decode(),
                    IfNoneMatch="*",
                )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != _IS_THERE:
                raise

    def address(self, document: KeptDocument, name: str) -> tuple[str, datetime]:
        """A presigned GET request for the object, which says how the file is called."""
        expires_at = datetime.now(UTC) + timedelta(seconds=ADDRESS_SECONDS)
        address = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": document.key,
                "ResponseContentDisposition": f'attachment; filename="{name}"',
            },
            ExpiresIn=ADDRESS_SECONDS,
        )
        return address, expires_at
