// The cart changes in place: a press of + or − and a typed quantity are sent at once. Without this
// script, the same buttons load the page again.
const WAIT_MS = 350; // so that several presses are one request
const timers = new WeakMap();
let changes = 0;
const page = document.querySelector(".personal");
const live = document.querySelector("[data-live]"); // read out when its text changes

function hideUpdateButtons() {
  for (const button of page.querySelectorAll("[data-update]")) button.hidden = true;
}

async function show(answer) {
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".personal");
  if (!fresh) throw new Error(answer.status);
  const focused = page.contains(document.activeElement) && document.activeElement.id;
  page.replaceChildren(...fresh.childNodes);
  hideUpdateButtons();
  if (focused === false) return;
  const place = document.getElementById(focused) ?? document.querySelector("main");
  place.focus({ preventScroll: true }); // what had the focus may be gone with its line
}

async function send(form) {
  const own = changes;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  if (own !== changes) return; // the answer to a later change shows this one too
  await show(answer);
  const total = page.querySelector("#total");
  const words = [page.querySelector(".alert")?.textContent.trim(), total && `Total ${total.textContent}.`];
  live.textContent = words.filter(Boolean).join(" ");
  document.dispatchEvent(new Event("cart-changed"));
}

function sayOffline(form) {
  document.getElementById("offline")?.remove();
  const words = document.createElement("div");
  words.id = "offline";
  words.className = "alert alert-danger";
  words.setAttribute("role", "alert");
  words.textContent = "No connection: your cart is unchanged. Please try again.";
  page.prepend(words);
  if (form.isConnected) form.elements.quantity.value = form.elements.quantity.defaultValue;
}

function giveUp(form, error) {
  if (!navigator.onLine || error instanceof TypeError) sayOffline(form);
  else if (form.isConnected) form.submit();
  else location.reload();
}

function sendSoon(form) {
  clearTimeout(timers.get(form));
  changes += 1;
  timers.set(form, setTimeout(() => send(form).catch((error) => giveUp(form, error)), WAIT_MS));
}

hideUpdateButtons();

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-quantity]")) return;
  event.preventDefault();
  const quantity = form.elements.quantity;
  const step = Number(event.submitter?.value ?? 0);
  quantity.value = Math.max(0, Number(quantity.value) + step);
  sendSoon(form);
});
page.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-quantity]") && form.reportValidity()) sendSoon(form);
});
document.addEventListener("sent-in-place", () => {
  fetch(location.href, { credentials: "same-origin" }).then(show).catch(() => location.reload());
});
