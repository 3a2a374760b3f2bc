"""Persistent storage in one SQLite file.

All threads share one connection and one lock, so concurrent transactions run one after another.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakestripe.schema import make_tables


class StoreClosed(Exception):
    """The store is closed because the program is ending."""


@dataclass(frozen=True)
class Record:
    """An object: `body` as the API returns it, and `private` data that it does not return."""

    body: dict[str, Any]
    private: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """An SQL condition and its parameters."""

    sql: str
    values: tuple[Any, ...] = ()


class Store:
    """All stored objects, responses and deliveries."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._is_closed = False
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        make_tables(self._connection)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a transaction; inside another one, a savepoint."""
        with self._lock:
            name = f"level_{self._depth}"
            self.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self.execute(f"ROLLBACK TO {name}" if self._depth else "ROLLBACK")
                raise
            self._depth -= 1
            self.execute(f"RELEASE {name}" if self._depth else "COMMIT")

    def clear(self) -> None:
        """Delete all objects, responses and deliveries."""
        with self.transaction():
            for table in ("objects", "answers", "deliveries"):
                self.execute(f"DELETE FROM {table}")  # noqa: S608  our own names

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            if self._is_closed:
                raise StoreClosed
            return self._connection.execute(sql, values).fetchall()

    def add(self, body: dict[str, Any], private: dict[str, Any] | None = None) -> None:
        self.execute(
            "INSERT INTO objects (kind, id, created, body, private) VALUES (?, ?, ?, ?, ?)",
            (
                body["object"],
                body["id"],
                body["created"],
                json.dumps(body),
                json.dumps(private or {}),
            ),
        )

    def save(self, body: dict[str, Any]) -> None:
        self.execute(
            "UPDATE objects SET body = ? WHERE kind = ? AND id = ?",
            (json.dumps(body), body["object"], body["id"]),
        )

    def save_private(self, body: dict[str, Any], private: dict[str, Any]) -> None:
        self.execute(
            "UPDATE objects SET private = ? WHERE kind = ? AND id = ?",
            (json.dumps(private), body["object"], body["id"]),
        )

    def remove(self, kind: str, object_id: str) -> None:
        self.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, object_id))

    def find(self, kind: str, object_id: str) -> Record | None:
        rows = self.execute(
            "SELECT body, private FROM objects WHERE kind = ? AND id = ?", (kind, object_id)
        )
        return _record(rows[0]) if rows else None

    def find_anywhere(self, object_id: str) -> Record | None:
        """Return an object by its id alone, for `expand`. The id's prefix names the kind."""
        rows = self.execute("SELECT body, private FROM objects WHERE id = ?", (object_id,))
        return _record(rows[0]) if rows else None

    def newest(self, kind: str, filters: Sequence[Filter] = (), limit: int = 10) -> list[Record]:
        return self._select(kind, filters, "DESC", limit)

    def oldest(self, kind: str, filters: Sequence[Filter] = (), limit: int = 10) -> list[Record]:
        return self._select(kind, filters, "ASC", limit)

    def seq_of(self, kind: str, object_id: str) -> int | None:
        rows = self.execute("SELECT seq FROM objects WHERE kind = ? AND id = ?", (kind, object_id))
        return int(rows[0]["seq"]) if rows else None

    def _select(
        self, kind: str, filters: Sequence[Filter], direction: str, limit: int
    ) -> list[Record]:
        where = " AND ".join(["kind = ?", *(condition.sql for condition in filters)])
        values = [kind, *(value for condition in filters for value in condition.values)]
        rows = self.execute(
            f"SELECT body, private FROM objects WHERE {where} ORDER BY seq {direction} LIMIT ?",  # noqa: S608  our own conditions
            (*values, limit),
        )
        return [_record(row) for row in rows]


def field_is(path: str, value: Any) -> Filter:
    """Return a filter for a field of the body. Dots in `path` select nested fields."""
    return Filter(f"json_extract(body, '$.{path}') = ?", (value,))


def _record(row: sqlite3.Row) -> Record:
    return Record(json.loads(row["body"]), json.loads(row["private"]))
