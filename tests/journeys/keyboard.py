"""A shopper's keyboard: no mouse, and no control is named that Tab does not reach."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

MAX_STOPS = 200
DISCLOSURE = "DisclosureTriangle"  # Chromium's name for the role of a <summary>


class Keyboard:
    """Presses keys, and reads the focused control from the browser's accessibility tree."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._tree = page.context.new_cdp_session(page)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def moves_to(self, control: Locator, *, key: str) -> None:
        """Press a key that moves the focus to this control."""
        before = self.focused()
        self.presses(key)
        expect(control, f"{key} on “{before}” moved to “{self.focused()}”").to_be_focused()

    def types(self, words: str) -> None:
        self.page.keyboard.type(words)

    def focused(self) -> str:
        """Return role and name of the focused control; nothing where the page itself has focus."""
        expression = {"expression": "document.activeElement"}
        element = self._tree.send("Runtime.evaluate", expression)["result"]
        if element["className"] == "HTMLBodyElement":
            return ""
        which = {"objectId": element["objectId"], "fetchRelatives": False}
        [node] = self._tree.send("Accessibility.getPartialAXTree", which)["nodes"]
        role = node["role"]["value"].replace(DISCLOSURE, "disclosure")
        name = node["name"]["value"] if "name" in node else ""  # hidden ones have none
        return f"{role} {name}".strip()

    def stops(self) -> Iterator[str]:
        """Yield each control that Tab reaches, until the end of the page."""
        for _ in range(MAX_STOPS):
            self.presses("Tab")
            control = self.focused()
            if not control:
                return
            yield control

    def goes_to(self, control: str, *, key: str = "Tab") -> None:
        """Press the key until this control has focus: its role, and how its name begins."""
        seen = []
        for _ in range(MAX_STOPS):
            self.presses(key)
            seen.append(self.focused())
            if seen[-1].startswith(control):
                return
        raise AssertionError(f"{key} does not reach “{control}”, but these: {seen}")

    def follows(self, control: str, *, key: str = "Enter") -> None:
        """Go to a control that leads to another page, and press it."""
        self.goes_to(control)
        with self.page.expect_navigation():
            self.presses(key)

    def fills_in(self, control: str, words: str) -> None:
        self.goes_to(control)
        self.types(words)
