"""What is answered of `marketplace-catalog`. Its routes are those of the function `catalog`."""

from typing import Final

from procurement.domain.errors import Problem
from procurement.entrypoints.aws_protocol.service import Service, partly, refused, served

_ENTITIES: Final = "offers and resale authorizations; no products, sellers or experiences"
_NO_POLICIES: Final = "no entity is shared by a policy: resale authorizations name their reseller"
_NO_ASSESSMENTS: Final = "products are not kept here, and so not assessed"
_NO_TAGS: Final = "entities have no tags"


def _reason_of(_: Problem) -> str:
    return "FieldValidationFailed"


SERVICE: Final = Service(
    name="marketplace-catalog",
    package=__package__,
    reason_of=_reason_of,
    refusal="UnknownOperation",
    operations={
        "StartChangeSet": partly("", "changes of offers only"),
        "DescribeChangeSet": served(""),
        "ListChangeSets": served(""),
        "CancelChangeSet": served(""),
        "DescribeEntity": partly("", _ENTITIES),
        "BatchDescribeEntities": partly("", _ENTITIES),
        "ListEntities": partly("", _ENTITIES),
        "PutResourcePolicy": refused(_NO_POLICIES),
        "GetResourcePolicy": refused(_NO_POLICIES),
        "DeleteResourcePolicy": refused(_NO_POLICIES),
        "DescribeAssessment": refused(_NO_ASSESSMENTS),
        "ListAssessments": refused(_NO_ASSESSMENTS),
        "TagResource": refused(_NO_TAGS),
        "UntagResource": refused(_NO_TAGS),
        "ListTagsForResource": refused(_NO_TAGS),
    },
)
