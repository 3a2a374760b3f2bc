// Products and bundles that were viewed are kept in this browser only, and never sent to the shop.
// Prices are not kept: they may have changed since. The reader can switch the list off.
const KEY = "recently-viewed";
const OFF = "off";
const MAX_KEPT = 5;
const section = document.querySelector("[data-recent]");
const choice = document.querySelector("[data-recent-choice]");

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // storage is closed, or holds something else
  }
}

function read() {
  const kept = stored();
  return Array.isArray(kept) ? kept.filter((item) => item && isOwn(item.url)) : [];
}

function isOwn(url) {
  return typeof url === "string" && url.startsWith("/") && !url.startsWith("//");
}

function write(value) {
  try {
    localStorage.setItem(KEY, JSON.stringify(value));
  } catch {
    // storage is closed or full: nothing is kept
  }
}

function entry({ url, title, picture }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  const image = document.createElement("img");
  image.src = picture;
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("error", () => image.remove());
  link.append(image, title);
  item.append(link);
  return item;
}

if (section && stored() !== OFF) {
  const { sku, url, title, picture } = section.dataset;
  const others = read().filter((item) => item.sku !== sku);
  section.querySelector(".recent__list").append(...others.slice(0, MAX_KEPT - 1).map(entry));
  section.hidden = others.length === 0;
  if (sku) write([{ sku, url, title, picture }, ...others].slice(0, MAX_KEPT));
  section.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    section.hidden = true;
    document.querySelector("main").focus({ preventScroll: true }); // the button is gone
  });
}

if (choice) {
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = stored() !== OFF;
  box.addEventListener("change", () => {
    write(box.checked ? [] : OFF);
  });
}
