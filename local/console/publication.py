"""The console's files in a bucket: what is new is put there, what is old goes.

Names of files below ``assets/`` hold a hash of their content, so that browsers keep them for ever;
the page and its configuration are asked for each time. A page that somebody has open still loads
files of its own generation: those of the publication before are kept until the next one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from local.home import PROJECT
from local.progress import Progress

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUILT: Final = PROJECT / "console" / "dist"
CONFIG: Final = "config.json"
MANIFEST: Final = "published.json"

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
"""The same on every machine: browsers are told not to guess."""

_HASHED: Final = "assets/"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK: Final = "no-cache"
_MOST_AT_ONCE: Final = 1000
"""Objects that S3 deletes in one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file, as it is to lie in the bucket."""

    key: str
    content: bytes

    @property
    def digest(self) -> str:
        """What tells one content from another."""
        return sha256(self.content).hexdigest()

    @property
    def is_hashed(self) -> bool:
        """Whether its name tells its content."""
        return self.key.startswith(_HASHED)

    @property
    def content_type(self) -> str:
        """By the suffix."""
        return _TYPES.get(PurePosixPath(self.key).suffix, "application/octet-stream")

    @property
    def cache_control(self) -> str:
        """How long browsers keep it."""
        return _FOR_EVER if self.is_hashed else _ASK


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a publication does: `uploads` in this order, the `manifest`, then `removals`."""

    uploads: tuple[File, ...]
    manifest: File
    removals: tuple[str, ...]
    unchanged: int

    @property
    def stale(self) -> list[str]:
        """Paths whose old content a cache may still hold, as CloudFront names them."""
        changed = [f"/{file.key}" for file in self.uploads if not file.is_hashed]
        return ["/", *changed] if "/index.html" in changed else changed


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """Hashes of what was published, by name; and what pages of the generation before may load."""

    files: Mapping[str, str]
    before: frozenset[str]

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "Manifest":
        """The inverse of `to_json`; of a bucket that nothing was published in, an empty one."""
        return cls(files=content.get("files", {}), before=frozenset(content.get("before", ())))

    def to_json(self) -> dict[str, Any]:
        """As it lies in the bucket."""
        return {"files": dict(self.files), "before": sorted(self.before)}

    def followed_by(self, files: Iterable[File]) -> "Manifest":
        """The next one. Publishing the same again makes no generation of its own."""
        following = {file.key: file.digest for file in files}
        if following.keys() == self.files.keys():
            return Manifest(files=following, before=self.before)
        hashed = frozenset(key for key in self.files if key.startswith(_HASHED))
        return Manifest(files=following, before=hashed)


def is_built() -> bool:
    """Whether `make console` has left something to publish."""
    return (BUILT / "index.html").exists()


def built_files(config: Mapping[str, Any]) -> list[File]:
    """All files of the built console, and the configuration of its deployment."""
    paths = (path for path in sorted(BUILT.rglob("*")) if path.is_file())
    files = [File(key=p.relative_to(BUILT).as_posix(), content=p.read_bytes()) for p in paths]
    return [*files, File(key=CONFIG, content=json.dumps(config, indent=2).encode())]


class Publication:
    """Files in one bucket."""

    def __init__(self, objects: "S3Client", bucket: str) -> None:
        self._objects = objects
        self._bucket = bucket

    def plan(self, files: Sequence[File]) -> Plan:
        """What is to be done so that these files lie there, with those of the generation before."""
        there = {key for key in self._keys() if key != MANIFEST}
        last = Manifest.of_json(json.loads(self.read(MANIFEST) or b"{}"))
        following = last.followed_by(files)
        uploads = [f for f in files if f.key not in there or last.files.get(f.key) != f.digest]
        return Plan(
            uploads=tuple(sorted(uploads, key=_by_reference)),
            manifest=File(key=MANIFEST, content=json.dumps(following.to_json(), indent=1).encode()),
            removals=tuple(sorted(there - following.files.keys() - following.before)),
            unchanged=len(files) - len(uploads),
        )

    def carry_out(self, plan: Plan, progress: Progress) -> None:
        """Do as planned. Cut off at any point, it is done anew by the next one."""
        for count, file in enumerate(plan.uploads, start=1):
            self._put(file)
            progress(f"  {count} of {len(plan.uploads)}: {file.key}")
        self._put(plan.manifest)
        for at in range(0, len(plan.removals), _MOST_AT_ONCE):
            removed = plan.removals[at : at + _MOST_AT_ONCE]
            self._objects.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": key} for key in removed], "Quiet": True},
            )

    def read(self, key: str) -> bytes | None:
        """What lies there under a name."""
        with suppress(self._objects.exceptions.NoSuchKey):
            return self._objects.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return None

    def _put(self, file: File) -> None:
        self._objects.put_object(
            Bucket=self._bucket,
            Key=file.key,
            Body=file.content,
            ContentType=file.content_type,
            CacheControl=file.cache_control,
        )

    def _keys(self) -> Iterator[str]:
        pages = self._objects.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        for page in pages:
            yield from (found["Key"] for found in page.get("Contents", []))


def _by_reference(file: File) -> tuple[bool, bool, str]:
    """What is named by others comes first, the page last: what it names is there by then."""
    return (file.key == "index.html", not file.is_hashed, file.key)
