// Asks the shop what the bundle in the form comes to, and shows the answer. No arithmetic here.
const PAUSE_MS = 300;
const NUMBERS = /-(product|quantity|DELETE)$|^(discount_percentage|bundle_type)$/;

let timer = 0;
let asking = null;

function rowsInUse() {
  const rows = document.querySelectorAll("#id_parts-FORMS > [data-inline-panel-child]");
  return [...rows].filter((row) => !row.querySelector('[name$="-DELETE"]')?.value);
}

const valueIn = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value ?? "";

function asTyped() {
  const asked = new URLSearchParams();
  for (const name of ["bundle_type", "discount_percentage"]) {
    asked.append(name, document.querySelector(`[name="${name}"]`)?.value ?? "");
  }
  for (const row of rowsInUse()) {
    if (valueIn(row, "product")) {
      asked.append("product", valueIn(row, "product"));
      asked.append("quantity", valueIn(row, "quantity"));
    }
  }
  return asked;
}

function show({ panel, parts }) {
  for (const place of document.querySelectorAll("[data-bundle-figures]")) {
    place.innerHTML = panel;
  }
  for (const row of rowsInUse()) {
    const facts = row.querySelector("[data-part-facts]");
    if (facts) facts.innerHTML = parts[valueIn(row, "product")] ?? "";
  }
}

async function refresh() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const address = document.querySelector("[data-bundle-figures]").dataset.bundleFigures;
  let isStale = false;
  try {
    const answer = await fetch(`${address}?${asTyped()}`, { credentials: "same-origin", signal });
    isStale = !answer.ok;
    if (answer.ok) show(await answer.json());
  } catch (error) {
    if (signal.aborted) return; // a later question is on its way
    isStale = true;
  }
  for (const note of document.querySelectorAll("[data-bundle-figures-stale]")) {
    note.hidden = !isStale;
  }
}

function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE_MS);
}

function watch() {
  if (!document.querySelector("[data-bundle-figures]")) return;
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (NUMBERS.test(event.target.name ?? "")) refreshSoon();
    });
  }
  // Taking a row out sends no event of its own: its button is pressed.
  document.getElementById("id_parts-FORMS")?.addEventListener("click", refreshSoon);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
else watch();
