"""Puts the built console where a browser of this machine can open it."""

import json
import mimetypes
from contextlib import suppress
from typing import Final

from local.clients import Clients
from local.console.users import DemoUser, ensure_demo_users, told_users
from local.home import PROJECT
from local.server import ACCOUNT, REGION

BUILT: Final = PROJECT / "console" / "dist"
BUCKET: Final = "ledgerline-console"
CONFIG: Final = "config.json"

_READABLE: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
    ],
}


def is_built() -> bool:
    """Whether `make console` has left something to publish."""
    return (BUILT / "index.html").exists()


def publish_console(root: Clients, endpoint_url: str, api_url: str) -> str:
    """The console's address, after its files and `config.json` lie in a bucket that all may read.

    On AWS a bucket is never public; there CloudFront stands before it. The emulator listens on
    this machine only.
    """
    _ensure_bucket(root)
    users = ensure_demo_users(root, endpoint_url, ACCOUNT, _known_users(root))
    for file in sorted(BUILT.rglob("*")):
        if file.is_file():
            _put(root, file.relative_to(BUILT).as_posix(), file.read_bytes())
    # The page and the API are of one origin, so that the browser asks no further permission.
    _put(root, CONFIG, _config(api_url.removeprefix(endpoint_url), users))
    return f"{endpoint_url}/{BUCKET}/index.html"


def _config(api_url: str, users: list[DemoUser]) -> bytes:
    told = {"apiUrl": api_url, "region": REGION, "demoUsers": [user.to_json() for user in users]}
    return json.dumps(told, indent=2).encode()


def _known_users(root: Clients) -> list[dict[str, str]]:
    with suppress(root.objects.exceptions.NoSuchKey):
        config = root.objects.get_object(Bucket=BUCKET, Key=CONFIG)["Body"].read()
        return told_users(config.decode())
    return []


def _ensure_bucket(root: Clients) -> None:
    with suppress(
        root.objects.exceptions.BucketAlreadyOwnedByYou, root.objects.exceptions.BucketAlreadyExists
    ):
        root.objects.create_bucket(Bucket=BUCKET)
    root.objects.delete_public_access_block(Bucket=BUCKET)
    root.objects.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(_READABLE))


def _put(root: Clients, key: str, content: bytes) -> None:
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    root.objects.put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=kind)
