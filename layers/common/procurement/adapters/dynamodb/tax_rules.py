"""The table of tax rules in DynamoDB: one item for the whole deployment."""

from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.settings import TaxRulesItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxRule, TaxRules

_DEPLOYMENT: Final = "DEPLOYMENT"
_RULES: Final = "TAX-RULES"


class DynamoTaxRules:
    """`service.ports.TaxRulesStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def current(self) -> TaxRules:
        """One strongly consistent read."""
        try:
            with translated():
                item = TaxRulesItem.get(_DEPLOYMENT, _RULES, consistent_read=True)
        except TaxRulesItem.DoesNotExist:
            return NO_TAXES
        return TaxRules(
            rules=tuple(from_document(rule, TaxRule) for rule in item.rules),
            version=int(item.version),
            updated_at=item.updated_at,
        )

    def save(self, before: TaxRules, after: TaxRules) -> None:
        """Put the rules over the version that was read."""
        self._transaction.put(
            TaxRulesItem(
                _DEPLOYMENT,
                _RULES,
                version=after.version,
                updated_at=after.updated_at,
                rules=to_document(after.rules),
            ),
            condition=(
                TaxRulesItem.version == before.version
                if before.version
                else TaxRulesItem.account_id.does_not_exist()
            ),
            on_failure=lost("TaxRules", "tax-rules"),
        )
