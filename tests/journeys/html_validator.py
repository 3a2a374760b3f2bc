"""html-validate, a validator of HTML from npm, installed into var/ when it is first used."""

import json
import subprocess
from pathlib import Path

from tests.services import NPM_PACKAGES, npm_program

VERSION = "9.7.1"
FOLDER = NPM_PACKAGES / "html-validate"
# Spaces at the end of lines come from template tags. ARIA allows labels of lists, and check boxes
# of one filter have one name.
RULES = {
    "no-trailing-whitespace": "off",
    "doctype-style": "off",
    "aria-label-misuse": ["error", {"allowAnyNamable": True}],
    "form-dup-name": ["error", {"shared": ["radio", "button", "submit", "checkbox"]}],
}


class HtmlValidator:
    """Validator of the HTML that the shop sends. `npm`: the path of npm."""

    def __init__(self, npm: str) -> None:
        self._program = npm_program(npm, "html-validate", VERSION)
        config = {"root": True, "extends": ["html-validate:standard"], "rules": RULES}
        (FOLDER / ".htmlvalidate.json").write_text(json.dumps(config))

    def errors_in(self, pages: dict[str, str]) -> list[str]:
        """Return the errors of these pages, HTML by name: page, line, rule and message."""
        pages_folder = FOLDER / "pages"
        pages_folder.mkdir(exist_ok=True)
        for old in pages_folder.iterdir():
            old.unlink()
        for name, html in pages.items():
            (pages_folder / f"{name}.html").write_text(html)
        said = subprocess.run(
            [self._program, "--formatter", "json", *sorted(pages_folder.iterdir())],
            cwd=FOLDER, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not said.stdout:
            raise RuntimeError(f"html-validate did not run: {said.stderr}")
        return [
            f"{Path(page['filePath']).stem}:{error['line']} {error['ruleId']}: {error['message']}"
            for page in json.loads(said.stdout)
            for error in page["messages"]
        ]
