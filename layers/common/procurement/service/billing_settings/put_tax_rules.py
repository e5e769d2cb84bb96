"""Replace the table of tax rules, without code and without a deployment (R-392)."""

from collections.abc import Sequence

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.tax_rule_changes import TaxRuleInput, replaced_tax_rules
from procurement.domain.billing_settings.tax_rules import TaxRules
from procurement.domain.events import Event, EventType
from procurement.service.accounts import expect_deployment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_tax_rules(
    given: Sequence[TaxRuleInput],
    expected_version: int | None,
    caller: Caller,
    deployment_account: str,
    entities: InvoicingEntities,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> TaxRules:
    """Put them in force for the whole deployment, everywhere within a minute.

    Raises `NotAllowed` for every account but the deployment's own, `StaleVersion`, `InvalidInput`
    with all problems.
    """
    expect_deployment(caller, deployment_account, "tax rules")
    now = clock.now()

    def attempt() -> TaxRules:
        with unit_of_work() as unit:
            before = unit.tax_rules.current()
            before.expect_version(expected_version)
            after = replaced_tax_rules(before, given, entities, now)
            if after is before:
                return before
            unit.tax_rules.save(before, after)
            unit.ledger.record(_changed(after, caller))
            unit.commit()
        return after

    return decide(attempt)


def _changed(after: TaxRules, caller: Caller) -> Event:
    assert after.updated_at is not None
    return new_event(
        caller.account_id,
        EventType.TAX_RULES_CHANGED,
        "tax-rules",
        at=after.updated_at,
        actor=caller.arn,
        occasion=after.version,
        detail={"version": after.version, "rules": len(after.rules)},
    )
