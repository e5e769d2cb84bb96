"""Published reports in S3: each file is put once and stays."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from procurement.adapters.reaching import reaching
from procurement.adapters.report_files import write_csv, write_parquet
from procurement.domain.month import Month
from procurement.domain.reports.billed_revenue import Row
from procurement.domain.reports.published_report import FileFormat, ReportFile, report_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ADDRESS_SECONDS: Final = 900
"""How long a download address works, if the credentials that signed it last as long."""

_CONTENT_TYPES: Final = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.PARQUET: "application/vnd.apache.parquet",
}
_CHUNK: Final = 1 << 20
_BUCKET: Final = "the bucket of reports"


class S3ReportFiles:
    """`service.ports.ReportFiles` on the reports bucket.

    The CSV is what was published; the Parquet file follows from it. So an attempt that was cut off
    between the two goes on with the same rows, whatever has changed since.
    """

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    @property
    def seconds(self) -> int:
        """A quarter of an hour."""
        return ADDRESS_SECONDS

    def publish(
        self, account_id: str, month: Month, rows: Callable[[], Iterator[Row]]
    ) -> tuple[int, tuple[ReportFile, ...]]:
        """Write both files in a folder that is gone afterwards, and put what is not there yet."""
        with TemporaryDirectory() as folder:
            csv, parquet = (Path(folder) / f"report.{format_}" for format_ in FileFormat)
            key = report_key(account_id, month, FileFormat.CSV)
            count = self._fetch(key, csv)
            if count is None:
                count = write_csv(rows(), csv)
                if not self._put(key, csv, FileFormat.CSV, count):
                    count = self._fetch(key, csv) or 0
            write_parquet(csv, parquet)
            parquet_key = report_key(account_id, month, FileFormat.PARQUET)
            self._put(parquet_key, parquet, FileFormat.PARQUET, count)
            return count, (
                _described(key, csv, FileFormat.CSV),
                _described(parquet_key, parquet, FileFormat.PARQUET),
            )

    def address(self, file: ReportFile, name: str) -> str:
        """A presigned GET request for the object."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": file.key,
                "ResponseContentDisposition": f'attachment; filename="{name}"',
            },
            ExpiresIn=ADDRESS_SECONDS,
        )

    def _fetch(self, key: str, into: Path) -> int | None:
        """Download what is there already; its rows, or None when there is nothing."""
        try:
            with reaching(_BUCKET):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except self._client.exceptions.NoSuchKey:
            return None
        with reaching(_BUCKET), into.open("wb") as file:
            for chunk in answer["Body"].iter_chunks(_CHUNK):
                file.write(chunk)
        return int(answer["Metadata"]["rows"])

    def _put(self, key: str, source: Path, format_: FileFormat, rows: int) -> bool:
        """Put the object unless it is there; whether it was not."""
        with source.open("rb") as file:
            try:
                with reaching(_BUCKET):
                    self._client.put_object(
                        Bucket=self._bucket,
                        Key=key,
                        Body=file,
                        ContentType=_CONTENT_TYPES[format_],
                        Metadata={"rows": str(rows)},
                        IfNoneMatch="*",
                    )
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 412:
                    raise
                return False
        return True


def _described(key: str, source: Path, format_: FileFormat) -> ReportFile:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return ReportFile(
        format=format_, key=key, size=source.stat().st_size, sha256=digest.hexdigest()
    )
