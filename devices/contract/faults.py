"""What can be wrong with a message, as a few stable codes, by which what was set aside is counted."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a message, or a part of one, cannot be used; the code outlives every rewording of the reason."""

    TOPIC = "topic"
    SIZE = "size"
    BODY = "body"
    SENDER = "sender"
    PRODUCT = "product"
    FRAME = "frame"
    VALUES = "values"
    TIME = "time"
    STRANGERS = "strangers"
    RETIRED = "retired"
    STORE = "store"
    BUG = "bug"
