"""Create synonyms for the everyday problems of drivers, with the things that help. Editors change
them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUPS = (
    "flat battery, dead battery, won't start, battery charger, jump pack, jump leads, "
    "booster station, battery maintainer",
    "puncture, flat tyre, tyre inflator, air compressor, foot pump",
    "tyre pressure, tyre gauge",
    "frozen windscreen, icy windscreen, frosted windscreen, icy, frozen, de-icer, ice scraper, "
    "frost cover",
    "frozen lock, locked out, de-icer",
    "misted windows, misty windows, steamed up windows, foggy windows, condensation, demister, "
    "charcoal pouches, glass polishing cloth",
    "squeaky belt, squealing belt, squeaky, squeak, silicone spray, white grease",
    "squeaky brakes, noisy brakes, brake squeal, brake cleaner",
    "smelly, bad smell, stinky, stink, air freshener, odour pouches",
    "scratch, scratched paint, scratch remover, swirl mark, paint polish",
    "bird mess, bird droppings, bird poo, bird muck, bird lime, quick detailer, bug remover",
    "tree sap, bug remover, tar remover",
    "breakdown, broken down",
    "stuck in snow, stuck in mud, tow rope, snow shovel",
    "muddy carpet, muddy shoes, floor mats",
    "stain, spill, coffee stain, fabric cleaner",
    "smeary windscreen, dirty windscreen, glass cleaner",
    "engine light, engine warning light, check engine light, diagnostic reader",
    "rusty bolt, seized bolt, penetrating oil",
    "brake dust, wheel cleaner",
    "backache, back ache, back pain, bad back, lumbar cushion",
    "sat nav, satnav, navigation, phone",
)


def create_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("catalog", "SynonymGroup").objects
    for words in GROUPS:
        groups.get_or_create(words=words)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_category_blocks")]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
