"""`manage.py export_products`: write the catalogue to a file that `import_products` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.imports.exports.catalogue import export_catalogue
from catalog.imports.exports.pictures import export_pictures


class Command(BaseCommand):
    help = "Write the whole catalogue as CSV to a file or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="- or nothing: standard output")
        parser.add_argument(
            "--pictures", type=Path, help="a folder or .zip to write the pictures to"
        )

    def handle(self, *, file: str, pictures: Path | None, **options: Any) -> None:
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
                self.stderr.write(f"  {name}: its file is missing")
