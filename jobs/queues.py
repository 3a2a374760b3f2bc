"""Queues of the background tasks. The settings import this module, so it imports no app."""

from enum import StrEnum


class Queue(StrEnum):
    MAILS = "mails"
    MONEY = "money"
    IMPORTS = "imports"
    PICTURES = "pictures"
    SEARCH = "search"
