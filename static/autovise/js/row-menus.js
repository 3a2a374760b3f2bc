// The menu of a row in a list. Wagtail's dropdown (tippy) shows it. A page's row has a link to a page
// of actions, which becomes a button here; its entries are fetched when the menu is first opened.
(() => {
  const TOGGLE = ".listing .w-dropdown__toggle";
  const LINK = "a.row-menu";
  const ICON = `<svg class="icon icon-dots-horizontal w-dropdown__toggle-icon" aria-hidden="true">
    <use href="#icon-dots-horizontal"></use></svg>`;
  const FAILED = {
    403: "You are logged out, or may no longer see this page. Load the list again.",
    404: "This page no longer exists. Load the list again.",
  };
  const UNREACHABLE = "The menu could not be loaded. Check the connection and try again.";

  // Mark it up as Wagtail marks up a dropdown, which it then connects.
  function attach(link) {
    link.innerHTML = ICON;
    link.classList.add("w-dropdown__toggle", "w-dropdown__toggle--icon");
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "true");
    link.dataset.wDropdownTarget = "toggle";
    link.parentElement.classList.add("w-dropdown");
    link.parentElement.dataset.controller = "w-dropdown";
  }

  function attachAll() {
    document.querySelectorAll(`${LINK}:not([role])`).forEach(attach);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", attachAll);
  else attachAll();
  document.addEventListener("w-swap:success", attachAll);

  // Positioned as fixed: a list that scrolls sideways would cut the menu off.
  function prepare(menu) {
    if (menu.props.popperOptions.strategy !== "fixed") {
      menu.setProps({ popperOptions: { strategy: "fixed" } });
    }
  }

  async function ask(url) {
    try {
      const answer = await fetch(url, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        cache: "no-store", // the same URL also answers with a page of its own
      });
      if (answer.redirected) return { failure: FAILED[403] };
      if (!answer.ok) return { failure: FAILED[answer.status] ?? UNREACHABLE };
      return { entries: await answer.text() };
    } catch {
      return { failure: UNREACHABLE };
    }
  }

  async function load(toggle) {
    toggle.setAttribute("aria-busy", "true");
    const { entries, failure } = await ask(toggle.href);
    toggle.removeAttribute("aria-busy");
    const content = document.createElement("div");
    content.className = "w-dropdown__content";
    if (failure) {
      const message = document.createElement("p");
      message.className = "desk-menu-failure";
      message.setAttribute("role", "alert");
      message.textContent = failure;
      content.append(message);
    } else {
      content.innerHTML = entries;
      toggle.dataset.loaded = "";
    }
    toggle._tippy?.setContent(content);
  }

  const isMissing = (toggle) => toggle.matches(LINK) && !("loaded" in toggle.dataset);

  async function open(toggle) {
    if (toggle.getAttribute("aria-busy")) return;
    if (isMissing(toggle)) await load(toggle);
    if (!toggle._tippy) return; // the list was replaced meanwhile
    prepare(toggle._tippy);
    toggle._tippy.show();
  }

  const entriesOf = (toggle) => [...(toggle._tippy?.popper.querySelectorAll("a, button") ?? [])];

  document.addEventListener(
    "click",
    (event) => {
      const toggle = event.target.closest?.(TOGGLE);
      const menu = toggle?._tippy;
      if (!menu) return;
      prepare(menu);
      if (!toggle.matches(LINK)) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        event.stopPropagation(); // the link opens in a new tab, and no menu
        return;
      }
      event.preventDefault();
      if (!isMissing(toggle)) return;
      event.stopPropagation();
      if (menu.state.isVisible) menu.hide(); // it shows why the entries could not be fetched
      else open(toggle);
    },
    { capture: true },
  );

  async function openByKey(toggle, key) {
    await open(toggle);
    const entries = entriesOf(toggle);
    entries.at(key === "ArrowUp" ? -1 : 0)?.focus();
  }

  function move(entry, key) {
    const entries = entriesOf(entry.closest(".w-dropdown").querySelector(TOGGLE));
    const at = entries.indexOf(entry);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key];
    entries.at(next % entries.length)?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    const toggle = target.closest?.(TOGGLE);
    if (toggle?._tippy && (key === "ArrowDown" || key === "ArrowUp")) {
      openByKey(toggle, key);
    } else if (toggle?.matches(LINK) && key === " ") {
      toggle.click(); // as of a button; a link knows only Enter
    } else if (
      target.closest?.(".listing [data-tippy-root]") &&
      ["ArrowDown", "ArrowUp", "Home", "End"].includes(key)
    ) {
      move(target, key);
    } else {
      return;
    }
    event.preventDefault();
  });

  // Return the focus to the button: it would be lost with the menu.
  document.addEventListener("w-dropdown:hide", (event) => {
    const toggle = event.target.querySelector?.(TOGGLE);
    if (toggle?._tippy?.popper.contains(document.activeElement)) toggle.focus();
  });
})();
