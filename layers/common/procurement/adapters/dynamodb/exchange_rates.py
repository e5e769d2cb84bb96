"""What currencies were worth, in DynamoDB: one item for the whole deployment and month."""

from datetime import date
from decimal import Decimal
from typing import Final

from procurement.adapters.dynamodb.tables.settings import RatesItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.billing_settings.exchange_rates import ExchangeRates
from procurement.domain.errors import LostRace
from procurement.domain.month import Month

_DEPLOYMENT: Final = "DEPLOYMENT"
_RATES: Final = "EXCHANGE-RATES#"


class DynamoExchangeRates:
    """`service.ports.ExchangeRatesStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_month(self, month: Month) -> ExchangeRates:
        """One strongly consistent read."""
        try:
            with translated():
                item = RatesItem.get(_DEPLOYMENT, f"{_RATES}{month}", consistent_read=True)
        except RatesItem.DoesNotExist:
            return ExchangeRates(month=month)
        return ExchangeRates(
            month=month,
            days={
                date.fromisoformat(day): {name: Decimal(rate) for name, rate in rates.items()}
                for day, rates in item.days.items()
            },
            version=int(item.version),
            updated_at=item.updated_at,
        )

    def save(self, before: ExchangeRates, after: ExchangeRates) -> None:
        """Put them over the version that was read."""
        self._transaction.put(
            RatesItem(
                _DEPLOYMENT,
                f"{_RATES}{after.month}",
                version=after.version,
                updated_at=after.updated_at,
                days={
                    day.isoformat(): {name: f"{rate:f}" for name, rate in sorted(rates.items())}
                    for day, rates in sorted(after.days.items())
                },
            ),
            condition=(
                RatesItem.version == before.version
                if before.version
                else RatesItem.account_id.does_not_exist()
            ),
            on_failure=lambda: LostRace(
                "the exchange rates changed in between",
                resource_type="ExchangeRates",
                resource_id=str(after.month),
            ),
        )
