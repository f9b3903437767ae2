"""What can go wrong with a store: each its own class, message, hint and exit status."""

from __future__ import annotations


class StoreError(Exception):
    """A store that cannot do what it was asked; `hint` says what to try, `status` is the exit status."""

    status = 70
    code = "STORE_ERROR"
    told = "the store could not answer"
    """What clients of the service are told, without what is theirs to know who run it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UnavailableError(StoreError):
    """Nothing answers at the address."""

    status = 69
    code = "STORE_UNAVAILABLE"


class UnrecordedError(UnavailableError):
    """Looks at people's data cannot be recorded: nobody may see it until they can."""

    status = 73
    code = "AUDIT_UNAVAILABLE"
    told = "officers' records are closed: who looks at them cannot be recorded now"


class AuthenticationError(StoreError):
    """The user or the password is wrong."""

    status = 77
    code = "STORE_REFUSED"


class LockedError(StoreError):
    """Another process holds the store's file."""

    status = 75
    code = "STORE_LOCKED"


class DiskFullError(StoreError):
    """There is no room left for the store's file."""

    status = 74
    code = "STORE_FULL"


class NewerStoreError(StoreError):
    """The store was written by a newer program."""

    status = 78
    code = "STORE_NEWER"

    def __init__(self, store: object, program: object = "") -> None:
        super().__init__(f"the store has schema {store}, this program knows {program}", "upgrade karmagraph")


class UnpreparedError(StoreError):
    """A constraint or table of the model is missing and could not be made."""

    status = 71
    code = "STORE_UNPREPARED"


class ConflictError(StoreError):
    """Another write came between reading and writing; nothing was written."""

    status = 72
    code = "STORE_CONFLICT"


class TimedOutError(StoreError):
    """The question took longer than the store allows."""

    status = 76
    code = "STORE_TIMEOUT"
