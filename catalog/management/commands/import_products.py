from catalog.imports.command import ImportCommand
from catalog.imports.foreign_product_rows import READERS, ForeignProductRows
from catalog.imports.product_rows import ProductRows

OWN = "autovise"


class Command(ImportCommand):
    help = "Import products from a CSV file: by SKU, through revisions."
    rows_class = ProductRows

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--format",
            choices=(OWN, *READERS),
            default=OWN,
            help="whose columns the file has; ours are the default",
        )

    def rows(self, *, format=OWN, **options):  # noqa: A002 (the option's name)
        return self.rows_class() if format == OWN else ForeignProductRows(format)
