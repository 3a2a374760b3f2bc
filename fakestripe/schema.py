"""Tables of fakestripe's SQLite file."""

import sqlite3

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    private TEXT NOT NULL DEFAULT '{}',
    UNIQUE (kind, id)
);
CREATE INDEX IF NOT EXISTS open_sessions ON objects (json_extract(body, '$.expires_at'))
    WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open';
CREATE INDEX IF NOT EXISTS by_payment_intent
    ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS by_id ON objects (id);
CREATE INDEX IF NOT EXISTS by_age ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS by_status ON objects (kind, json_extract(body, '$.status'));
CREATE INDEX IF NOT EXISTS unpaid_entries ON objects (json_extract(body, '$.available_on'))
    WHERE kind = 'balance_transaction' AND json_extract(private, '$.payout') IS NULL;
CREATE INDEX IF NOT EXISTS by_payout ON objects (json_extract(private, '$.payout'))
    WHERE json_extract(private, '$.payout') IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    parameters TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK
        (state IN ('held', 'waiting', 'sending', 'delivered', 'failed', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    forgery TEXT NOT NULL DEFAULT '',
    held_by INTEGER,
    goes_after INTEGER,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS due_deliveries ON deliveries (state, due);
CREATE INDEX IF NOT EXISTS deliveries_of_event ON deliveries (event_id);
"""

_FROM_BEFORE_CHAOS = """
DROP INDEX IF EXISTS due_deliveries;
ALTER TABLE deliveries RENAME TO deliveries_before_chaos;
"""
_KEPT_COLUMNS = "seq, event_id, event_type, body, state, attempts, due, answer"


def make_tables(connection: sqlite3.Connection) -> None:
    """Create the tables. Deliveries stored by an older version are migrated."""
    columns = {row["name"] for row in connection.execute("PRAGMA table_info(deliveries)")}
    is_older = bool(columns) and "forgery" not in columns
    if is_older:
        connection.executescript(_FROM_BEFORE_CHAOS)
    connection.executescript(_TABLES)
    if is_older:
        connection.executescript(
            f"INSERT INTO deliveries ({_KEPT_COLUMNS}) "  # noqa: S608  our own names
            f"SELECT {_KEPT_COLUMNS} FROM deliveries_before_chaos;"
            "DROP TABLE deliveries_before_chaos;"
        )
