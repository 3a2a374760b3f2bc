// The drawer of filters opens and closes by the address. With this script the focus moves into it,
// cannot leave for the page behind it, and returns to the link that opened it; Esc closes it.
const drawer = document.querySelector("#filters");
const opener = document.querySelector(".filters__open");
const closer = drawer?.querySelector(".filters__close");
const column = matchMedia("(min-width: 62rem)"); // there the filters are a column of the page
let wasOpen = false;

function setInert(isInert) {
  for (let part = drawer; part !== document.body; part = part.parentElement) {
    for (const other of part.parentElement.children) {
      if (other !== part) other.inert = isInert;
    }
  }
}

function update() {
  const isOpen = location.hash === "#filters" && !column.matches;
  if (isOpen === wasOpen) return;
  wasOpen = isOpen;
  setInert(isOpen);
  if (isOpen) closer.focus();
  else if (!column.matches) opener.focus();
}

if (drawer && opener) {
  update();
  addEventListener("hashchange", update);
  column.addEventListener("change", update);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && wasOpen) closer.click();
  });
}
