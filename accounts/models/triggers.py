"""Database triggers that make the consent table append-only.

Two changes are allowed: removing the link to a deleted user, and deleting a row older than `YEARS`
years. The triggers are recreated after every migration, because SQLite drops a table's triggers
when a migration rebuilds the table.
"""

from typing import Any

from django.apps import AppConfig

from sitewide.triggers import write_triggers

TABLE = "accounts_consent"
KEPT = "id", "kind", "is_given", "happened_at", "text", "page", "email_hash"
YEARS = 6
ONLY_ADDED = "consents are only added to"


def create_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Create the triggers. Receiver of this app's `post_migrate`."""
    write_triggers(using, tables=[TABLE], for_postgres=_for_postgres, for_sqlite=_for_sqlite)


def _is_changed(differs: str) -> str:
    """Return the SQL condition for a change other than removing the link to the user."""
    columns = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in KEPT)
    return f"NEW.user_id IS NOT NULL OR {columns}"


def _for_sqlite() -> list[str]:
    return [
        "DROP TRIGGER IF EXISTS consent_unchanged",
        f"""CREATE TRIGGER consent_unchanged BEFORE UPDATE ON {TABLE}
            WHEN {_is_changed("IS NOT")}
            BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
        "DROP TRIGGER IF EXISTS consent_kept",
        f"""CREATE TRIGGER consent_kept BEFORE DELETE ON {TABLE}
            WHEN datetime(OLD.happened_at) > datetime('now', '-{YEARS} years')
            BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
    ]


def _for_postgres() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{ONLY_ADDED}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE OR REPLACE TRIGGER consent_unchanged BEFORE UPDATE ON {TABLE}
            FOR EACH ROW WHEN ({_is_changed("IS DISTINCT FROM")})
            EXECUTE FUNCTION refuse_consent_change()""",
        f"""CREATE OR REPLACE TRIGGER consent_kept BEFORE DELETE ON {TABLE}
            FOR EACH ROW WHEN (OLD.happened_at > now() - interval '{YEARS} years')
            EXECUTE FUNCTION refuse_consent_change()""",
    ]
