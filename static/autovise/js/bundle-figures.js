// Load price and stock of the bundle in the form from the server and show them.
const PAUSE_MS = 300;
const NUMBERS = /-(product|quantity|DELETE)$|^(discount_percentage|bundle_type)$/;

let timer = 0;
let asking = null;

function rowsInUse() {
  const rows = document.querySelectorAll("#id_parts-FORMS > [data-inline-panel-child]");
  return [...rows].filter((row) => !row.querySelector('[name$="-DELETE"]')?.value);
}

const valueIn = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value ?? "";

function formParams() {
  const params = new URLSearchParams();
  for (const name of ["bundle_type", "discount_percentage"]) {
    params.append(name, document.querySelector(`[name="${name}"]`)?.value ?? "");
  }
  for (const row of rowsInUse()) {
    if (valueIn(row, "product")) {
      params.append("product", valueIn(row, "product"));
      params.append("quantity", valueIn(row, "quantity"));
    }
  }
  return params;
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
  const url = document.querySelector("[data-bundle-figures]").dataset.bundleFigures;
  let isStale = false;
  try {
    const answer = await fetch(`${url}?${formParams()}`, { credentials: "same-origin", signal });
    isStale = !answer.ok;
    if (answer.ok) show(await answer.json());
  } catch (error) {
    if (signal.aborted) return; // a later request is pending
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
  // Removing a row fires no event of its own, so listen to its button.
  document.getElementById("id_parts-FORMS")?.addEventListener("click", refreshSoon);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
else watch();
