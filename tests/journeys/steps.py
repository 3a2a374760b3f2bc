"""What a task costs in the admin: pages that are loaded, and fields that are filled in."""

from playwright.sync_api import FilePayload, Frame, Locator, Page


class Steps:
    """Counts from when it is made. A page that is open already does not count."""

    def __init__(self, page: Page) -> None:
        page.wait_for_load_state()
        self.page = page
        self.loads = 0
        self.fields = 0
        page.on("domcontentloaded", self._count_load)

    def fills_in(self, field: str | Locator, text: str) -> None:
        self._field(field).fill(text)

    def selects(self, field: str | Locator, option: str) -> None:
        self._field(field).select_option(label=option)

    def chooses_file(self, field: str | Locator, file: FilePayload) -> None:
        self._field(field).set_input_files(file)

    def ticks(self, box: Locator) -> None:
        self._field(box).check()

    def opens_menu(self, group: str, item: str) -> None:
        """Open a submenu of the sidebar, and a page of it."""
        self.page.get_by_role("button", name=group, exact=True).click()
        menu = self.page.get_by_role("list", name=group, exact=True)
        menu.get_by_role("link", name=item, exact=True).click()

    def total(self) -> tuple[int, int]:
        """Return the loads and fields so far, once the page that is open is loaded."""
        self.page.wait_for_load_state()
        return self.loads, self.fields

    def _field(self, field: str | Locator) -> Locator:
        """Count a field. A text is its label."""
        self.fields += 1
        if isinstance(field, str):
            return self.page.get_by_label(field, exact=False).first
        return field

    def _count_load(self, loaded: Page | Frame) -> None:
        self.loads += 1
