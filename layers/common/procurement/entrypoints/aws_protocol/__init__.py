"""AWS's own protocols, JSON 1.0 and RPC v2 CBOR, driven by botocore's models of its services."""
