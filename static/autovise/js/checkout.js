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

// A browser may show the page as it was left, when the shopper comes back from Stripe.
addEventListener("pageshow", () => {
  if (!button) return;
  button.ariaDisabled = null;
  button.textContent = words;
});
