import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_keep_low_stock_and_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bundlepage",
            name="body",
            field=wagtail.fields.StreamField(
                [("text", 0), ("facts", 6), ("picture", 9)],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "description": "Paragraphs, headings and lists.",
                            "features": ["h2", "h3", "bold", "italic", "ol", "ul", "link"],
                            "icon": "pilcrow",
                            "preview_value": "<h2>Clean glass, no streaks</h2><p>Spray, wipe once, <b>done</b>. Good for:</p><ul><li>windscreens</li><li>mirrors</li><li>screens</li></ul>",
                            "template": "catalog/blocks/text.html",
                        },
                    ),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "At a glance", "max_length": 80},
                    ),
                    2: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Such as “Material” or “Cable length”.", "max_length": 60},
                    ),
                    3: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                    4: ("wagtail.blocks.StructBlock", [[("name", 2), ("value", 3)]], {}),
                    5: ("wagtail.blocks.ListBlock", (4,), {}),
                    6: ("wagtail.blocks.StructBlock", [[("heading", 1), ("facts", 5)]], {}),
                    7: ("wagtail.images.blocks.ImageBlock", [], {}),
                    8: ("wagtail.blocks.CharBlock", (), {"max_length": 160, "required": False}),
                    9: ("wagtail.blocks.StructBlock", [[("image", 7), ("caption", 8)]], {}),
                },
            ),
        ),
        migrations.AlterField(
            model_name="productpage",
            name="body",
            field=wagtail.fields.StreamField(
                [("text", 0), ("facts", 6), ("picture", 9)],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "description": "Paragraphs, headings and lists.",
                            "features": ["h2", "h3", "bold", "italic", "ol", "ul", "link"],
                            "icon": "pilcrow",
                            "preview_value": "<h2>Clean glass, no streaks</h2><p>Spray, wipe once, <b>done</b>. Good for:</p><ul><li>windscreens</li><li>mirrors</li><li>screens</li></ul>",
                            "template": "catalog/blocks/text.html",
                        },
                    ),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "At a glance", "max_length": 80},
                    ),
                    2: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Such as “Material” or “Cable length”.", "max_length": 60},
                    ),
                    3: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                    4: ("wagtail.blocks.StructBlock", [[("name", 2), ("value", 3)]], {}),
                    5: ("wagtail.blocks.ListBlock", (4,), {}),
                    6: ("wagtail.blocks.StructBlock", [[("heading", 1), ("facts", 5)]], {}),
                    7: ("wagtail.images.blocks.ImageBlock", [], {}),
                    8: ("wagtail.blocks.CharBlock", (), {"max_length": 160, "required": False}),
                    9: ("wagtail.blocks.StructBlock", [[("image", 7), ("caption", 8)]], {}),
                },
            ),
        ),
    ]
