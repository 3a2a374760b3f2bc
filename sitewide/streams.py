"""Stream files for download, so that none is held in memory as a whole."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse


class WriteBuffer[AnyStr: (str, bytes)]:
    """Write-only file whose content is removed by `take`."""

    def __init__(self) -> None:
        self._chunks: list[AnyStr] = []

    def write(self, chunk: AnyStr) -> int:
        self._chunks.append(chunk)
        return len(chunk)

    def flush(self) -> None:
        """ZipFile calls it."""

    def take(self) -> list[AnyStr]:
        chunks, self._chunks = self._chunks, []
        return chunks


def stream_csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the rows as lines of CSV."""
    buffer = WriteBuffer[str]()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in rows:
        writer.writerow(cells)
        yield from buffer.take()


def download_csv(rows: Iterable[Iterable[object]], name: str) -> StreamingHttpResponse:
    """Return the rows as a CSV file that the browser saves under this name."""
    return StreamingHttpResponse(
        stream_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
