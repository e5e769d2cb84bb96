"""Cost exports in S3."""

from pathlib import Path
from typing import TYPE_CHECKING

from procurement.adapters.reaching import reaching

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3ExportStore:
    """`service.ports.ExportStore` on the exports bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def fetch(self, key: str, into: Path) -> Path:
        """Download the object into the folder; its own name is not used as a path."""
        local = into / "export"
        with reaching("the bucket of cost exports"):
            self._client.download_file(self._bucket, key, str(local))
        return local
