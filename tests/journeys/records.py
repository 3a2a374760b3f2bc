"""Records of the running shop, read directly from its data folder."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.served_shop import read_mails
from tests.waits import wait_for

UNFINISHED_TASKS = """SELECT count(*) FROM django_tasks_database_dbtaskresult
    WHERE status IN ('READY', 'RUNNING')"""


@dataclass(frozen=True)
class Records:
    data_dir: Path

    def stock_of(self, sku: str) -> tuple[int, int]:
        """Pieces on the shelf, and how many of them are held."""
        [row] = self._ask("SELECT on_hand, held FROM catalog_stock WHERE sku_id = ?", sku)
        return row

    def next_sku(self, start: str) -> str:
        """The start with the number of three digits after the highest one in use."""
        [[last]] = self._ask(
            "SELECT max(code) FROM catalog_sku WHERE code GLOB ?", f"{start}[0-9]*"
        )
        return f"{start}{int(last.removeprefix(start)) + 1:03}"

    def sales_of(self, sku: str) -> list[int]:
        """The moves of this stock that are sales, in pieces."""
        question = "SELECT pieces FROM catalog_stockmove WHERE sku_id = ? AND reason = 'sale'"
        return [pieces for [pieces] in self._ask(question, sku)]

    def order_states(self, address: str = "%") -> list[str]:
        """The states of the orders placed under this e-mail address, oldest first."""
        question = "SELECT state FROM checkout_order WHERE email LIKE ? ORDER BY id"
        return [state for [state] in self._ask(question, address)]

    def confirmed_ages(self, address: str) -> list[int | None]:
        """The ages confirmed for the orders placed under this e-mail address, oldest first."""
        question = "SELECT age_confirmed FROM checkout_order WHERE email = ? ORDER BY id"
        return [age for [age] in self._ask(question, address)]

    def refunds_of(self, order_number: str) -> list[int]:
        """The refunds of this order, in pence."""
        question = """SELECT amount_pence FROM checkout_refund
            JOIN checkout_order ON checkout_order.id = order_id WHERE number = ?"""
        return [pence for [pence] in self._ask(question, order_number)]

    def events_about(self, session_id: str) -> list[str]:
        question = "SELECT type FROM checkout_stripeevent WHERE object_id = ? ORDER BY id"
        return [kind for [kind] in self._ask(question, session_id)]

    def mails_about(self, order_number: str) -> list[EmailMessage]:
        return [mail for mail in self._mails() if order_number in mail["Subject"]]

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Oldest first."""
        return [mail for mail in self._mails() if mail["To"] == address]

    def link_mailed_to(self, address: str, start: str) -> str:
        """The last path that begins like this in what was mailed to the address."""
        texts = [mail.get_body(("plain",)).get_content() for mail in self.mails_to(address)]
        found = [path for text in texts for path in re.findall(rf"({re.escape(start)}\S+)", text)]
        return found[-1] if found else ""

    def wait_until_idle(self) -> None:
        """Until the worker has done all that was asked of it."""
        wait_for(lambda: self._ask(UNFINISHED_TASKS) == [(0,)], "the worker's last task")

    def _mails(self) -> list[EmailMessage]:
        return read_mails(self.data_dir / "mail")

    def _ask(self, question: str, *values: object) -> list[tuple]:
        address = f"file:{self.data_dir / 'shop.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return database.execute(question, values).fetchall()
