"""Write files as other shops do, in any dialect."""

import csv
from pathlib import Path


def write(path: Path, rows: list[dict], *, delimiter=",", encoding="utf-8", end="\r\n") -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator=end, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
