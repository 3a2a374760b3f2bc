// Select all pictures on the page at once, and say how many are selected.
function watchSheet(form) {
  const boxes = [...form.querySelectorAll('[type="checkbox"][name="page"]')];
  const all = form.querySelector("[data-sheet-all]");
  const count = form.querySelector("[data-sheet-count]");
  if (!all || !boxes.length) return;

  function update() {
    const selected = boxes.filter((box) => box.checked).length;
    count.textContent = selected ? `${selected} selected` : "";
    all.setAttribute("aria-pressed", String(selected === boxes.length));
  }

  all.addEventListener("click", () => {
    const isOn = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = isOn;
    update();
  });
  form.addEventListener("change", update);
  all.hidden = false;
  update(); // a browser keeps the boxes when it goes back to the page
}

function watchSheets() {
  document.querySelectorAll("[data-contact-sheet]").forEach(watchSheet);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchSheets);
else watchSheets();
