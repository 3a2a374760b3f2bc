"""Writing the catalogue to a file that `import_products` reads back unchanged."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalog.imports.exports.catalogue import export_catalogue
from catalog.imports.exports.pictures import export_pictures


class Command(BaseCommand):
    help = "Write the whole catalogue as CSV: to a file, or to the screen."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="- or nothing: the screen")
        parser.add_argument(
            "--pictures", type=Path, help="a folder, or a .zip, for the pictures that it names"
        )

    def handle(self, *, file: str, pictures: Path | None, **options):
        if file == "-":
            export_catalogue(self.stdout)
        else:
            try:
                with Path(file).open("w", encoding="utf-8", newline="") as opened:
                    rows = export_catalogue(opened)
            except OSError as error:
                raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
            self.stderr.write(f"{rows} rows written to {file}.")
        if pictures:
            written, missing = export_pictures(pictures)
            self.stderr.write(f"{written} pictures written to {pictures}.")
            for name in missing:
                self.stderr.write(f"  {name}: its file is gone")
