"""Rules about orders that no constraint can say, kept by the database as triggers.

An order moves only as `LEGAL_MOVES` allows, and a timeline is only added to, whoever writes: this
code, a shell or another program. Written anew after every migration, because SQLite loses a table's
triggers when a migration rebuilds it.
"""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from checkout.models.order_state import LEGAL_MOVES

ORDER, TIMELINE = "checkout_order", "checkout_orderevent"
NO_SUCH_MOVE = "an order cannot move from its state to that one"
ONLY_ADDED = "the timeline of an order is only added to"


def write_rules(sender, using: str, **kwargs) -> None:
    """After migrating: `post_migrate` of this app."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if ORDER not in tables or TIMELINE not in tables:
        return  # migrated back to before there was a timeline
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    return _for_postgres() if connection.vendor == "postgresql" else _for_sqlite()


def _legal(old: str, new: str) -> str:
    ways = [f"{old} = {new}"]
    for before, after in LEGAL_MOVES.items():
        ways += [f"({old} = '{before.value}' AND {new} = '{to.value}')" for to in sorted(after)]
    return " OR ".join(ways)


def _for_sqlite() -> list[str]:
    return [
        *_sqlite_trigger(
            "order_moves_legally",
            f"UPDATE OF state ON {ORDER} WHEN NOT ({_legal('OLD.state', 'NEW.state')})",
            NO_SUCH_MOVE,
        ),
        *_sqlite_trigger("timeline_no_update", f"UPDATE ON {TIMELINE}", ONLY_ADDED),
        *_sqlite_trigger("timeline_no_delete", f"DELETE ON {TIMELINE}", ONLY_ADDED),
        # INSERT OR REPLACE takes the old row away without asking the triggers above.
        *_sqlite_trigger("timeline_no_replace", _written_over(TIMELINE), ONLY_ADDED),
        *_sqlite_trigger("order_no_replace", _written_over(ORDER), NO_SUCH_MOVE),
    ]


def _sqlite_trigger(name: str, when: str, refusal: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    ]


def _written_over(table: str) -> str:
    there = f"SELECT 1 FROM {table} WHERE id = NEW.id"  # noqa: S608  a table of ours
    return f"INSERT ON {table} WHEN EXISTS ({there})"


def _for_postgres() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION refuse_order_move() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{NO_SUCH_MOVE}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE OR REPLACE FUNCTION refuse_timeline_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{ONLY_ADDED}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE OR REPLACE TRIGGER order_moves_legally BEFORE UPDATE OF state ON {ORDER}
            FOR EACH ROW WHEN (NOT ({_legal("OLD.state", "NEW.state")}))
            EXECUTE FUNCTION refuse_order_move()""",
        f"""CREATE OR REPLACE TRIGGER timeline_only_grows BEFORE UPDATE OR DELETE ON {TIMELINE}
            FOR EACH ROW EXECUTE FUNCTION refuse_timeline_change()""",
        f"""CREATE OR REPLACE TRIGGER timeline_is_not_emptied BEFORE TRUNCATE ON {TIMELINE}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_timeline_change()""",
    ]
