"""The queues of the shop's background tasks. It imports nothing: settings read it."""

from enum import StrEnum


class Queue(StrEnum):
    MAILS = "mails"
    MONEY = "money"
    IMPORTS = "imports"
