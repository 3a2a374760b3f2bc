"""An editor in the catalogue admin, in a browser."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, Response, expect

from tests.journeys.running_shop import RunningShop
from tests.waits import wait_for

FORM = "#page-edit-form"
# Wagtail's links to bulk changes take the ticked rows along only once their menu has opened wholly.
NEXT_DROPDOWN = """window.nextDropdown = new Promise(
    shown => document.addEventListener("w-dropdown:shown", () => shown(true), { once: true })
), true"""
# Wagtail looks at a form two seconds after it was opened, and saves by itself what changes from
# then on: nobody but a test types before.
NOTE_WATCHING = """document.addEventListener("w-unsaved:watch-edits", () => {
    document.documentElement.dataset.watched = "yes"
})"""
# Turning to a tab may leave Wagtail's frame scrolled sideways, smoothly.
TO_THE_LEFT = """document.querySelectorAll("*").forEach(
    part => part.scrollTo({ left: 0, behavior: "instant" })
)"""
# A message fades in, and is hard to read until it has. (Spinners turn for ever.)
IS_STILL = """document.getAnimations().every(
    moving => moving.playState !== "running" || moving.effect.getTiming().iterations === Infinity
)"""


class Editor:
    def __init__(self, page: Page, shop: RunningShop) -> None:
        self.page = page
        self.shop = shop
        page.add_init_script(NOTE_WATCHING)

    def opens(self, path: str) -> Response:
        """Open a page of the admin: "products/" is `/admin/products/`."""
        return self.page.goto(f"{self.shop.address}/admin/{path}")

    def signs_in(self, email: str) -> None:
        """Go on with the session of an earlier journey if it lasts, otherwise log in."""
        home, context = f"{self.shop.address}/admin/", self.page.context
        if cookies := self.shop.sessions.get(email):
            context.add_cookies(cookies)
            self.page.goto(home)
            if self.page.url == home:
                return
        self.opens("login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(self.shop.password())
        self.page.get_by_role("button", name="Log in", exact=True).click()
        expect(self.page).to_have_url(home)
        self.shop.sessions[email] = context.cookies()

    def finds(self, words: str, *, kind: str = "products") -> None:
        """The list of products or bundles, narrowed to what holds these words."""
        self.opens(f"{kind}/?q={words}")

    def edits(self, words: str, *, kind: str = "products") -> None:
        """Open the first that is found."""
        self.finds(words, kind=kind)
        self.page.locator("td.title a").first.click()
        expect(self.page.locator(FORM)).to_be_visible()

    def ticks(self, rows: int) -> None:
        """The first rows of the list."""
        for row in range(rows):
            self.page.locator("[data-bulk-action-checkbox]").nth(row).check()
        expect(
            self.page.get_by_text(f"{rows} page{'s' if rows > 1 else ''} selected")
        ).to_be_visible()

    def changes_ticked(self, action: str) -> None:
        """Ask for a bulk change: its form is shown first."""
        self.page.evaluate(NEXT_DROPDOWN)
        self.page.get_by_role("button", name="More", exact=True).click()
        self.page.evaluate("window.nextDropdown")
        self.page.get_by_role("link", name=f"{action}: selected products and bundles").click()
        expect(self.page.get_by_role("heading", name=action).first).to_be_visible()

    def turns_to(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab).click()

    def fills_in(self, **values: str) -> None:
        """Fields of the tab that is open, by name."""
        expect(self.page.locator("html[data-watched]")).to_be_attached()
        for name, value in values.items():
            self.page.locator(f"{FORM} [name={name}]").fill(value)

    def chooses(self, field: str, words: str) -> None:
        """In a chooser's dialogue, of which nothing is chosen yet: what is called so."""
        chooser = self.page.locator(f"#id_{field}-chooser")
        chooser.get_by_role("button", name="Choose").click()
        dialogue = self.page.locator(".modal-dialog")
        dialogue.get_by_label("Search term").fill(words)
        dialogue.get_by_role("link", name=words, exact=True).click()
        expect(chooser.locator("[data-chooser-title]")).to_have_text(words)

    def saves_draft(self) -> None:
        """Wagtail may have saved it by itself before, and words its answer by that."""
        self.page.get_by_role("button", name="Save draft").click()
        self.hears(re.compile("created|saved|updated"))

    def does(self, action: str) -> None:
        """One of the actions that open above the button at the foot of the form."""
        foot = self.page.locator("footer")
        chosen = foot.get_by_role("button", name=action, exact=True)
        if not chosen.is_visible():
            foot.get_by_role("button", name="More actions").click()
        chosen.click()

    def schedules(self, *, at: str) -> None:
        """Give the draft a time to go live, `YYYY-MM-DD HH:MM`, and put it on the schedule."""
        self.shows("status")
        self.page.get_by_role("button", name="Set schedule").click()
        calendar = self.page.locator(".xdsoft_datetimepicker").filter(visible=True)
        self.page.locator("#id_go_live_at").click()
        expect(calendar).to_be_visible()
        self.page.locator("#id_go_live_at").fill(at)
        self.page.get_by_role("heading", name="Set publishing schedule").click()
        expect(calendar).to_have_count(0)  # it covers the button
        self.page.get_by_role("button", name="Save schedule").click()
        self.hears(re.compile("saved|updated"))
        self.does("Schedule to publish")
        self.hears("scheduled for publishing")

    def shows(self, panel: str) -> Locator:
        """Open a panel at the side of the form: status, preview, checks, comments."""
        toggle = self.page.get_by_role("button", name=f"Toggle {panel}")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        opened = self.page.locator(f"[data-side-panel={panel}]")
        expect(opened).to_be_visible()
        return opened

    def previews(self, mode: str) -> FrameLocator:
        """The draft as its page, card or cart line, in the panel at the side."""
        choice = self.shows("preview").get_by_label("Preview mode")
        value = choice.locator("option").filter(has_text=mode).get_attribute("value")
        shown = f'iframe#w-preview-iframe[src*="?mode={value}&"]'

        def is_shown() -> bool:
            """While the panel fetches one, it is deaf to a choice of another."""
            choice.select_option(label=mode)
            return self.page.locator(shown).count() > 0

        wait_for(is_shown, f"the preview “{mode}”")
        return self.page.frame_locator(shown)

    def hears(self, words: str | re.Pattern) -> None:
        said = self.page.locator(".messages").filter(has_text=words)
        expect(said).to_be_visible()

    def moves_stock(self, sku: str, pieces: int, *, reason: str) -> None:
        self.opens(f"stock/{sku}/")
        self.page.get_by_label("Pieces").fill(str(pieces))
        self.page.get_by_label("Reason").select_option(label=reason)
        self.page.get_by_role("button", name="Record the change").click()
        self.hears(f"{sku}: {pieces:+d} recorded.")

    def follows(self, action: str, *, of: str, by: str) -> None:
        """In the history that is open: the action of the newest entry of this kind and author."""
        entries = self.page.locator("main tbody tr").filter(has_text=of).filter(has_text=by)
        entries.first.get_by_role("button", name="Actions").click()
        self.page.get_by_role("link", name=action).click()

    def looks_up(self) -> Page:
        """The page, once nothing on it moves any more, and nothing hides its left edge."""
        self.page.wait_for_load_state("load")
        wait_for(
            lambda: self.page.evaluate(IS_STILL), f"the end of all movement on {self.page.url}"
        )
        self.page.evaluate(TO_THE_LEFT)
        return self.page

    def history(self) -> list[tuple[str, str, str]]:
        """What was done, by whom and when, newest first: the history that is open."""
        rows = self.page.locator("main tbody tr").all()
        return [tuple(_words(cell) for cell in row.locator("td").all()) for row in rows]

    def page_id(self) -> int:
        """Of the page whose form is open."""
        return int(re.search(r"/pages/(\d+)/", self.page.url).group(1))


def _words(cell: Locator) -> str:
    return " ".join(cell.inner_text().split())
