"""Cost exports that the demo is given."""

import gzip

import duckdb
import pytest

from local.cost_export import CostExport
from local.errors import SampleFault

CONTENT = """BillingAccountId,ProviderName,BilledCost
0123456789012,AWS,1
111122223333,Amazon Web Services,2
111122223333,AWS,3
999900001111,Microsoft,4
,AWS,5
"""


def test_the_accounts_that_aws_bills_are_found_with_leading_zeros(tmp_path):
    assert _export(tmp_path, "costs.csv").billing_accounts() == ["0123456789012", "111122223333"]


def test_a_compressed_file_is_read_like_any_other(tmp_path):
    path = tmp_path / "costs.csv.gz"
    path.write_bytes(gzip.compress(CONTENT.encode()))
    assert CostExport(path).billing_accounts() == ["0123456789012", "111122223333"]


def test_parquet_is_read_whatever_the_type_of_the_account(tmp_path):
    path = tmp_path / "costs.parquet"
    select = "SELECT 111122223333 AS BillingAccountId, 'AWS' AS ProviderName"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    assert CostExport(path).billing_accounts() == ["111122223333"]


def test_a_file_keeps_its_key_when_its_content_changes(tmp_path):
    before = _export(tmp_path, "costs.csv")
    key, digest = before.key, before.digest
    before.path.write_text(CONTENT.replace("5", "6"))
    after = CostExport(before.path)
    assert after.key == key
    assert after.digest != digest
    assert _export(tmp_path, "other.csv").key != key


@pytest.mark.parametrize("name", ["costs.2026.10.csv", "my costs (1).csv.gz", "costs"])
def test_a_key_takes_nothing_from_the_name_but_a_known_ending(tmp_path, name):
    key = _export(tmp_path, name).key
    assert key.partition(".")[2] in {"csv", "csv.gz", ""}


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "PAR1 but no Parquet"])
def test_another_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "other.csv"
    path.write_text(content)
    with pytest.raises(SampleFault, match=r"other\.csv is no FOCUS cost export"):
        CostExport(path).billing_accounts()


def test_a_missing_file_is_told_of(tmp_path):
    with pytest.raises(SampleFault, match="No such file"):
        CostExport(tmp_path / "gone.csv").billing_accounts()


def _export(folder, name):
    path = folder / name
    path.write_text(CONTENT)
    return CostExport(path)
