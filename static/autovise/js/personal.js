// Public pages are the same for everybody. The cart's count, the customer's name and what is saved
// come after, and forms marked `data-in-place` are sent without leaving the page.
const links = document.querySelector("[data-badge]");
const note = document.querySelector("[data-note]");
let noteOpener; // the button that opened the note: it gets the focus back from there

async function fillIn() {
  const answer = await fetch(links.dataset.badge, { credentials: "same-origin" });
  if (!answer.ok) return;
  const focused = links.contains(document.activeElement);
  if (!focused) links.innerHTML = await answer.text();
  markSaved(links.querySelector("[data-saved]")?.dataset.saved.split(" ") ?? []);
}

function markSaved(skus) {
  for (const form of document.querySelectorAll(".save[data-remove]")) {
    const isSaved = skus.includes(form.elements.sku.value);
    form.action = isSaved ? form.dataset.remove : form.dataset.save;
    form.querySelector("button").setAttribute("aria-pressed", isSaved);
  }
}

// A browser without a connection would replace the page by its own page about it.
const isOffline = (error) => !navigator.onLine || error instanceof TypeError;

function sayOffline(form) {
  const what = form.action.endsWith("/cart/add/") ? "it was not added" : "nothing was changed";
  const words = document.createElement("div");
  words.className = "alert alert-danger";
  words.setAttribute("role", "alert");
  words.textContent = `No connection: ${what}. Please try again.`;
  const button = document.createElement("button");
  button.className = "btn btn-link";
  button.type = "button";
  button.dataset.close = "";
  button.textContent = "Close";
  note.hidden = false;
  note.replaceChildren(words, button);
}

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(answer.status);
  const hadFocus = note.contains(document.activeElement);
  note.innerHTML = await answer.text();
  note.hidden = false;
  if (hadFocus) returnFocus();
  live.textContent = note.querySelector(".alert")?.textContent.trim() ?? "";
  await fillIn();
  document.dispatchEvent(new Event("sent-in-place"));
}

// A region that is there before its text changes is read out by screen readers.
function liveRegion() {
  const region = document.createElement("p");
  region.className = "visually-hidden";
  region.dataset.live = ""; // the filters and the cart announce there what has changed
  region.setAttribute("role", "status");
  document.body.append(region);
  return region;
}

function returnFocus() {
  const place = noteOpener?.isConnected ? noteOpener : document.querySelector("main");
  place.focus({ preventScroll: true });
}

function close() {
  const hadFocus = note.contains(document.activeElement);
  note.hidden = true;
  note.replaceChildren();
  if (hadFocus) returnFocus();
}

document.addEventListener("cart-changed", () => fillIn().catch(() => {}));

if (links) {
  fillIn().catch(() => {}); // the plain links are as good as any
}

const live = note && liveRegion();

if (note) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (!form.matches("[data-in-place]")) {
      if (navigator.onLine || !form.matches("[data-add]")) return;
      event.preventDefault();
      return sayOffline(form);
    }
    event.preventDefault();
    if (form.dataset.isBusy) return;
    form.dataset.isBusy = "yes";
    if (!note.contains(form)) noteOpener = event.submitter;
    send(form)
      .catch((error) => (isOffline(error) ? sayOffline(form) : form.submit())) // as without a script
      .finally(() => delete form.dataset.isBusy);
  });
  note.addEventListener("click", (event) => event.target.closest("[data-close]") && close());
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
}
