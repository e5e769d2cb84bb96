"""Use cases of tags, by the ARN of what has them."""
