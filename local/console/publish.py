"""Puts the built console where a browser of this machine can open it."""

import json
from contextlib import suppress
from typing import Any, Final

from local.clients import Clients
from local.console.publication import CONFIG, Publication, built_files
from local.console.users import ensure_demo_users, told_users
from local.progress import silent
from local.server import ACCOUNT, REGION

BUCKET: Final = "ledgerline-console"

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


def publish_console(root: Clients, endpoint_url: str, api_url: str) -> str:
    """The console's address, after its files and `config.json` lie in a bucket that all may read.

    On AWS a bucket is never public; there CloudFront stands before it. The emulator listens on
    this machine only.
    """
    _ensure_bucket(root)
    publication = Publication(root.objects, BUCKET)
    known = told_users(publication.read(CONFIG) or b"{}")
    users = ensure_demo_users(root, endpoint_url, ACCOUNT, known)
    config: dict[str, Any] = {
        # The page and the API are of one origin, so that the browser asks no further permission.
        "apiUrl": api_url.removeprefix(endpoint_url),
        "region": REGION,
        "demoUsers": [user.to_json() for user in users],
    }
    publication.carry_out(publication.plan(built_files(config)), silent)
    return f"{endpoint_url}/{BUCKET}/index.html"


def _ensure_bucket(root: Clients) -> None:
    with suppress(
        root.objects.exceptions.BucketAlreadyOwnedByYou, root.objects.exceptions.BucketAlreadyExists
    ):
        root.objects.create_bucket(Bucket=BUCKET)
    root.objects.delete_public_access_block(Bucket=BUCKET)
    root.objects.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(_READABLE))
