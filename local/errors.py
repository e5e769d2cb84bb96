"""What can go wrong with the local stack, told so that the reader knows what to do next.

LocalStackError
├── NotRunning       no stack is up in this home
├── CommandFailed    a tool (sam, the emulator) ended with an error; carries the end of its log
├── UnknownFunction  no deployed function has that name
└── UnknownEvent     no such event file
"""


class LocalStackError(Exception):
    """The local stack can't do what was asked; the message says why and what helps."""


class NotRunning(LocalStackError):
    """No stack is up in this home."""

    def __init__(self) -> None:
        super().__init__("the local stack is not up; run `make up`")


class CommandFailed(LocalStackError):
    """A tool ended with an error."""


class UnknownFunction(LocalStackError):
    """No deployed function has that name."""


class UnknownEvent(LocalStackError):
    """No such event file."""
