"""A browser without JavaScript, over real HTTP: it keeps cookies and sends a form's token along."""

import re

import requests


class HttpBrowser:
    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()

    def opens(self, path: str) -> requests.Response:
        return self._session.get(self.address + path, timeout=60)

    def sends(self, path: str, fields: dict[str, str]) -> requests.Response:
        """Fills in the form at this path and sends it; redirects are answered, not followed."""
        return self.posts(path, fields | {"csrfmiddlewaretoken": self.token_of(path)})

    def token_of(self, path: str) -> str:
        page = self.opens(path)
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]

    def posts(self, path: str, fields: dict[str, str]) -> requests.Response:
        return self._session.post(
            self.address + path, data=fields, allow_redirects=False, timeout=60
        )
