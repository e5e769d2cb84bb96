"""What a renewal term needs beside a payment schedule (R-330, R-331)."""

from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.renewal_template import read_template
from procurement.domain.marketplace.term import TermSet

_TEMPLATES: Final = "renewalTerm.termTemplates"
_TEMPLATE: Final = f"{_TEMPLATES}[0].paymentScheduleTermTemplate."


def check_renewal(terms: TermSet, problems: Problems) -> None:
    """Note everything wrong with the template, as `read_template` does (R-330, R-331)."""
    if terms.renewal and terms.renewal.template:
        read_template(terms.renewal.template, _duration(terms), problems, path=_TEMPLATE)


def check_renewable(terms: TermSet, problems: Problems) -> None:
    """Note what keeps an offer that renews itself from its release.

    MISSING_MANDATORY_TERMS for a schedule without a template (R-330), INCOMPATIBLE_TERMS for a
    template without a schedule, and the template's own reasons, now that the duration is known.
    """
    if terms.renewal is None:
        return
    if terms.payment_schedule and not terms.renewal.template:
        message = "a renewing offer with a payment schedule needs a template of it"
        problems.add(_TEMPLATES, "MISSING_MANDATORY_TERMS", message, "R-330")
    if terms.renewal.template and not terms.payment_schedule:
        message = "there is no payment schedule that could be renewed"
        problems.add(_TEMPLATES, "INCOMPATIBLE_TERMS", message, "R-330")
    check_renewal(terms, problems)


def _duration(terms: TermSet) -> ContractDuration | None:
    """How long the renewal runs; None as long as nothing readable says it."""
    text = terms.validity.agreement_duration if terms.validity else None
    if text is None and terms.fixed_upfront:
        text = terms.fixed_upfront.duration
    try:
        return ContractDuration.parse(text) if text else None
    except ValueError:
        return None
