// Without a script, a thumbnail links to its picture and a picture to its large version. With it,
// the page stays where it is: the strip scrolls, and the large version opens in a dialog.
const strip = document.querySelector("[data-gallery]");
const thumbnails = [...document.querySelectorAll(".gallery__thumbs a")];

function showPicture(thumbnail) {
  const picture = document.querySelector(thumbnail.hash);
  strip.scrollTo({ left: picture.offsetLeft - strip.offsetLeft });
}

function markShown() {
  const shown = Math.round(strip.scrollLeft / (strip.scrollWidth / thumbnails.length));
  thumbnails.forEach((thumbnail, place) => {
    if (place === shown) thumbnail.setAttribute("aria-current", "true");
    else thumbnail.removeAttribute("aria-current");
  });
}

function zoom(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", link.querySelector("img").alt || "Picture");
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-dark";
  close.textContent = "Close";
  dialog.append(picture, close);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove()); // the browser returns the focus
  document.body.append(dialog);
  dialog.showModal();
}

if (strip) {
  for (const thumbnail of thumbnails) {
    thumbnail.addEventListener("click", (event) => {
      event.preventDefault();
      showPicture(thumbnail);
    });
  }
  if (thumbnails.length) {
    strip.addEventListener("scroll", markShown, { passive: true });
    markShown();
  }
  strip.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    zoom(link);
  });
}
