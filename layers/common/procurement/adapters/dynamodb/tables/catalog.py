"""Change sets of the catalog, and the entities that wait for them."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute
from procurement.adapters.dynamodb.tables.base import AgreementsTable


class ChangeSetsByStarter(GlobalSecondaryIndex["ChangeSetItem"]):
    """Change sets of a seller, by the time they were started; eventually consistent."""

    class Meta:
        index_name = "by_proposer"
        projection = AllProjection()

    proposed_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class ChangeSetItem(AgreementsTable):
    """A change set of the catalog; `document` holds its fields."""

    proposed_by = UnicodeAttribute()
    sorted_at = UnicodeAttribute()
    version = NumberAttribute()
    document = CompressedJsonAttribute()
    by_starter = ChangeSetsByStarter()


class EntityLockItem(AgreementsTable):
    """The change set that an entity waits for."""

    change_set_id = UnicodeAttribute()
