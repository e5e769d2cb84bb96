"""What Lambda tells a handler about its invocation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LambdaContext:
    """The part of Lambda's context object that handlers use."""

    function_name: str = "under-test"
    aws_request_id: str = "11111111-2222-3333-4444-555555555555"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:111122223333:function:under-test"
    milliseconds_left: int = 60_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left
