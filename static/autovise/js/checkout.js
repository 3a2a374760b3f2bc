// The summary is open where there is room for it, and the button of the form says that it works.
const summary = document.querySelector(".summary--folded");
const button = document.querySelector("[data-busy]");
const words = button?.textContent;

if (matchMedia("(min-width: 62rem)").matches) summary?.setAttribute("open", "");

button?.form.addEventListener("submit", (event) => {
  if (button.ariaDisabled === "true") return event.preventDefault();
  button.ariaDisabled = "true";
  button.textContent = button.dataset.busy;
});

// What is typed is kept in this tab until the order is paid or the visitor is another one, so that a
// look at the cart loses nothing. It is never sent from there.
const KEY = "checkout-typed";
const typed = document.querySelector("[data-keep-typed]");
const isKept = ({ name, type }) => name && type !== "hidden" && name !== "age_confirmed";

function readTyped() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept?.visitor === typed.dataset.keepTyped ? kept.values : {};
  } catch {
    return {};
  }
}

function keepTyped() {
  const values = {};
  for (const field of typed.elements) {
    if (!isKept(field)) continue;
    if (field.type === "checkbox") values[field.name] = field.checked;
    else if (field.type !== "radio" || field.checked) values[field.name] = field.value;
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ visitor: typed.dataset.keepTyped, values }));
  } catch {
    // the browser keeps nothing
  }
}

function fillIn(values) {
  for (const field of typed.elements) {
    if (!isKept(field) || !(field.name in values)) continue;
    const value = values[field.name];
    if (field.type === "checkbox") field.checked = value;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

if (typed) {
  if (!document.querySelector(".field__error")) fillIn(readTyped());
  typed.addEventListener("input", keepTyped);
}

if (document.querySelector("[data-forget-typed]")) {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // the browser keeps nothing
  }
}

// A browser may show the page as it was left, when the shopper comes back from Stripe.
addEventListener("pageshow", () => {
  if (!button) return;
  button.ariaDisabled = null;
  button.textContent = words;
});
