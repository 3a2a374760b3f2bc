// Show the buttons that print a page of the desk: without a script they do nothing.
(() => {
  const BUTTON = "[data-desk-print]";

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(BUTTON)) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(BUTTON)) window.print();
  });
})();
