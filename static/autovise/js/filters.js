// Filters and sorting apply at once; without this script, "Show results" loads the list again.
//
// On narrow screens the filters are a drawer that opens and closes by the address. The focus moves
// into it, cannot leave for the page behind it, and returns to the link that opened it; Esc closes
// it. While it is open, a choice only updates the number on its button.
const FORM = "filter-form";
const TYPING_PAUSE = 400; // milliseconds; the letters of an option's name select others on the way
const column = matchMedia("(min-width: 62rem)"); // there the filters are a column of the page
const page = document.querySelector("main");
const find = (selector) => page.querySelector(selector);
const live = document.querySelector("[data-live]"); // read out when its text changes
let wasOpen = false;
let isNewEntry = false; // opening the drawer added an entry to the browser's history
let pending = new AbortController();
let timer;
let shown = location.pathname + location.search;

function setInert(isInert) {
  for (let part = find("#filters"); part !== document.body; part = part.parentElement) {
    for (const other of part.parentElement.children) {
      if (other !== part) other.inert = isInert;
    }
  }
}

function updateDrawer() {
  const isOpen = location.hash === "#filters" && !column.matches;
  if (isOpen === wasOpen) return;
  wasOpen = isOpen;
  setInert(isOpen);
  if (isOpen) find(".filters__close").focus();
  else if (!column.matches) find(".filters__open").focus();
}

async function load(form) {
  pending.abort();
  pending = new AbortController();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  const answer = await fetch(url, { signal: pending.signal, credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  return [answer.url, new DOMParser().parseFromString(await answer.text(), "text/html")];
}

function sameControl(control) {
  const byValue = `[name="${control.name}"][value="${CSS.escape(control.value)}"]`;
  return control.id ? document.getElementById(control.id) : find(byValue);
}

// Replace what the page shows; the control keeps the focus and its place on the screen.
function show(fresh, control) {
  const top = control.getBoundingClientRect().top;
  page.replaceChildren(...fresh.querySelector("main").childNodes);
  document.title = fresh.title;
  hideSortButton();
  const again = sameControl(control) ?? find("#results");
  const folded = again.closest("details");
  if (folded) folded.open = true;
  again.focus({ preventScroll: true });
  scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
  document.dispatchEvent(new Event("cart-changed")); // marks what is saved
}

async function apply(control) {
  const [url, fresh] = await load(control.form);
  const count = fresh.querySelector("[data-total]").dataset.total;
  live.textContent = count;
  if (wasOpen) {
    find(".filters__end button").textContent = `Show ${count}`;
    return;
  }
  history.pushState(null, "", url);
  shown = location.pathname + location.search;
  show(fresh, control);
}

function hideSortButton() {
  const button = find("[data-sort]");
  if (button) button.hidden = true;
}

if (find(`#${FORM}`)) {
  updateDrawer();
  hideSortButton();
  addEventListener("hashchange", () => {
    updateDrawer();
    isNewEntry = wasOpen;
  });
  page.addEventListener("click", (event) => {
    if (!isNewEntry || !event.target.closest(".filters__close")) return;
    event.preventDefault();
    history.back(); // so that one more "Back" leaves the list
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
  column.addEventListener("change", updateDrawer);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && wasOpen) find(".filters__close").click();
  });
  page.addEventListener("change", ({ target }) => {
    if (target.form?.id !== FORM) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      apply(target).catch((error) => {
        if (error.name !== "AbortError" && !wasOpen) target.form.submit();
      });
    }, target.matches("select") ? TYPING_PAUSE : 0);
  });
}
