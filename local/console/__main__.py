"""Publishes the built console of a deployment in AWS.

Run as ``python -m local.console --stack ledgerline [--region eu-west-1] [--dry-run]``, with
credentials of the deployment's account; ``make publish`` builds the console before.
"""

import argparse
import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.console.hosting import Hosting, invalidate, read_hosting
from local.console.publication import Plan, Publication, built_files, is_built
from local.errors import LocalStackError
from local.progress import printed


def main(words: Sequence[str] | None = None) -> int:
    """Publish, or tell what would be done."""
    options = _options(words)
    if not is_built():
        print("error: the console is not built; run `make console`", file=sys.stderr)
        return 1
    try:
        session = boto3.Session(profile_name=options.profile, region_name=options.region)
        return _publish(session, options.stack, is_dry=options.dry_run)
    except (LocalStackError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _publish(session: boto3.Session, stack_name: str, *, is_dry: bool) -> int:
    cloudformation = session.client("cloudformation")
    hosting = read_hosting(cloudformation, stack_name, cloudformation.meta.region_name)
    publication = Publication(session.client("s3"), hosting.bucket)
    plan = publication.plan(built_files(hosting.config))
    if is_dry:
        _tell(plan)
        return 0
    publication.carry_out(plan, printed())
    if plan.stale:
        invalidate(session.client("cloudfront"), hosting, plan.stale)
    _tell_end(plan, hosting)
    return 0


def _tell(plan: Plan) -> None:
    for file in plan.uploads:
        print(f"+ {file.key}  {len(file.content):,} bytes, {file.content_type}")
    for key in plan.removals:
        print(f"- {key}")
    print(
        f"{len(plan.uploads)} to upload, {plan.unchanged} unchanged, {len(plan.removals)} to remove"
    )


def _tell_end(plan: Plan, hosting: Hosting) -> None:
    print(f"{len(plan.uploads)} uploaded, {plan.unchanged} unchanged, {len(plan.removals)} removed")
    print(f"\nconsole        {hosting.url}")


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make publish", description="Publish the built console of a deployment in AWS."
    )
    parser.add_argument("--stack", default="ledgerline", help="its name (default: %(default)s)")
    parser.add_argument("--region", help="where it is deployed (default: that of the profile)")
    parser.add_argument("--profile", help="AWS profile to take the credentials from")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and end")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
