from catalog.imports.command import ImportCommand
from catalog.imports.product_rows import ProductRows


class Command(ImportCommand):
    help = "Import products from a CSV file in the shop's own columns: by SKU, through revisions."
    rows_class = ProductRows
