"""The models by which AWS's own SDKs and its command line speak to this application.

`purchase-orders` is a service of ours, made of the OpenAPI document. For three services of AWS
there are extras to AWS's own models: what they change is the signature and the address.
"""

from typing import Any

Json = dict[str, Any]
"""A JSON object: a schema of the OpenAPI document, or a part of botocore's models."""
