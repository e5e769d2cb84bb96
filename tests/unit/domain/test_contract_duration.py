from datetime import date

import pytest

from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.product_type import ProductType


@pytest.mark.parametrize("text", ["P1D", "P365D", "P1827D", "P1M", "P12M", "P60M", "P1Y", "P5Y"])
def test_a_duration_reads_and_prints_the_same(text: str) -> None:
    """R-293."""
    assert str(ContractDuration.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "12M", "P", "PM", "P0M", "P-1M", "P1.5M", "P1Y6M", "PT1M", "P1W", "p12m", "P٣M"]
)
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        ContractDuration.parse(text)


@pytest.mark.parametrize("text", ["P61M", "P6Y", "P1828D", "P99999Y"])
def test_more_than_five_years_is_refused(text: str) -> None:
    """R-324."""
    with pytest.raises(ValueError, match="60 months"):
        ContractDuration.parse(text)


@pytest.mark.parametrize(
    ("start", "duration", "last_day"),
    [
        ("2027-03-01", "P12M", "2028-02-29"),
        ("2026-03-01", "P12M", "2027-02-28"),
        ("2027-03-01", "P1Y", "2028-02-29"),
        ("2027-03-01", "P1D", "2027-03-01"),
        ("2027-03-01", "P365D", "2028-02-28"),
        ("2027-01-01", "P1M", "2027-01-31"),
        ("2027-01-31", "P1M", "2027-02-27"),
        ("2028-02-29", "P12M", "2029-02-27"),
        ("2027-03-15", "P60M", "2032-03-14"),
    ],
)
def test_the_last_day_is_the_day_before_start_plus_duration(
    start: str, duration: str, last_day: str
) -> None:
    """R-293, S-77: months are clamped, leap days count."""
    found = ContractDuration.parse(duration).last_day(date.fromisoformat(start))
    assert found == date.fromisoformat(last_day)


ELIGIBLE_LONGEST = [
    (ProductType.SAAS_CONTRACT, "P60M"),
    (ProductType.SAAS_CONTRACT_WITH_CONSUMPTION, "P60M"),
    (ProductType.AMI_HOURLY_WITH_ANNUAL, "P1095D"),
    (ProductType.AMI_CONTRACT, "P60M"),
    (ProductType.CONTAINER_HOURLY_WITH_LONG_TERM, "P1095D"),
    (ProductType.CONTAINER_CONTRACT, "P60M"),
    (ProductType.PROFESSIONAL_SERVICES, "P60M"),
    (ProductType.DATA_PRODUCT, "P60M"),
]


@pytest.mark.parametrize(("product_type", "longest"), ELIGIBLE_LONGEST)
def test_an_eligible_product_allows_its_longest_contract(
    product_type: ProductType, longest: str
) -> None:
    """R-324."""
    assert product_type.duration_limit is not None
    assert product_type.duration_limit.allows(ContractDuration.parse(longest))


@pytest.mark.parametrize(
    ("product_type", "refused"),
    [
        (ProductType.AMI_HOURLY_WITH_ANNUAL, "P1096D"),
        (ProductType.AMI_HOURLY_WITH_ANNUAL, "P37M"),
        (ProductType.CONTAINER_HOURLY_WITH_LONG_TERM, "P4Y"),
        (ProductType.AMI_CONTRACT, "P27D"),
    ],
)
def test_a_product_refuses_a_contract_outside_its_limit(
    product_type: ProductType, refused: str
) -> None:
    """R-324."""
    assert product_type.duration_limit is not None
    assert not product_type.duration_limit.allows(ContractDuration.parse(refused))


def test_no_other_product_type_is_eligible() -> None:
    """R-324, R-325."""
    eligible = {product_type for product_type, _ in ELIGIBLE_LONGEST}
    assert {product_type for product_type in ProductType if product_type.is_eligible} == eligible
    assert all(product_type.duration_limit is None for product_type in set(ProductType) - eligible)
