"""Database triggers for the rules about orders that constraints cannot express.

State transitions follow `ORDER_TRANSITIONS`, and timelines are append-only, also for a database
shell or another program. The triggers are created after every migration, because SQLite drops a
table's triggers when a migration rebuilds it.
"""

from django.apps import AppConfig

from checkout.models.order_state import ORDER_TRANSITIONS
from sitewide.triggers import write_triggers

ORDER, TIMELINE = "checkout_order", "checkout_orderevent"
REFUSED = "an order cannot move from its state to that one"
APPEND_ONLY = "the timeline of an order is only added to"


def create_triggers(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the triggers. Receiver of `post_migrate`."""
    write_triggers(
        using, tables=[ORDER, TIMELINE], for_postgres=_for_postgres, for_sqlite=_for_sqlite
    )


def _legal(old: str, new: str) -> str:
    """SQL condition: the state is unchanged or the transition is allowed."""
    conditions = [f"{old} = {new}"]
    for before, after in ORDER_TRANSITIONS.allowed.items():
        conditions += [
            f"({old} = '{before.value}' AND {new} = '{to.value}')" for to in sorted(after)
        ]
    return " OR ".join(conditions)


def _for_sqlite() -> list[str]:
    return [
        *_sqlite_trigger(
            "order_moves_legally",
            f"UPDATE OF state ON {ORDER} WHEN NOT ({_legal('OLD.state', 'NEW.state')})",
            REFUSED,
        ),
        *_sqlite_trigger("timeline_no_update", f"UPDATE ON {TIMELINE}", APPEND_ONLY),
        *_sqlite_trigger("timeline_no_delete", f"DELETE ON {TIMELINE}", APPEND_ONLY),
        # INSERT OR REPLACE deletes the old row without firing the triggers above.
        *_sqlite_trigger("timeline_no_replace", _written_over(TIMELINE), APPEND_ONLY),
        *_sqlite_trigger("order_no_replace", _written_over(ORDER), REFUSED),
    ]


def _sqlite_trigger(name: str, when: str, refusal: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    ]


def _written_over(table: str) -> str:
    existing = f"SELECT 1 FROM {table} WHERE id = NEW.id"  # noqa: S608  our own table name
    return f"INSERT ON {table} WHEN EXISTS ({existing})"


def _for_postgres() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION refuse_order_move() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE OR REPLACE FUNCTION refuse_timeline_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE OR REPLACE TRIGGER order_moves_legally BEFORE UPDATE OF state ON {ORDER}
            FOR EACH ROW WHEN (NOT ({_legal("OLD.state", "NEW.state")}))
            EXECUTE FUNCTION refuse_order_move()""",
        f"""CREATE OR REPLACE TRIGGER timeline_only_grows BEFORE UPDATE OR DELETE ON {TIMELINE}
            FOR EACH ROW EXECUTE FUNCTION refuse_timeline_change()""",
        f"""CREATE OR REPLACE TRIGGER timeline_is_not_emptied BEFORE TRUNCATE ON {TIMELINE}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_timeline_change()""",
    ]
