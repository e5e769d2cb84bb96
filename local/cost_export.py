"""A FOCUS cost export: whose it is, and how it gets into the deployed application."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from local.errors import SampleFault

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PARQUET_MAGIC = b"PAR1"
ENDINGS = frozenset({".csv", ".gz", ".parquet"})
AWS_ROWS = "regexp_matches(ProviderName, '^(aws|amazon)\\b', 'i')"


@dataclass(frozen=True)
class CostExport:
    """A CSV or Parquet file; a CSV may be compressed with gzip."""

    path: Path

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        with self._opened() as file:
            return file_digest(file, "sha256").hexdigest()

    @property
    def key(self) -> str:
        """Where it goes in the bucket: the same for the same file, whatever is in it now.

        The application takes what comes under one key for newer words on the same costs, and
        what comes under another key for further costs.
        """
        place = sha256(str(self.path.resolve()).encode()).hexdigest()
        ending = "".join(each for each in self.path.suffixes[-2:] if each in ENDINGS)
        return f"demo/{place[:32]}{ending}"

    def billing_accounts(self) -> list[str]:
        """The accounts that AWS bills in it, in order. Raises SampleFault for another file."""
        with self._opened() as file:
            is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
        # As text, or duckdb would take account IDs for numbers.
        table = "read_parquet($1)" if is_parquet else "read_csv($1, all_varchar = true)"
        query = (
            f"SELECT DISTINCT CAST(BillingAccountId AS VARCHAR) FROM {table} "  # noqa: S608
            f"WHERE BillingAccountId IS NOT NULL AND {AWS_ROWS} ORDER BY 1"
        )
        try:
            with duckdb.connect() as connection:
                rows = connection.execute(query, [str(self.path)]).fetchall()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise SampleFault(f"{self.path} is no FOCUS cost export: {reason}") from error
        return [str(account) for (account,) in rows]

    def upload(self, client: "S3Client", bucket: str) -> None:
        """Drop it into the bucket, which starts the import."""
        with self._opened() as file:
            client.put_object(Bucket=bucket, Key=self.key, Body=file)

    def _opened(self) -> BufferedReader:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise SampleFault(f"{self.path} cannot be read: {error.strerror}") from error
