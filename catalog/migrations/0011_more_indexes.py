"""Indexes for featured products, and on PostgreSQL for the query that Wagtail's search makes.

Wagtail's search matches `title || body`, for which Wagtail's tables have no index, and joins the
pages by their key as text. Without these two, each search reads all pages and all words.
"""

from django.db import migrations, models

ADD = (
    "CREATE INDEX catalog_search_words ON wagtailsearch_indexentry USING gin ((title || body))",
    "CREATE INDEX catalog_page_key_as_text ON wagtailcore_page ((id::varchar(50)))",
)
REMOVE = ("DROP INDEX catalog_search_words", "DROP INDEX catalog_page_key_as_text")


def add_indexes(apps, schema_editor):
    _execute_on_postgres(schema_editor, ADD)


def remove_indexes(apps, schema_editor):
    _execute_on_postgres(schema_editor, REMOVE)


def _execute_on_postgres(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_listed_offers"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [
        migrations.AddIndex(
            model_name="listedoffer",
            index=models.Index(
                condition=models.Q(("is_featured", True)),
                fields=["kind", "title", "page"],
                name="offers_featured",
            ),
        ),
        migrations.RunPython(add_indexes, remove_indexes),
    ]
