"""docs/settings.md names every environment variable that a program of the project reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = (
    "accounts", "catalog", "checkout", "fakestripe", "home", "jobs", "outbox", "site", "sitewide",
    "tests",
)  # fmt: skip
# These files use invented variables, or set variables of a child process.
MADE_UP = {"tests/autovise/test_env.py", "tests/test_settings_document.py"}
OF_THE_SYSTEM = {"PATH"}
NAME = r'"([A-Z][A-Z0-9_]+)"'
READS = (
    rf"\benv\.(?:text|required|whole_number|yes_or_no|origin|items|emails)\(\s*{NAME}",
    rf"\benviron(?:ment)?\.(?:get|setdefault)\(\s*{NAME}",
    rf"\bos\.environ\[{NAME}\]",
    rf"{NAME} in os\.environ",
)


def variables_read() -> set[str]:
    files = (path for folder in PROGRAMS for path in (ROOT / folder).rglob("*.py"))
    texts = [path.read_text() for path in files if str(path.relative_to(ROOT)) not in MADE_UP]
    found = {name for text in texts for read in READS for name in re.findall(read, text)}
    return found - OF_THE_SYSTEM


def variables_described() -> set[str]:
    text = (ROOT / "docs/settings.md").read_text()
    first_cells = "".join(re.findall(r"^\| (`[A-Z][^|]+)\|", text, re.MULTILINE))
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)`", first_cells))


def test_every_variable_that_is_read_is_described():
    assert variables_read() - variables_described() == set()


def test_every_variable_that_is_described_is_read():
    assert variables_described() - variables_read() == set()
