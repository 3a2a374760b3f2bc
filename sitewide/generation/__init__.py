"""Generation of the catalogue: a number that changes with everything that public pages show.

Triggers of the database (`sitewide.generation.triggers`) raise it in the transaction of each
change, so it is visible exactly when the change is. A page that was rendered between two reads of
the same generation shows the state that this generation stands for.

On PostgreSQL, writers of a single counter row would wait for each other until they commit, and
could deadlock with the rows of the stock. So each statement inserts a row of its own, and the
generation is the sum of the first row and all those. `max(id)` of such rows would be wrong: ids are
given out before the commit, so a transaction that commits last may have the lowest id, and the
maximum would not change with its commit. A sum changes with every commit, in any order. On SQLite
writers are serial, and the trigger changes the first row.

The amounts are random. A generation that was lost, by a backup that was restored or by a test that
was rolled back, is followed by other numbers, under which no old page is stored.
"""

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

READ = """SELECT number + CAST(COALESCE((SELECT SUM(amount) FROM sitewide_generationchange), 0)
AS bigint) FROM sitewide_generation"""
FOLD = """WITH folded AS (DELETE FROM sitewide_generationchange RETURNING amount)
UPDATE sitewide_generation SET number = number + (SELECT SUM(amount) FROM folded)::bigint
WHERE EXISTS (SELECT FROM folded)"""
MAX_AMOUNT = 2**31 - 1


class Generation(models.Model):
    """The first part of the sum: one row."""

    number = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="one_generation",
                violation_error_message="There is one generation.",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class GenerationChange(models.Model):
    """What one statement added, on PostgreSQL. `key`: the number of its transaction, and its time.

    A number alone could come again after the database was moved to another server.
    """

    key = models.CharField(primary_key=True, max_length=60)
    amount = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


def read_generation(using: str = DEFAULT_DB_ALIAS) -> int | None:
    """Return the current generation; None if the database has none, as before it was migrated.

    One statement, so that the sum is of one moment.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    return row[0] if row else None


def fold_generation() -> None:
    """Add the rows of ended transactions to the first row. Runs on a schedule.

    One statement: every reader sees the sum before it or after it, which is the same.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(FOLD)
