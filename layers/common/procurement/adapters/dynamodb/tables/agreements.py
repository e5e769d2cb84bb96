"""Offers and agreements, what is asked of them, and what they meter."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
)

from procurement.adapters.dynamodb.attributes import (
    CompressedJsonAttribute,
    DecimalAttribute,
    InstantAttribute,
)
from procurement.adapters.dynamodb.tables.base import AgreementsTable


class OffersByProposer(GlobalSecondaryIndex["AgreementItem"]):
    """Offers of a seller, newest last; eventually consistent."""

    class Meta:
        index_name = "by_proposer"
        projection = AllProjection()

    proposed_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AgreementsByAcceptor(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements of a buyer, newest last; eventually consistent."""

    class Meta:
        index_name = "by_acceptor"
        projection = AllProjection()

    accepted_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AwaitingAgreements(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements that something happens to by itself, by when; eventually consistent."""

    class Meta:
        index_name = "awaiting"
        projection = KeysOnlyProjection()

    awaited_in = UnicodeAttribute(hash_key=True)
    awaited_at = UnicodeAttribute(range_key=True)


class AgreementsByMonth(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements with scheduled payments by the month of acceptance; eventually consistent."""

    class Meta:
        index_name = "by_month"
        projection = IncludeProjection(["proposed_by"])

    sold_in = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AgreementItem(AgreementsTable):
    """An offer (part OFFER) or an agreement (part AGREEMENT); `document` holds its fields."""

    proposed_by = UnicodeAttribute(null=True)
    accepted_by = UnicodeAttribute(null=True)
    sold_in = UnicodeAttribute(null=True)
    sorted_at = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    version = NumberAttribute()
    document = JSONAttribute()
    by_proposer = OffersByProposer()
    by_acceptor = AgreementsByAcceptor()
    by_month = AgreementsByMonth()
    awaiting = AwaitingAgreements()


class ActiveAgreementsItem(AgreementsTable):
    """How many agreements of an account on a product end on which day."""

    ending = JSONAttribute()
    revision = NumberAttribute()


class RequestItem(AgreementsTable):
    """A seller's request to cancel, or for a payment; `document` holds its fields."""

    proposed_by = UnicodeAttribute()
    accepted_by = UnicodeAttribute()
    sorted_at = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    version = NumberAttribute()
    document = JSONAttribute()


class OpenCancellationItem(AgreementsTable):
    """Which cancellation request of an agreement is open, if any, and when silence approves it."""

    request_id = UnicodeAttribute(null=True)
    answer_by = InstantAttribute(null=True)


class PaymentBalanceItem(AgreementsTable):
    """What an agreement's payment requests, pending or approved, add up to."""

    requested = DecimalAttribute()
    version = NumberAttribute()


class BillingAdjustmentItem(AgreementsTable):
    """A seller's request to give back some of an invoice; `document` holds its fields."""

    status = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    revision = NumberAttribute()
    document = JSONAttribute()


class UsageItem(AgreementsTable):
    """A metered usage record, or what an agreement's month adds up to; `document` holds it.

    Only the latter is ever written again, over the `revision` that was read.
    """

    revision = NumberAttribute()
    document = CompressedJsonAttribute()
