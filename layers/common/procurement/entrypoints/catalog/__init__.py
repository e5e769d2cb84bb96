"""The marketplace-catalog API at the edge, in the shapes of botocore's model of it."""
