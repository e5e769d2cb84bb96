"""Tags of invoice units and portal preferences (invoicing:ResourceTagList)."""

from collections.abc import Collection, Mapping
from typing import Final

from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.text import has_control_characters

MAX_TAGS: Final = 200
MAX_TAG_KEY: Final = 128
MAX_TAG_VALUE: Final = 256

Tags = tuple[tuple[str, str], ...]
"""Keys and values, by key."""


def read_tags(given: Mapping[str, str], at: str, problems: Problems) -> Tags:
    """The tags of a new resource, with everything that is wrong with them noted below `at`."""
    if len(given) > MAX_TAGS:
        message = f"holds {len(given)} tags, at most {MAX_TAGS} are allowed"
        problems.add(at, "INVALID_VALUE", message)
        return ()
    for key, value in given.items():
        is_odd = has_control_characters(key) or has_control_characters(value)
        if not 1 <= len(key) <= MAX_TAG_KEY or len(value) > MAX_TAG_VALUE or is_odd:
            message = (
                f"keys have 1 to {MAX_TAG_KEY} characters, values at most {MAX_TAG_VALUE}, "
                "no control characters"
            )
            problems.add(f"{at}[{key[:20]}]", "INVALID_VALUE", message)
    return tuple(sorted(given.items()))


def tagged(present: Tags, given: Mapping[str, str]) -> Tags:
    """`present` with the given tags, added or in the place of those with the same keys.

    Raises `InvalidInput` with all problems, `QuotaExceeded` for the 201st tag.
    """
    problems = Problems()
    added = read_tags(given, "resourceTags", problems)
    problems.raise_if_any()
    tags = tuple(sorted({**dict(present), **dict(added)}.items()))
    if len(tags) > MAX_TAGS:
        raise QuotaExceeded(
            f"a resource has at most {MAX_TAGS} tags", quota="TagsPerResource", limit=MAX_TAGS
        )
    return tags


def untagged(present: Tags, keys: Collection[str]) -> Tags:
    """`present` without the tags of these keys; keys that it has not are no mistake."""
    return tuple((key, value) for key, value in present if key not in keys)
