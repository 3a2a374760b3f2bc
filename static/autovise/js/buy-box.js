// Product and bundle pages: the buttons of the quantity, and on phones a bar to buy from while the
// form is off the screen. Without this script, the quantity is typed and the form is in the page.
const form = document.querySelector("[data-add]");

if (form) {
  const { quantity } = form.elements;
  for (const button of form.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (Number(button.dataset.step) > 0) quantity.stepUp();
      else quantity.stepDown();
    });
  }
  const bar = document.querySelector("[data-buy-bar]");
  new IntersectionObserver(([seen]) => {
    bar.hidden = seen.isIntersecting;
  }).observe(form);
}
