"""Database triggers that record what happens to the lines of a cart, as rows of `CartEvent`.

The triggers are created after every migration, because SQLite drops a table's triggers when a
migration rebuilds it. A cart that is deleted takes its events along; the deletion of its lines
just before records more of them.
"""

from django.apps import AppConfig

from checkout.models.cart import CartEvent
from sitewide.triggers import write_triggers

CART, LINE, EVENT = "checkout_cart", "checkout_cartline", "checkout_cartevent"
COLUMNS = "cart_id, kind, sku, title, quantity_before, quantity, happened_at"
Kind = CartEvent.Kind


def create_triggers(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the triggers. Receiver of `post_migrate`."""
    write_triggers(
        using, tables=[CART, LINE, EVENT], for_postgres=_for_postgres, for_sqlite=_for_sqlite
    )


def _insert(kind: Kind, row: str, *, before: str, after: str, now: str) -> str:
    """SQL that records an event of the line `row` (OLD or NEW), if its cart still exists."""
    values = f"{row}.cart_id, '{kind.value}', {row}.sku_id, {row}.title_shown, {before}, {after}"
    return (
        f"INSERT INTO {EVENT} ({COLUMNS}) SELECT {values}, {now}"  # noqa: S608  our own names
        f" WHERE EXISTS (SELECT 1 FROM {CART} WHERE id = {row}.cart_id);"
    )


def _inserts(now: str) -> dict[str, str]:
    """Return by event of the table (and its condition) what is inserted."""
    return {
        "INSERT": _insert(Kind.ADDED, "NEW", before="0", after="NEW.quantity", now=now),
        "UPDATE": _insert(
            Kind.CHANGED, "NEW", before="OLD.quantity", after="NEW.quantity", now=now
        ),
        "DELETE": _insert(Kind.REMOVED, "OLD", before="OLD.quantity", after="0", now=now),
    }


def _when(event: str) -> str:
    return "WHEN (OLD.quantity <> NEW.quantity)" if event == "UPDATE" else ""


def _for_sqlite() -> list[str]:
    statements = []
    for event, insert in _inserts("strftime('%Y-%m-%d %H:%M:%f', 'now')").items():
        name = f"cart_line_{event.lower()}_recorded"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {event} ON {LINE} {_when(event)} BEGIN {insert} END",
        ]
    return [
        *statements,
        "DROP TRIGGER IF EXISTS cart_events_deleted",
        f"CREATE TRIGGER cart_events_deleted AFTER DELETE ON {CART} BEGIN {_DELETE} END",
    ]


_DELETE = f"DELETE FROM {EVENT} WHERE cart_id = OLD.id;"  # noqa: S608  our own names


def _for_postgres() -> list[str]:
    statements = []
    for event, insert in _inserts("clock_timestamp()").items():
        name = f"cart_line_{event.lower()}_recorded"
        statements += [
            _function(name, insert),
            f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {LINE} FOR EACH ROW "
            f"{_when(event)} EXECUTE FUNCTION {name}()",
        ]
    return [
        *statements,
        _function("cart_events_deleted", _DELETE),
        f"CREATE OR REPLACE TRIGGER cart_events_deleted AFTER DELETE ON {CART} FOR EACH ROW "
        "EXECUTE FUNCTION cart_events_deleted()",
    ]


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$"
    )
