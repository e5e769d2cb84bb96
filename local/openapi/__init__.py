"""The OpenAPI document that the API serves: one out of every function's resolver.

Run as ``python -m local.openapi``; see `local.openapi.__main__` for what else it does.

- `document` puts it together
- `functions` asks the functions' resolvers, which know routes, parameters and schemas
- `unresolved` adds what no resolver can tell: files, XML, routes without a resolver
- `refusals` describes the answers that refuse a request
- `examples` adds what the examples of the API's pages were answered
- `vocabulary` says what members and parameters mean
- `compatibility` finds what would break a client of the last release
"""

from local.openapi.document import DOCUMENT, build

__all__ = ["DOCUMENT", "build"]
