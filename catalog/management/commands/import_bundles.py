from catalog.imports.bundle_rows import BundleRows
from catalog.imports.command import ImportCommand


class Command(ImportCommand):
    help = "Import bundles from a CSV file in the shop's own columns: by SKU, through revisions."
    rows_class = BundleRows
