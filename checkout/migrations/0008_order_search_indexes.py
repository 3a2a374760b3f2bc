import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0007_record_cart_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-placed_at", "-id"], name="order_newest_first"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                django.db.models.functions.text.Upper("email"), name="order_by_email"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["postcode"], name="order_by_postcode", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                django.db.models.functions.text.Replace(
                    django.db.models.functions.text.Replace(
                        django.db.models.functions.text.Replace(
                            django.db.models.functions.text.Replace(
                                django.db.models.functions.text.Replace(
                                    django.db.models.functions.text.Replace(
                                        django.db.models.functions.text.Replace(
                                            models.F("phone"), models.Value("(0)"), models.Value("")
                                        ),
                                        models.Value(" "),
                                        models.Value(""),
                                    ),
                                    models.Value("-"),
                                    models.Value(""),
                                ),
                                models.Value("("),
                                models.Value(""),
                            ),
                            models.Value(")"),
                            models.Value(""),
                        ),
                        models.Value("."),
                        models.Value(""),
                    ),
                    models.Value("+44"),
                    models.Value("0"),
                ),
                name="order_by_phone_digits",
            ),
        ),
    ]
